package network.baton.libp2p.gossip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** IP addresses that share their first bits. */
public record IpRange(InetAddress first, int bits) {
  public IpRange {
    if (bits < 0 || bits > 8 * first.getAddress().length) {
      throw new IllegalArgumentException("prefix of " + bits + " bits");
    }
  }

  /**
   * Reads {@code address/bits}.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static IpRange of(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no prefix length: " + text);
    }
    return new IpRange(
        InetAddress.ofLiteral(text.substring(0, slash)),
        Integer.parseInt(text.substring(slash + 1)));
  }

  public boolean contains(InetAddress address) {
    byte[] one = first.getAddress();
    byte[] other = address.getAddress();
    if (one.length != other.length) {
      return false;
    }
    int whole = bits / 8;
    int mask = 0xff << (8 - bits % 8) & 0xff;
    return Arrays.equals(one, 0, whole, other, 0, whole)
        && (whole == one.length || ((one[whole] ^ other[whole]) & mask) == 0);
  }

  /** What counts as one place: an IPv4 address, or the /64 of an IPv6 address. */
  static InetAddress place(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return address;
    }
    Arrays.fill(bytes, 8, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("16 bytes are an address", e);
    }
  }
}
