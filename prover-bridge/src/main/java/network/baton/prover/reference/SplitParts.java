package network.baton.prover.reference;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a {@code header-split-v1} proof that are made apart from each other: 11 words, a
 * Groth16 proof, the task and the operator that it is bound to, and the state after the part
 * ({@code specs/prover-bridge.md}, B-26).
 */
public final class SplitParts {
  public static final int COUNT = 3;

  private static final int WORD_BYTES = 32;
  private static final int POINTS_BYTES = 8 * WORD_BYTES;
  private static final int PART_BYTES = POINTS_BYTES + 3 * WORD_BYTES;

  private SplitParts() {}

  /**
   * A part that says what it must; whether its proof holds for that is for the verifier contract.
   *
   * @param inputs the circuit's public inputs: state after, state before, task, operator
   */
  public record Claim(List<BigInteger> inputs) {
    public Claim {
      inputs = List.copyOf(inputs);
    }
  }

  /** The Groth16 proof in a part's proof. */
  public static byte[] points(byte[] proof) {
    return Arrays.copyOf(proof, POINTS_BYTES);
  }

  /**
   * Reads a part's proof, or null if it is not of this part of this header, for this task and
   * operator.
   *
   * @param index 0 to 2
   * @throws IllegalArgumentException for a header of 0 or more than 744 bytes
   */
  public static @Nullable Claim claim(
      byte[] headerRlp, int index, byte[] taskId, byte[] operator, byte[] proof) {
    if (proof.length != PART_BYTES) {
      return null;
    }
    List<BigInteger> states = HeaderCommitment.splitStates(headerRlp);
    List<BigInteger> words = new ArrayList<>();
    for (int at = POINTS_BYTES; at < PART_BYTES; at += WORD_BYTES) {
      words.add(new BigInteger(1, proof, at, WORD_BYTES));
    }
    BigInteger task = new BigInteger(1, taskId).mod(Bn254Scalars.MODULUS);
    BigInteger maker = new BigInteger(1, operator);
    BigInteger after = states.get(index + 1);
    return words.equals(List.of(task, maker, after))
        ? new Claim(List.of(after, states.get(index), task, maker))
        : null;
  }
}
