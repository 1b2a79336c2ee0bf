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

  private final boolean[] state = new boolean[STATE_BITS];
  private int head;

  GrainLfsr(int fieldBits, int width, int fullRounds, int partialRounds) {
    int at = seed(0, PRIME_FIELD, 2);
    at = seed(at, POWER_SBOX, 4);
    at = seed(at, fieldBits, 12);
    at = seed(at, width, 12);
    at = seed(at, fullRounds, 10);
    at = seed(at, partialRounds, 10);
    seed(at, (1 << 30) - 1, 30);
    for (int i = 0; i < DISCARDED_BITS; i++) {
      step();
    }
  }

  private int seed(int at, int value, int bits) {
    for (int i = 0; i < bits; i++) {
      state[at + i] = ((value >>> (bits - 1 - i)) & 1) == 1;
    }
    return at + bits;
  }

  /** The state is a ring that begins at {@code head}; the new bit takes the place of the oldest. */
  private boolean step() {
    boolean bit = tap(62) ^ tap(51) ^ tap(38) ^ tap(23) ^ tap(13) ^ tap(0);
    state[head] = bit;
    head = (head + 1) % STATE_BITS;
    return bit;
  }

  private boolean tap(int position) {
    return state[(head + position) % STATE_BITS];
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
