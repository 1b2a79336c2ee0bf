package network.baton.lease;

/**
 * Timing of the protocol, all durations in milliseconds. Local behaviour except {@code silenceMs},
 * which validity uses and which is therefore part of the network file.
 *
 * @param beatMs interval between beats
 * @param silenceMs a lease is live until this long after its last beat; at least three beats
 * @param rankWaitMs how long each rank leaves to the one before it
 * @param beatOldMs a beat that is older than this is ignored
 * @param beatAheadMs a beat that is further ahead than this is ignored
 * @param earlyMs tasks and leases are taken from this long before slot start
 * @param lateMs tasks and leases are taken until this long after the deadline
 * @param keepSlots tasks are kept for this many slots; releases and completions are taken that long
 */
public record LeaseSettings(
    long beatMs,
    long silenceMs,
    long rankWaitMs,
    long beatOldMs,
    long beatAheadMs,
    long earlyMs,
    long lateMs,
    int keepSlots) {
  public static final LeaseSettings L1_REALTIME =
      new LeaseSettings(500, 1_700, 600, 1_200, 500, 500, 500, 64);

  public LeaseSettings {
    if (beatMs < 50) {
      throw new IllegalArgumentException("beatMs " + beatMs + " must be at least 50");
    }
    if (silenceMs < 3 * beatMs) {
      throw new IllegalArgumentException(
          "silenceMs " + silenceMs + " must be at least three beats (3 x " + beatMs + ")");
    }
    if (rankWaitMs < 0 || beatOldMs < 1 || beatAheadMs < 0 || earlyMs < 0 || lateMs < 0) {
      throw new IllegalArgumentException("durations must not be negative");
    }
    if (keepSlots < 1 || keepSlots > 4096) {
      throw new IllegalArgumentException("keepSlots " + keepSlots + " must be within 1..4096");
    }
  }
}
