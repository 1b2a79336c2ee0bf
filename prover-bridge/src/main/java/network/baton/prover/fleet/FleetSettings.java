package network.baton.prover.fleet;

/**
 * How a fleet decides. The bounds are B-42.
 *
 * @param attemptsMax failed or lost attempts after which a task is a dead letter
 * @param leaseMs a worker that beats has lost its attempt when it was silent for this long
 * @param breakerFailures failures in a row of one worker and proof type after which it rests
 * @param restMsFirst the first rest; doubles with each further failure
 * @param restMsMax the longest rest
 * @param queueMax open tasks; one more is refused
 * @param endedKept ended tasks that are remembered, so that their ids give the same answer again
 * @param checks whether an answer is verified before it counts
 */
public record FleetSettings(
    Profile profile,
    int attemptsMax,
    long leaseMs,
    int breakerFailures,
    long restMsFirst,
    long restMsMax,
    int queueMax,
    int endedKept,
    boolean checks) {
  /** What is done first. */
  public enum Profile {
    /** The earliest drop moment, then the fewest attempts, then the oldest. */
    EARLIEST_DEADLINE,
    /** The lowest block, then the fewest attempts, then the oldest. */
    HEAD_OF_CHAIN,
  }

  public static final FleetSettings DEFAULTS =
      new FleetSettings(Profile.EARLIEST_DEADLINE, 3, 2_000, 3, 200, 10_000, 100_000, 1_024, false);

  public FleetSettings {
    if (attemptsMax < 1 || breakerFailures < 1 || queueMax < 1 || endedKept < 0) {
      throw new IllegalArgumentException("a bound of the fleet is not positive");
    }
    if (leaseMs < 1 || restMsFirst < 1 || restMsMax < restMsFirst) {
      throw new IllegalArgumentException("a span of the fleet is not positive or out of order");
    }
  }

  public FleetSettings withProfile(Profile other) {
    return new FleetSettings(
        other,
        attemptsMax,
        leaseMs,
        breakerFailures,
        restMsFirst,
        restMsMax,
        queueMax,
        endedKept,
        checks);
  }

  public FleetSettings withAttempts(int max) {
    return new FleetSettings(
        profile,
        max,
        leaseMs,
        breakerFailures,
        restMsFirst,
        restMsMax,
        queueMax,
        endedKept,
        checks);
  }

  public FleetSettings withChecks(boolean verified) {
    return new FleetSettings(
        profile,
        attemptsMax,
        leaseMs,
        breakerFailures,
        restMsFirst,
        restMsMax,
        queueMax,
        endedKept,
        verified);
  }

  public FleetSettings withLeaseMs(long ms) {
    return new FleetSettings(
        profile,
        attemptsMax,
        ms,
        breakerFailures,
        restMsFirst,
        restMsMax,
        queueMax,
        endedKept,
        checks);
  }

  /** Rest after this many failures in a row. */
  long restMs(int failuresInRow) {
    int doublings = Math.min(failuresInRow, 20);
    return Math.min(restMsFirst << doublings, restMsMax);
  }
}
