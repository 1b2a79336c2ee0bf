package network.baton.contracts;

import java.math.BigInteger;

/** 32-byte big-endian words, as the EVM has them. */
final class Words {
  private static final int BYTES = 32;

  private Words() {}

  /** Throws {@link IllegalArgumentException} for a negative value or one of more than 256 bits. */
  static byte[] of(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 8 * BYTES) {
      throw new IllegalArgumentException(value + " is no 256-bit word");
    }
    byte[] signed = value.toByteArray();
    byte[] word = new byte[BYTES];
    int length = Math.min(BYTES, signed.length);
    System.arraycopy(signed, signed.length - length, word, BYTES - length, length);
    return word;
  }
}
