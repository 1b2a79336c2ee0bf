package network.baton.prover.reference;

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
  static final BigInteger FIELD =
      new BigInteger(
          "21888242871839275222246405745257275088548364400416034343698204186575808495617");

  private static final int FULL_ROUNDS = 8;

  /** For 128 bits of security, from the paper's script, for the widths that are used here. */
  private static final Map<Integer, Integer> PARTIAL_ROUNDS = Map.of(12, 60, 13, 65, 15, 60);

  private final int width;
  private final int rounds;
  private final List<BigInteger> roundConstants;
  private final List<List<BigInteger>> matrix;

  Poseidon(int width) {
    Integer partialRounds = PARTIAL_ROUNDS.get(width);
    if (partialRounds == null) {
      throw new IllegalArgumentException("no Poseidon parameters for width " + width);
    }
    this.width = width;
    this.rounds = FULL_ROUNDS + partialRounds;
    GrainLfsr stream = new GrainLfsr(FIELD.bitLength(), width, FULL_ROUNDS, partialRounds);
    List<BigInteger> constants = new ArrayList<>();
    for (int i = 0; i < rounds * width; i++) {
      constants.add(stream.element(FIELD));
    }
    this.roundConstants = List.copyOf(constants);
    this.matrix = cauchy(stream, width);
  }

  /**
   * Entry (i, j) is 1 / (x_i + y_j), with 2 x width distinct elements drawn after the constants.
   */
  private static List<List<BigInteger>> cauchy(GrainLfsr stream, int width) {
    List<BigInteger> drawn = draw(stream, width);
    while (new HashSet<>(drawn).size() < drawn.size()) {
      drawn = draw(stream, width);
    }
    List<List<BigInteger>> rows = new ArrayList<>();
    for (BigInteger x : drawn.subList(0, width)) {
      rows.add(
          drawn.subList(width, 2 * width).stream().map(y -> x.add(y).modInverse(FIELD)).toList());
    }
    return List.copyOf(rows);
  }

  /** These are reduced, not drawn again, when they are above the modulus. */
  private static List<BigInteger> draw(GrainLfsr stream, int width) {
    List<BigInteger> drawn = new ArrayList<>();
    for (int i = 0; i < 2 * width; i++) {
      drawn.add(stream.integer(FIELD.bitLength()).mod(FIELD));
    }
    return drawn;
  }

  int width() {
    return width;
  }

  /** The first element of the permuted state {@code [first, rest...]}. */
  BigInteger compress(BigInteger first, List<BigInteger> rest) {
    if (rest.size() != width - 1) {
      throw new IllegalArgumentException(rest.size() + " inputs for width " + width);
    }
    BigInteger[] state = new BigInteger[width];
    state[0] = first;
    for (int i = 1; i < width; i++) {
      state[i] = rest.get(i - 1);
    }
    for (int round = 0; round < rounds; round++) {
      boolean full = round < FULL_ROUNDS / 2 || round >= rounds - FULL_ROUNDS / 2;
      state = mix(substitute(state, round, full));
    }
    return state[0];
  }

  private BigInteger[] substitute(BigInteger[] state, int round, boolean full) {
    BigInteger[] next = new BigInteger[width];
    for (int i = 0; i < width; i++) {
      BigInteger sum = state[i].add(roundConstants.get(round * width + i));
      next[i] = full || i == 0 ? fifthPower(sum) : sum;
    }
    return next;
  }

  private static BigInteger fifthPower(BigInteger x) {
    BigInteger square = x.multiply(x).mod(FIELD);
    return square.multiply(square).mod(FIELD).multiply(x).mod(FIELD);
  }

  /** One reduction per row: the sums stay below 2^520. */
  private BigInteger[] mix(BigInteger[] state) {
    BigInteger[] next = new BigInteger[width];
    for (int i = 0; i < width; i++) {
      List<BigInteger> row = matrix.get(i);
      BigInteger sum = BigInteger.ZERO;
      for (int j = 0; j < width; j++) {
        sum = sum.add(row.get(j).multiply(state[j]));
      }
      next[i] = sum.mod(FIELD);
    }
    return next;
  }
}
