package network.baton.lease;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * 32 bytes with value equality: a hash, a digest, an id or a public key. Big-endian; {@code a}
 * holds the first eight bytes. Ordered as an unsigned 256-bit number.
 */
public record Hash32(long a, long b, long c, long d) implements Comparable<Hash32> {
  public static final Hash32 ZERO = new Hash32(0, 0, 0, 0);
  public static final int BYTES = 32;

  /** Reads exactly 32 bytes. Throws {@link IllegalArgumentException} for any other length. */
  public static Hash32 of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("expected 32 bytes, got " + bytes.length);
    }
    return new Hash32(longAt(bytes, 0), longAt(bytes, 8), longAt(bytes, 16), longAt(bytes, 24));
  }

  /** Reads 64 hex digits, with or without {@code 0x}. */
  public static Hash32 fromHex(String hex) {
    return of(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
  }

  public byte[] toBytes() {
    byte[] bytes = new byte[BYTES];
    put(bytes, 0, a);
    put(bytes, 8, b);
    put(bytes, 16, c);
    put(bytes, 24, d);
    return bytes;
  }

  public boolean isZero() {
    return (a | b | c | d) == 0;
  }

  /** {@code 0x} and 64 lower-case hex digits. */
  public String toHex() {
    return "0x" + HexFormat.of().formatHex(toBytes());
  }

  /** The first four bytes in hex, for logs and transcripts. */
  public String brief() {
    return HexFormat.of().toHexDigits((int) (a >>> 32));
  }

  @Override
  public int compareTo(Hash32 other) {
    int order = Long.compareUnsigned(a, other.a);
    if (order == 0) {
      order = Long.compareUnsigned(b, other.b);
    }
    if (order == 0) {
      order = Long.compareUnsigned(c, other.c);
    }
    return order == 0 ? Long.compareUnsigned(d, other.d) : order;
  }

  /** Written out: it is asked for at every step, and the compiler's own is slower. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Hash32 hash
            && d == hash.d
            && a == hash.a
            && b == hash.b
            && c == hash.c);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(d);
  }

  @Override
  public String toString() {
    return toHex();
  }

  private static long longAt(byte[] bytes, int offset) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = (value << 8) | (bytes[offset + i] & 0xff);
    }
    return value;
  }

  private static void put(byte[] bytes, int offset, long value) {
    for (int i = 0; i < 8; i++) {
      bytes[offset + i] = (byte) (value >>> (56 - 8 * i));
    }
  }
}
