package network.baton.libp2p;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import network.baton.libp2p.MultiaddrProtocol.Text;
import network.baton.libp2p.multiformat.Varint;

/**
 * A self-describing network address, such as {@code /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo…}: a list
 * of components, outermost first. A value. Source: multiformats/multiaddr.
 */
public final class Multiaddr {
  private static final int BYTES_MAX = 1024;

  /** Before the peer id, so that one can always be put behind. */
  private static final int COMPONENTS_MAX = 16;

  /** One part: its protocol and its value, whose text is empty when the protocol has none. */
  public record Component(MultiaddrProtocol protocol, String value) {
    public Component {
      Objects.requireNonNull(protocol);
      // Rewritten in the canonical form, so that equal addresses are equal values.
      value = protocol.toText(protocol.toBytes(value));
    }
  }

  private final List<Component> components;

  private Multiaddr(List<Component> components) {
    if (components.isEmpty() || beforePeer(components).size() > COMPONENTS_MAX) {
      throw new IllegalArgumentException("address with " + components.size() + " components");
    }
    this.components = List.copyOf(components);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if a protocol is not known or a value does not fit
   */
  public static Multiaddr fromText(String text) {
    if (!text.startsWith("/") || text.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      throw new IllegalArgumentException("not an address: it must start with / and be short");
    }
    List<Component> components = new ArrayList<>();
    String trimmed =
        text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    List<String> parts = Arrays.asList(trimmed.substring(1).split("/", -1));
    for (int i = 0; i < parts.size(); ) {
      MultiaddrProtocol protocol = MultiaddrProtocol.ofName(parts.get(i++));
      String value = "";
      if (protocol.text() != Text.NONE) {
        if (i == parts.size()) {
          throw new IllegalArgumentException("no value after " + protocol.protocolName());
        }
        value = parts.get(i++);
      }
      add(components, new Component(protocol, value));
    }
    return new Multiaddr(components);
  }

  /**
   * Reads the binary form.
   *
   * @throws IllegalArgumentException if a protocol is not known or a value does not fit
   */
  public static Multiaddr fromBytes(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException("address longer than " + BYTES_MAX + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Component> components = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        MultiaddrProtocol protocol = MultiaddrProtocol.ofCode(Varint.read(in));
        long length = protocol.fixedBytes() >= 0 ? protocol.fixedBytes() : Varint.read(in);
        if (length > in.remaining()) {
          throw new IllegalArgumentException("address is cut off");
        }
        byte[] value = new byte[(int) length];
        in.get(value);
        add(components, new Component(protocol, protocol.toText(value)));
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("address is cut off", e);
    }
    return new Multiaddr(components);
  }

  /** Stops reading when there are too many, whatever comes after them. */
  private static void add(List<Component> components, Component next) {
    if (components.size() > COMPONENTS_MAX) {
      throw new IllegalArgumentException("address with more than " + COMPONENTS_MAX + " parts");
    }
    components.add(next);
  }

  /**
   * Reads a list that a peer sent: what cannot be read, as an address of a kind that came after
   * this program, is left out, and so is what is beyond {@code countMax}.
   */
  public static List<Multiaddr> readable(List<byte[]> addresses, int countMax) {
    List<Multiaddr> read = new ArrayList<>();
    for (byte[] address : addresses.subList(0, Math.min(addresses.size(), countMax))) {
      try {
        read.add(fromBytes(address));
      } catch (IllegalArgumentException e) {
        // Left out, as said above.
      }
    }
    return read;
  }

  /** The address of a TCP socket, without peer id. An unresolved host becomes {@code dns}. */
  public static Multiaddr tcp(InetSocketAddress socket) {
    InetAddress ip = socket.getAddress();
    Component host;
    if (ip == null) {
      host = new Component(MultiaddrProtocol.DNS, socket.getHostString());
    } else {
      byte[] raw = ip.getAddress();
      MultiaddrProtocol family = raw.length == 4 ? MultiaddrProtocol.IP4 : MultiaddrProtocol.IP6;
      host = new Component(family, family.toText(raw));
    }
    String port = Integer.toString(socket.getPort());
    return new Multiaddr(List.of(host, new Component(MultiaddrProtocol.TCP, port)));
  }

  public List<Component> components() {
    return components;
  }

  /** The peer at the end of the address, if it names one. */
  public Optional<PeerId> peerId() {
    Component last = components.getLast();
    return last.protocol() == MultiaddrProtocol.P2P
        ? Optional.of(PeerId.fromText(last.value()))
        : Optional.empty();
  }

  /** The same address with {@code /p2p/<peer>} at the end, in place of one that was there. */
  public Multiaddr withPeer(PeerId peer) {
    List<Component> parts = new ArrayList<>(withoutPeerComponents());
    parts.add(new Component(MultiaddrProtocol.P2P, peer.toText()));
    return new Multiaddr(parts);
  }

  /** The same address without {@code /p2p/<peer>} at the end. */
  public Multiaddr withoutPeer() {
    return new Multiaddr(withoutPeerComponents());
  }

  /**
   * The unresolved host and port, if this is plain TCP over IP or DNS: {@code
   * /ip4|ip6|dns…/H/tcp/P} with at most a peer id behind.
   */
  public Optional<InetSocketAddress> tcpAddress() {
    List<Component> parts = withoutPeerComponents();
    if (parts.size() != 2 || parts.get(1).protocol() != MultiaddrProtocol.TCP) {
      return Optional.empty();
    }
    String host = parts.get(0).value();
    int port = Integer.parseInt(parts.get(1).value());
    return switch (parts.get(0).protocol()) {
      case IP4, IP6, DNS, DNS4, DNS6 -> Optional.of(InetSocketAddress.createUnresolved(host, port));
      default -> Optional.empty();
    };
  }

  /** The same with the IP address that stands there; empty for a name. */
  public Optional<InetSocketAddress> tcpLiteral() {
    MultiaddrProtocol host = components.getFirst().protocol();
    return host == MultiaddrProtocol.IP4 || host == MultiaddrProtocol.IP6
        ? tcpAddress()
            .map(
                place ->
                    new InetSocketAddress(
                        InetAddress.ofLiteral(place.getHostString()), place.getPort()))
        : Optional.empty();
  }

  /** The binary form. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(2 * BYTES_MAX);
    for (Component component : components) {
      byte[] value = component.protocol().toBytes(component.value());
      Varint.write(out, component.protocol().code());
      if (component.protocol().fixedBytes() < 0) {
        Varint.write(out, value.length);
      }
      out.put(value);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /** The text form. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (Component component : components) {
      text.append('/').append(component.protocol().protocolName());
      if (component.protocol().text() != Text.NONE) {
        text.append('/').append(component.value());
      }
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Multiaddr that && components.equals(that.components);
  }

  @Override
  public int hashCode() {
    return components.hashCode();
  }

  @Override
  public String toString() {
    return toText();
  }

  private List<Component> withoutPeerComponents() {
    return beforePeer(components);
  }

  private static List<Component> beforePeer(List<Component> components) {
    int end = components.size();
    return end > 1 && components.getLast().protocol() == MultiaddrProtocol.P2P
        ? components.subList(0, end - 1)
        : components;
  }
}
