package network.baton.node;

import org.jspecify.annotations.Nullable;

/** D-05: objects while the clock is not right. */
final class ClockWatch implements Ground {
  /** A clock that moved by more than this against the system clock stops claiming. */
  static final long OFF_MAX_MS = 500;

  private final NodeClock clock;

  ClockWatch(NodeClock clock) {
    this.clock = clock;
  }

  @Override
  public @Nullable Objection objection() {
    long driftMs = clock.driftMs();
    if (Math.abs(driftMs) <= OFF_MAX_MS) {
      return null;
    }
    return new Objection(
        Objection.Why.CLOCK,
        "the system clock moved by " + driftMs + " ms since start; check the time service");
  }
}
