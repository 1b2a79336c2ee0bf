package network.baton.node;

import java.util.function.LongSupplier;
import network.baton.node.trace.Trace;

/**
 * Wall time that never goes back and never jumps: set once from the system clock, it goes on at the
 * monotonic clock's pace, and follows a corrected system clock by going a little faster or slower.
 * So durations are true to half a percent while the values mean milliseconds since the Unix epoch.
 */
public final class NodeClock {
  /** The clock is at most this much faster or slower than the monotonic one. */
  static final long SLEW_MAX_PPM = 5_000;

  /** A small difference is to be gone after this long, in milliseconds. */
  static final long SLEW_MS = 10_000;

  private final LongSupplier nanos;
  private final LongSupplier wallMicros;
  private volatile Pace pace;

  /** Straight pieces; each begins where the one before it has come to. */
  private record Pace(long fromNanos, long fromMicros, long slewPpm) {
    long microsAt(long nanos) {
      long passedMicros = (nanos - fromNanos) / 1_000;
      return fromMicros + passedMicros + passedMicros * slewPpm / 1_000_000;
    }
  }

  public NodeClock() {
    this(System::nanoTime, Trace::nowMicros);
  }

  NodeClock(LongSupplier nanos, LongSupplier wallMicros) {
    this.nanos = nanos;
    this.wallMicros = wallMicros;
    this.pace = new Pace(nanos.getAsLong(), wallMicros.getAsLong(), 0);
  }

  public long nowMs() {
    return nowMicros() / 1_000;
  }

  public long nowMicros() {
    return pace.microsAt(nanos.getAsLong());
  }

  /** System clock minus this clock, in milliseconds. */
  public long driftMs() {
    return (wallMicros.getAsLong() - nowMicros()) / 1_000;
  }

  /** Goes on at the pace that brings this clock to the system clock. */
  synchronized void steer() {
    long now = nanos.getAsLong();
    long nowMicros = pace.microsAt(now);
    long ppm = (wallMicros.getAsLong() - nowMicros) * 1_000 / SLEW_MS;
    pace = new Pace(now, nowMicros, Math.clamp(ppm, -SLEW_MAX_PPM, SLEW_MAX_PPM));
  }
}
