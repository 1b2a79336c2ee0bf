package network.baton.prover.reference;

import java.math.BigInteger;

/**
 * The stream of bits from which Poseidon draws its constants: an 80-bit Grain LFSR in
 * self-shrinking mode, seeded with the parameters of the permutation (Poseidon paper, appendix E).
 */
final class GrainLfsr {
  private static final int STATE_BITS = 80;
  private static final int DISCARDED_BITS = 160;
  private static final int PRIME_FIELD = 1;
  private static final int POWER_SBOX = 0;

  /** Bits 0 to 63 of the state, the oldest lowest. */
  private long low;

  /** Bits 64 to 79. */
  private long high;

  GrainLfsr(int fieldBits, int width, int fullRounds, int partialRounds) {
    seed(PRIME_FIELD, 2);
    seed(POWER_SBOX, 4);
    seed(fieldBits, 12);
    seed(width, 12);
    seed(fullRounds, 10);
    seed(partialRounds, 10);
    seed((1 << 30) - 1, 30);
    for (int i = 0; i < DISCARDED_BITS; i++) {
      step();
    }
  }

  /** The seeds have 80 bits together, so the first of them ends up oldest. */
  private void seed(int value, int bits) {
    for (int i = bits - 1; i >= 0; i--) {
      push((value >>> i) & 1);
    }
  }

  private void push(long bit) {
    low = (low >>> 1) | (high << 63);
    high = (high >>> 1) | (bit << (STATE_BITS - 65));
  }

  private boolean step() {
    long taps = (low >>> 62) ^ (low >>> 51) ^ (low >>> 38) ^ (low >>> 23) ^ (low >>> 13) ^ low;
    push(taps & 1);
    return (taps & 1) == 1;
  }

  /** Of each pair of bits, the second counts if the first is set. */
  private boolean bit() {
    while (!step()) {
      step();
    }
    return step();
  }

  BigInteger integer(int bits) {
    byte[] bytes = new byte[(bits + 7) / 8];
    for (int i = 0; i < bits; i++) {
      int position = bits - 1 - i;
      if (bit()) {
        bytes[bytes.length - 1 - position / 8] |= (byte) (1 << (position % 8));
      }
    }
    return new BigInteger(1, bytes);
  }

  /** Draws until the integer is below the modulus. */
  BigInteger element(BigInteger modulus) {
    BigInteger drawn = integer(modulus.bitLength());
    while (drawn.compareTo(modulus) >= 0) {
      drawn = integer(modulus.bitLength());
    }
    return drawn;
  }
}
