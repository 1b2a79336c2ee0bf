package network.baton.prover.reference;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The commitment of the reference circuits to a block header, computed without them. A chain that
 * verified a proof knows only that the prover knew what is behind the commitment; that it is this
 * header is checked with this class ({@code specs/prover-bridge.md}, B-21 to B-24).
 */
public final class HeaderCommitment {
  public static final String SPONGE = "header-sponge-v1";
  public static final String TREE = "header-tree-v1";
  public static final String SPLIT = "header-split-v1";
  public static final int LIMBS = 24;
  public static final int LIMB_BYTES = 31;
  public static final int HEADER_BYTES_MAX = LIMBS * LIMB_BYTES;

  private static final int SPONGE_RATE = 12;
  private static final int LEAF_LIMBS = 11;
  private static final int PART_LIMBS = 8;

  private HeaderCommitment() {}

  /** Whether proofs of that type end with a commitment that {@link #of} knows. */
  public static boolean isReference(String proofType) {
    return proofType.equals(SPONGE) || proofType.equals(TREE) || proofType.equals(SPLIT);
  }

  /**
   * Parameters take some hundredths of a second to make; each type makes its own when first used.
   */
  private static final class Sponge {
    static final Poseidon CHAIN = new Poseidon(SPONGE_RATE + 1);
  }

  private static final class Tree {
    static final Poseidon LEAF = new Poseidon(LEAF_LIMBS + 1);
    static final Poseidon ROOT = new Poseidon(LIMBS - LEAF_LIMBS + 2);
  }

  private static final class Split {
    static final Poseidon CHAIN = new Poseidon(PART_LIMBS + 1);
  }

  /**
   * The field element that a proof of {@code proofType} over this header ends with: its first
   * public input, or that of its last part.
   *
   * @throws IllegalArgumentException for another proof type, or a header of 0 or more than 744
   *     bytes
   */
  public static BigInteger of(String proofType, byte[] headerRlp) {
    List<BigInteger> limbs = limbs(headerRlp);
    BigInteger byteLength = BigInteger.valueOf(headerRlp.length);
    return switch (proofType) {
      case SPONGE -> chain(Sponge.CHAIN, SPONGE_RATE, byteLength, limbs);
      case SPLIT -> chain(Split.CHAIN, PART_LIMBS, byteLength, limbs);
      case TREE -> tree(byteLength, limbs);
      default -> throw new IllegalArgumentException("no commitment for proof type " + proofType);
    };
  }

  /**
   * The states before, between and after the parts of {@link #SPLIT}; the last is the commitment.
   */
  static List<BigInteger> splitStates(byte[] headerRlp) {
    List<BigInteger> limbs = limbs(headerRlp);
    List<BigInteger> states = new ArrayList<>();
    states.add(BigInteger.valueOf(headerRlp.length));
    for (int i = 0; i < LIMBS; i += PART_LIMBS) {
      states.add(Split.CHAIN.compress(states.getLast(), limbs.subList(i, i + PART_LIMBS)));
    }
    return states;
  }

  private static BigInteger chain(
      Poseidon hash, int rate, BigInteger byteLength, List<BigInteger> limbs) {
    BigInteger state = byteLength;
    for (int i = 0; i < LIMBS; i += rate) {
      state = hash.compress(state, limbs.subList(i, i + rate));
    }
    return state;
  }

  private static BigInteger tree(BigInteger byteLength, List<BigInteger> limbs) {
    BigInteger leaf = Tree.LEAF.compress(BigInteger.ZERO, limbs.subList(0, LEAF_LIMBS));
    List<BigInteger> children = new ArrayList<>();
    children.add(leaf);
    children.addAll(limbs.subList(LEAF_LIMBS, LIMBS));
    return Tree.ROOT.compress(byteLength, children);
  }

  private static List<BigInteger> limbs(byte[] headerRlp) {
    if (headerRlp.length < 1 || headerRlp.length > HEADER_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a header of " + headerRlp.length + " bytes is not 1 to " + HEADER_BYTES_MAX);
    }
    byte[] padded = Arrays.copyOf(headerRlp, HEADER_BYTES_MAX);
    List<BigInteger> limbs = new ArrayList<>();
    for (int i = 0; i < LIMBS; i++) {
      limbs.add(new BigInteger(1, padded, i * LIMB_BYTES, LIMB_BYTES));
    }
    return limbs;
  }
}
