package network.baton.prover;

/**
 * Why a job ended without a proof.
 *
 * @param detail one line for the operator: control characters become spaces, cut at 500 characters
 * @param wallMs from hand-over to failure, milliseconds
 */
public record JobFailure(Kind kind, String detail, long wallMs) {
  /** Closed list of kinds. */
  public enum Kind {
    /** The prover refused the input. */
    INPUT,
    TIMEOUT,
    /** The prover died or exited with a code other than 0. */
    CRASH,
    /** The answer is not what the contract asks for. */
    INVALID,
    CANCELLED,
    /** No prover, no free place, or it is resting after a failure. */
    UNAVAILABLE,
  }

  public JobFailure {
    detail = OneLine.of(detail, 500);
    if (wallMs < 0) {
      throw new IllegalArgumentException("wallMs " + wallMs + " must not be negative");
    }
  }
}
