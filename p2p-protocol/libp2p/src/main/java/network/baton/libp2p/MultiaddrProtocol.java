package network.baton.libp2p;

import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import network.baton.libp2p.multiformat.TextBase;
import org.jspecify.annotations.Nullable;

/**
 * A kind of component of a {@link Multiaddr}: code, name, and how its value is written. Those of
 * the network are read and printed; only TCP is dialled. Paths ({@code unix}) are not: their text
 * swallows whatever stands behind them, so that two addresses would look alike.
 */
public enum MultiaddrProtocol {
  IP4(4, "ip4", 4, Text.IP),
  TCP(6, "tcp", 2, Text.PORT),
  IP6(41, "ip6", 16, Text.IP),
  IP6ZONE(42, "ip6zone", -1, Text.NAME),
  IPCIDR(43, "ipcidr", 1, Text.OCTET),
  DNS(53, "dns", -1, Text.NAME),
  DNS4(54, "dns4", -1, Text.NAME),
  DNS6(55, "dns6", -1, Text.NAME),
  DNSADDR(56, "dnsaddr", -1, Text.NAME),
  UDP(273, "udp", 2, Text.PORT),
  P2P_CIRCUIT(290, "p2p-circuit", 0, Text.NONE),
  P2P(421, "p2p", -1, Text.PEER),
  TLS(448, "tls", 0, Text.NONE),
  SNI(449, "sni", -1, Text.NAME),
  NOISE(454, "noise", 0, Text.NONE),
  QUIC(460, "quic", 0, Text.NONE),
  QUIC_V1(461, "quic-v1", 0, Text.NONE),
  WEBTRANSPORT(465, "webtransport", 0, Text.NONE),
  CERTHASH(466, "certhash", -1, Text.MULTIBASE),
  WS(477, "ws", 0, Text.NONE),
  WSS(478, "wss", 0, Text.NONE),
  WEBRTC_DIRECT(280, "webrtc-direct", 0, Text.NONE),
  WEBRTC(281, "webrtc", 0, Text.NONE);

  /** How a value looks in text. */
  enum Text {
    NONE,
    IP,
    PORT,
    OCTET,
    NAME,
    PEER,
    MULTIBASE
  }

  private static final Map<Long, MultiaddrProtocol> BY_CODE = new HashMap<>();
  private static final Map<String, MultiaddrProtocol> BY_NAME = new HashMap<>();

  static {
    for (MultiaddrProtocol protocol : values()) {
      BY_CODE.put((long) protocol.code, protocol);
      BY_NAME.put(protocol.protocolName, protocol);
    }
    BY_NAME.put("ipfs", P2P); // an older name of the same code
  }

  private final int code;
  private final String protocolName;
  private final int fixedBytes;
  private final Text text;

  MultiaddrProtocol(int code, String protocolName, int fixedBytes, Text text) {
    this.code = code;
    this.protocolName = protocolName;
    this.fixedBytes = fixedBytes;
    this.text = text;
  }

  public int code() {
    return code;
  }

  public String protocolName() {
    return protocolName;
  }

  /** Length of the binary value, or -1 if a length stands before it. */
  int fixedBytes() {
    return fixedBytes;
  }

  Text text() {
    return text;
  }

  static MultiaddrProtocol ofCode(long code) {
    return known(BY_CODE.get(code), code);
  }

  static MultiaddrProtocol ofName(String name) {
    return known(BY_NAME.get(name), name);
  }

  byte[] toBytes(String value) {
    return switch (text) {
      case NONE -> {
        require(value.isEmpty(), value);
        yield new byte[0];
      }
      case IP -> {
        byte @Nullable [] ip = NetUtil.createByteArrayFromIpAddressString(value);
        require(ip != null && ip.length == fixedBytes && !value.startsWith("["), value);
        yield ip;
      }
      case PORT -> {
        int port = number(value, 0xffff);
        yield new byte[] {(byte) (port >>> 8), (byte) port};
      }
      case OCTET -> new byte[] {(byte) number(value, 0xff)};
      case NAME -> {
        require(!value.isEmpty() && value.indexOf('/') < 0, value);
        yield value.getBytes(StandardCharsets.UTF_8);
      }
      case PEER -> PeerId.fromText(value).toBytes();
      case MULTIBASE -> TextBase.decodeMultibase(value);
    };
  }

  String toText(byte[] value) {
    require(fixedBytes < 0 || value.length == fixedBytes, "value of " + value.length + " bytes");
    return switch (text) {
      case NONE -> "";
      case IP -> NetUtil.bytesToIpAddress(value);
      case PORT -> Integer.toString(((value[0] & 0xff) << 8) | (value[1] & 0xff));
      case OCTET -> Integer.toString(value[0] & 0xff);
      case NAME -> {
        String name = new String(value, StandardCharsets.UTF_8);
        // What is no UTF-8 would come out longer than it was, and different.
        require(Arrays.equals(name.getBytes(StandardCharsets.UTF_8), value), "no UTF-8");
        yield name;
      }
      case PEER -> PeerId.fromBytes(value).toText();
      case MULTIBASE -> TextBase.BASE64URL.encodeMultibase(value);
    };
  }

  private int number(String value, int max) {
    require(value.length() <= 5 && value.chars().allMatch(c -> c >= '0' && c <= '9'), value);
    require(!value.isEmpty(), value);
    int number = Integer.parseInt(value);
    require(number <= max, value);
    return number;
  }

  private static MultiaddrProtocol known(@Nullable MultiaddrProtocol protocol, Object asked) {
    if (protocol == null) {
      throw new IllegalArgumentException("unknown address protocol " + asked);
    }
    return protocol;
  }

  private void require(boolean holds, String value) {
    if (!holds) {
      throw new IllegalArgumentException("not a value of " + protocolName + ": " + value);
    }
  }
}
