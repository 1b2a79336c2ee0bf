package network.baton.scenario;

/**
 * Durations of the lease protocol that a scenario may override, all in milliseconds. What each one
 * means is in specs/lease.md.
 */
public record Timing(
    int beatMs,
    int silenceMs,
    int rankWaitMs,
    int beatOldMs,
    int beatAheadMs,
    int earlyMs,
    int lateMs,
    int keepSlots) {
  public static final Timing DEFAULT = new Timing(500, 1_700, 600, 1_200, 500, 500, 500, 64);

  public Timing {
    Invalid.unlessWithin("timing.beatMs", beatMs, 50, 60_000);
    Invalid.unlessWithin("timing.silenceMs", silenceMs, 150, 600_000);
    Invalid.unlessWithin("timing.rankWaitMs", rankWaitMs, 0, 60_000);
    Invalid.unlessWithin("timing.beatOldMs", beatOldMs, 1, 60_000);
    Invalid.unlessWithin("timing.beatAheadMs", beatAheadMs, 0, 60_000);
    Invalid.unlessWithin("timing.earlyMs", earlyMs, 0, 60_000);
    Invalid.unlessWithin("timing.lateMs", lateMs, 0, 60_000);
    Invalid.unlessWithin("timing.keepSlots", keepSlots, 1, 4_096);
    if (silenceMs < 3 * beatMs) {
      throw new Invalid(
          "timing.silenceMs",
          silenceMs + " is less than three beats (3 x " + beatMs + " = " + 3 * beatMs + ")");
    }
  }
}
