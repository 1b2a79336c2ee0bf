package network.baton.lease;

import java.util.HexFormat;

/**
 * A 20-byte Ethereum address with value equality. Big-endian; text form is lower-case hex without
 * checksum.
 */
public record Address(int a, long b, long c) {
  public static final Address ZERO = new Address(0, 0, 0);
  public static final int BYTES = 20;

  /** Reads exactly 20 bytes. Throws {@link IllegalArgumentException} for any other length. */
  public static Address of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("expected 20 bytes, got " + bytes.length);
    }
    var buffer = java.nio.ByteBuffer.wrap(bytes);
    return new Address(buffer.getInt(), buffer.getLong(), buffer.getLong());
  }

  /**
   * Reads 40 hex digits, with or without {@code 0x}; a checksum in the letter case is not checked.
   */
  public static Address fromHex(String hex) {
    return of(HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex));
  }

  public byte[] toBytes() {
    return java.nio.ByteBuffer.allocate(BYTES).putInt(a).putLong(b).putLong(c).array();
  }

  public String toHex() {
    return "0x" + HexFormat.of().formatHex(toBytes());
  }

  @Override
  public String toString() {
    return toHex();
  }
}
