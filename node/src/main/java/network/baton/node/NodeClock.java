package network.baton.node;

/**
 * Wall time that only goes forward at the monotonic clock's pace: set once from the system clock,
 * so that durations are monotonic while the values still mean milliseconds since the Unix epoch.
 * {@link #driftMs} says how far the system clock has moved away since.
 */
public final class NodeClock {
  private final long wallAtStartMicros = network.baton.node.trace.Trace.nowMicros();
  private final long nanosAtStart = System.nanoTime();

  public long nowMs() {
    return nowMicros() / 1_000;
  }

  public long nowMicros() {
    return wallAtStartMicros + (System.nanoTime() - nanosAtStart) / 1_000;
  }

  /** System clock minus this clock, in milliseconds. */
  public long driftMs() {
    return System.currentTimeMillis() - nowMs();
  }
}
