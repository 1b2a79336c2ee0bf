package network.baton.simulator.world;

/** One node's clock: what it shows at a moment of the world, off by an offset and a rate. */
public final class SimClock {
  private static final double PARTS = 1_000_000;

  private final double rate;
  private long offsetMs;
  private long shownMs;

  public SimClock(long offsetMs, long driftPpm) {
    this.offsetMs = offsetMs;
    this.rate = driftPpm / PARTS;
  }

  /** Sets the clock forwards or back; the node's own time never goes back. */
  public void step(long byMs) {
    offsetMs += byMs;
  }

  public void set(long newOffsetMs) {
    offsetMs = newOffsetMs;
  }

  /** A time service sets it right, up to a rest; its rate stays wrong. */
  public void discipline(long worldMs, long restMs) {
    offsetMs = restMs - (long) Math.floor(worldMs * rate);
  }

  public long localMs(long worldMs) {
    shownMs = Math.max(shownMs, shows(worldMs));
    return shownMs;
  }

  private long shows(long worldMs) {
    return rate == 0 ? worldMs + offsetMs : worldMs + offsetMs + (long) Math.floor(worldMs * rate);
  }

  /** The first moment of the world, not before {@code fromMs}, at which the clock shows this. */
  public long worldMs(long localMs, long fromMs) {
    if (localMs == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long guess = rate == 0 ? localMs - offsetMs : (long) ((localMs - offsetMs) / (1 + rate));
    guess = Math.max(guess, fromMs);
    while (guess > fromMs && shows(guess - 1) >= localMs) {
      guess--;
    }
    while (shows(guess) < localMs) {
      guess++;
    }
    return guess;
  }
}
