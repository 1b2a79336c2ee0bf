package network.baton.prover.reference;

import static network.baton.prover.reference.Bn254Scalars.LIMBS;
import static network.baton.prover.reference.Bn254Scalars.MODULUS;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * The Poseidon permutation over the scalar field of BN254 with x^5, for one width. Parameters are
 * those of circomlib: 8 full rounds, partial rounds by width, constants and matrix from the Grain
 * LFSR.
 */
final class Poseidon {
  private static final int FULL_ROUNDS = 8;

  /** For 128 bits of security, from the paper's script, for the widths that are used here. */
  private static final Map<Integer, Integer> PARTIAL_ROUNDS = Map.of(9, 63, 12, 60, 13, 65, 15, 60);

  private final int width;
  private final int rounds;

  /** One element per round and state element. */
  private final long[] roundConstants;

  /** Row by row. */
  private final long[] matrix;

  Poseidon(int width) {
    Integer partialRounds = PARTIAL_ROUNDS.get(width);
    if (partialRounds == null) {
      throw new IllegalArgumentException("no Poseidon parameters for width " + width);
    }
    this.width = width;
    this.rounds = FULL_ROUNDS + partialRounds;
    GrainLfsr stream = new GrainLfsr(MODULUS.bitLength(), width, FULL_ROUNDS, partialRounds);
    this.roundConstants = new long[LIMBS * rounds * width];
    for (int i = 0; i < rounds * width; i++) {
      Bn254Scalars.toMontgomery(stream.element(MODULUS), roundConstants, LIMBS * i);
    }
    this.matrix = cauchy(stream, width);
  }

  /** Entry (i, j) is 1 / (x_i + y_j), with distinct elements that are drawn after the constants. */
  private static long[] cauchy(GrainLfsr stream, int width) {
    List<BigInteger> drawn = draw(stream, width);
    while (new HashSet<>(drawn).size() < drawn.size()) {
      drawn = draw(stream, width);
    }
    long[] matrix = new long[LIMBS * width * width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        BigInteger entry = drawn.get(i).add(drawn.get(width + j)).modInverse(MODULUS);
        Bn254Scalars.toMontgomery(entry, matrix, LIMBS * (i * width + j));
      }
    }
    return matrix;
  }

  /** These are reduced, not drawn again, when they are above the modulus. */
  private static List<BigInteger> draw(GrainLfsr stream, int width) {
    List<BigInteger> drawn = new ArrayList<>();
    for (int i = 0; i < 2 * width; i++) {
      drawn.add(stream.integer(MODULUS.bitLength()).mod(MODULUS));
    }
    return drawn;
  }

  /** The first element of the permuted state {@code [first, rest...]}. */
  BigInteger compress(BigInteger first, List<BigInteger> rest) {
    if (rest.size() != width - 1) {
      throw new IllegalArgumentException(rest.size() + " inputs for width " + width);
    }
    long[] state = new long[LIMBS * width];
    Bn254Scalars.toMontgomery(first, state, 0);
    for (int i = 1; i < width; i++) {
      Bn254Scalars.toMontgomery(rest.get(i - 1), state, LIMBS * i);
    }
    long[] mixed = new long[LIMBS * width];
    for (int round = 0; round < rounds; round++) {
      boolean full = round < FULL_ROUNDS / 2 || round >= rounds - FULL_ROUNDS / 2;
      substitute(state, round, full);
      mix(state, mixed);
      long[] previous = state;
      state = mixed;
      mixed = previous;
    }
    return Bn254Scalars.fromMontgomery(state, 0);
  }

  private void substitute(long[] state, int round, boolean full) {
    for (int i = 0; i < width; i++) {
      Bn254Scalars.add(state, LIMBS * i, roundConstants, LIMBS * (round * width + i));
      if (full || i == 0) {
        fifthPower(state, LIMBS * i);
      }
    }
  }

  private static void fifthPower(long[] state, int at) {
    long[] power = new long[LIMBS];
    multiply(state, at, state, at, power, 0);
    multiply(power, 0, power, 0, power, 0);
    multiply(power, 0, state, at, state, at);
  }

  /** The target may be one of the factors. */
  private static void multiply(long[] a, int at, long[] b, int bt, long[] to, int tt) {
    long[] wide = new long[Bn254Scalars.WIDE_LIMBS];
    Bn254Scalars.addProduct(wide, a, at, b, bt);
    Bn254Scalars.reduce(wide, to, tt);
  }

  /** One reduction per row; a row has no more products than one sum holds. */
  private void mix(long[] state, long[] mixed) {
    for (int i = 0; i < width; i++) {
      long[] wide = new long[Bn254Scalars.WIDE_LIMBS];
      for (int j = 0; j < width; j++) {
        Bn254Scalars.addProduct(wide, matrix, LIMBS * (i * width + j), state, LIMBS * j);
      }
      Bn254Scalars.reduce(wide, mixed, LIMBS * i);
    }
  }
}
