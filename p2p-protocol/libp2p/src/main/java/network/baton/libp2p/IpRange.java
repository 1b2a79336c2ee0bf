package network.baton.libp2p;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * IP addresses that share their first bits.
 *
 * @param first any of them
 * @param bits how many they share
 */
public record IpRange(InetAddress first, int bits) {
  public IpRange {
    if (bits < 0 || bits > 8 * first.getAddress().length) {
      throw new IllegalArgumentException("prefix of " + bits + " bits");
    }
  }

  /** Loopback, private, shared, link-local and other ranges that no route leads to from outside. */
  private static final List<IpRange> NOT_PUBLIC =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "224.0.0.0/3",
              "::/8",
              "64:ff9b::/96",
              "fc00::/7",
              "fe80::/10",
              "ff00::/8")
          .map(IpRange::of)
          .toList();

  /** Whether an address can be reached from the internet at all. */
  public static boolean isPublic(InetAddress address) {
    return NOT_PUBLIC.stream().noneMatch(range -> range.contains(address));
  }

  /** The network that an address lies in, of so many bits of IPv4 or IPv6. */
  public static IpRange around(InetAddress address, int bits4, int bits6) {
    byte[] bytes = address.getAddress();
    int bits = bytes.length == 4 ? bits4 : bits6;
    for (int bit = bits; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >>> bit % 8);
    }
    try {
      return new IpRange(InetAddress.getByAddress(bytes), bits);
    } catch (UnknownHostException e) {
      throw new AssertionError("as many bytes as an address has", e);
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
  public static InetAddress place(InetAddress address) {
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
