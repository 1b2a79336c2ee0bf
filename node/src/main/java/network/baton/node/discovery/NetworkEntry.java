package network.baton.node.discovery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import org.apache.tuweni.bytes.Bytes;
import org.ethereum.beacon.discovery.schema.NodeRecord;

/**
 * N-68: what a node record says of Baton, under the key {@code baton}: which network, and who the
 * node is in libp2p, whose key is another one than the record's.
 *
 * @param network the first 16 bytes of a hash of what makes the network
 */
record NetworkEntry(Bytes network, PeerId peer) {
  static final String KEY = "baton";
  private static final int NETWORK_BYTES = 16;
  private static final int ADDRESS_BYTES = 20;
  private static final String DOMAIN = "baton network in discv5";

  NetworkEntry {
    if (network.size() != NETWORK_BYTES) {
      throw new IllegalArgumentException("network of " + network.size() + " bytes");
    }
  }

  /** Names a network. {@code registry} is {@code 0x} and 40 hexadecimal digits. */
  static Bytes network(long chainId, String registry, int protocolVersion) {
    byte[] domain = DOMAIN.getBytes(StandardCharsets.US_ASCII);
    byte[] named =
        ByteBuffer.allocate(domain.length + Long.BYTES + ADDRESS_BYTES + Integer.BYTES)
            .put(domain)
            .putLong(chainId)
            .put(HexFormat.of().parseHex(registry.substring(2)))
            .putInt(protocolVersion)
            .array();
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(named);
      return Bytes.wrap(Arrays.copyOf(hash, NETWORK_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  Bytes encode() {
    return Bytes.concatenate(network, Bytes.wrap(peer.toBytes()));
  }

  /** The entry of a record; empty if it has none that can be read. */
  static Optional<NetworkEntry> of(NodeRecord record) {
    if (!(record.get(KEY) instanceof Bytes entry) || entry.size() <= NETWORK_BYTES) {
      return Optional.empty();
    }
    try {
      PeerId peer = PeerId.fromBytes(entry.slice(NETWORK_BYTES).toArray());
      return Optional.of(new NetworkEntry(entry.slice(0, NETWORK_BYTES), peer));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Where a record says that its node takes TCP, as far as {@code allowed}. */
  static FoundPeer found(NodeRecord record, PeerId peer, Predicate<InetAddress> allowed) {
    return new FoundPeer(
        peer,
        Stream.of(record.getTcpAddress(), record.getTcp6Address())
            .flatMap(Optional::stream)
            .filter(place -> place.getPort() > 0 && allowed.test(ip(place)))
            .map(Multiaddr::tcp)
            .toList());
  }

  private static InetAddress ip(InetSocketAddress place) {
    return place.getAddress();
  }
}
