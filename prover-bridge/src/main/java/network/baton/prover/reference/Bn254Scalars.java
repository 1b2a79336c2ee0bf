package network.baton.prover.reference;

import java.math.BigInteger;

/**
 * Arithmetic modulo the order of BN254 on four 64-bit limbs, lowest first, in Montgomery form (x
 * stands for x * 2^256). Elements lie in arrays at limb offsets, because a permutation handles
 * thousands of them. Not constant in time: headers are public.
 */
final class Bn254Scalars {
  static final BigInteger MODULUS =
      new BigInteger(
          "21888242871839275222246405745257275088548364400416034343698204186575808495617");

  static final int LIMBS = 4;
  static final int WIDE_LIMBS = 2 * LIMBS;

  /** Products that one wide sum holds: 16 * MODULUS^2 + 2^256 * MODULUS < 2^512. */
  static final int PRODUCTS_MAX = 16;

  private static final BigInteger WORD = BigInteger.ONE.shiftLeft(64);
  private static final long[] MODULUS_LIMBS = limbs(MODULUS);
  private static final long NEGATED_INVERSE = MODULUS.modInverse(WORD).negate().longValue();

  private Bn254Scalars() {}

  static void toMontgomery(BigInteger value, long[] to, int at) {
    System.arraycopy(limbs(value.shiftLeft(64 * LIMBS).mod(MODULUS)), 0, to, at, LIMBS);
  }

  static BigInteger fromMontgomery(long[] from, int at) {
    long[] wide = new long[WIDE_LIMBS];
    System.arraycopy(from, at, wide, 0, LIMBS);
    long[] value = new long[LIMBS];
    reduce(wide, value, 0);
    BigInteger result = BigInteger.ZERO;
    for (int i = LIMBS - 1; i >= 0; i--) {
      result = result.shiftLeft(64).or(new BigInteger(Long.toUnsignedString(value[i])));
    }
    return result;
  }

  private static long[] limbs(BigInteger value) {
    long[] limbs = new long[LIMBS];
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] = value.shiftRight(64 * i).longValue();
    }
    return limbs;
  }

  /** {@code a[at] += b[bt]}. */
  static void add(long[] a, int at, long[] b, int bt) {
    long carry = 0;
    for (int i = 0; i < LIMBS; i++) {
      long partial = a[at + i] + carry;
      carry = below(partial, carry);
      long sum = partial + b[bt + i];
      carry += below(sum, partial);
      a[at + i] = sum;
    }
    subtractModulusIfReached(a, at);
  }

  /** {@code wide += a[at] * b[bt]}, without reduction. */
  static void addProduct(long[] wide, long[] a, int at, long[] b, int bt) {
    for (int i = 0; i < LIMBS; i++) {
      addScaled(wide, i, a[at + i], b, bt);
    }
  }

  /** {@code to[at] = wide / 2^256}; leaves {@code wide} used up. */
  static void reduce(long[] wide, long[] to, int at) {
    for (int i = 0; i < LIMBS; i++) {
      addScaled(wide, i, wide[i] * NEGATED_INVERSE, MODULUS_LIMBS, 0);
    }
    System.arraycopy(wide, LIMBS, to, at, LIMBS);
    while (subtractModulusIfReached(to, at)) {
      // A sum of 16 products comes back below 5 times the modulus.
    }
  }

  /** {@code wide += scale * b[bt] * 2^(64 * shift)}. */
  private static void addScaled(long[] wide, int shift, long scale, long[] b, int bt) {
    long carry = 0;
    for (int j = 0; j < LIMBS; j++) {
      long product = scale * b[bt + j];
      long partial = wide[shift + j] + product;
      long sum = partial + carry;
      carry =
          Math.unsignedMultiplyHigh(scale, b[bt + j]) + below(partial, product) + below(sum, carry);
      wide[shift + j] = sum;
    }
    for (int k = shift + LIMBS; carry != 0 && k < WIDE_LIMBS; k++) {
      long sum = wide[k] + carry;
      carry = below(sum, carry);
      wide[k] = sum;
    }
  }

  private static boolean subtractModulusIfReached(long[] a, int at) {
    for (int i = LIMBS - 1; i >= 0; i--) {
      int order = Long.compareUnsigned(a[at + i], MODULUS_LIMBS[i]);
      if (order < 0) {
        return false;
      }
      if (order > 0) {
        break;
      }
    }
    long borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
      long partial = a[at + i] - MODULUS_LIMBS[i];
      long difference = partial - borrow;
      borrow = below(a[at + i], MODULUS_LIMBS[i]) + below(partial, borrow);
      a[at + i] = difference;
    }
    return true;
  }

  private static long below(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? 1 : 0;
  }
}
