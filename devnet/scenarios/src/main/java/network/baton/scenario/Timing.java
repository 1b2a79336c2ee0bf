package network.baton.scenario;

/**
 * Durations of the lease protocol that a scenario may override, all in milliseconds. What each one
 * means is in specs/lease.md.
 *
 * @param frozenMs a holder without progress for so long may be overtaken; 0: nobody is, before the
 *     deadline
 * @param lateFromMs from then on, after its lease, a holder that will be late may be overtaken; 0:
 *     nobody is
 */
public record Timing(
    int beatMs,
    int silenceMs,
    int rankWaitMs,
    int beatOldMs,
    int beatAheadMs,
    int earlyMs,
    int lateMs,
    int keepSlots,
    int frozenMs,
    int lateFromMs) {
  public static final Timing DEFAULT = new Timing(500, 1_700, 600, 1_200, 500, 500, 500, 64, 0, 0);

  /**
   * These durations for a network with this deadline, where 0 is no longer a word: nobody is
   * overtaken as {@code FROZEN} or {@code LATE} before it.
   */
  public Timing resolved(int deadlineMs) {
    return new Timing(
        beatMs,
        silenceMs,
        rankWaitMs,
        beatOldMs,
        beatAheadMs,
        earlyMs,
        lateMs,
        keepSlots,
        frozenMs == 0 ? Math.max(deadlineMs, 3 * beatMs) : frozenMs,
        lateFromMs == 0 ? deadlineMs : lateFromMs);
  }

  public Timing {
    Invalid.unlessWithin("timing.beatMs", beatMs, 50, 60_000);
    Invalid.unlessWithin("timing.silenceMs", silenceMs, 150, 600_000);
    Invalid.unlessWithin("timing.rankWaitMs", rankWaitMs, 0, 60_000);
    Invalid.unlessWithin("timing.beatOldMs", beatOldMs, 1, 60_000);
    Invalid.unlessWithin("timing.beatAheadMs", beatAheadMs, 0, 60_000);
    Invalid.unlessWithin("timing.earlyMs", earlyMs, 0, 60_000);
    Invalid.unlessWithin("timing.lateMs", lateMs, 0, 60_000);
    Invalid.unlessWithin("timing.keepSlots", keepSlots, 1, 4_096);
    Invalid.unlessWithin("timing.frozenMs", frozenMs, 0, 3_600_000);
    Invalid.unlessWithin("timing.lateFromMs", lateFromMs, 0, 3_600_000);
    if (frozenMs != 0 && frozenMs < 3 * beatMs) {
      throw new Invalid(
          "timing.frozenMs",
          frozenMs + " is less than three beats (3 x " + beatMs + " = " + 3 * beatMs + ")");
    }
    if (silenceMs < 3 * beatMs) {
      throw new Invalid(
          "timing.silenceMs",
          silenceMs + " is less than three beats (3 x " + beatMs + " = " + 3 * beatMs + ")");
    }
  }
}
