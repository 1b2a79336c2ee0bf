package network.baton.simulator.world;

/**
 * What will become of a job that a prover starts; times are milliseconds since its start, {@link
 * #NEVER} for what does not happen.
 *
 * @param doneMs it ends with {@code outcome}
 * @param darkMs the prover and its beats stop without a word
 * @param frozenMs its progress stands still while it beats on
 * @param believedMs the proving time that its progress is computed from
 * @param lies its progress says that it will be done just before the deadline, whatever happens
 */
public record JobPlan(
    long doneMs, long darkMs, long frozenMs, double believedMs, boolean lies, Outcome outcome) {
  public static final long NEVER = Long.MAX_VALUE / 4;

  private static final double PART_MAX = 0.99;
  private static final double LIE_MARGIN_MS = 100;

  /** How a job ends. */
  public enum Outcome {
    PROOF,
    INVALID_PROOF,
    /** The prover says that it failed; its node gives the lease up. */
    FAILURE,
  }

  public static JobPlan proves(long doneMs) {
    return new JobPlan(doneMs, NEVER, NEVER, doneMs, false, Outcome.PROOF);
  }

  /** Progress in parts per million, {@code sinceMs} after the start. */
  int progressPpm(long sinceMs, long toDeadlineMs) {
    double part =
        lies
            ? sinceMs / Math.max(sinceMs + 1.0, toDeadlineMs - LIE_MARGIN_MS)
            : Math.min(sinceMs, frozenMs) / believedMs;
    return (int) (1_000_000 * Math.min(PART_MAX, part));
  }
}
