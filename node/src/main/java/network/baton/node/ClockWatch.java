package network.baton.node;

import org.jspecify.annotations.Nullable;

/**
 * D-05: objects while this node's clock is not right, by the system clock, by time servers or by
 * the chain; never by peers. Keeps the node's clock near the system clock. Called on any thread.
 */
final class ClockWatch implements Ground {
  /** Beyond this a clock is off. */
  static final long OFF_MS = 500;

  /** Within this it is right again: what is close to a border must not stop and go. */
  static final long BACK_MS = 250;

  /** So many blocks in a row from the future show that the clock is behind. */
  static final int BLOCKS = 3;

  private final NodeClock clock;
  private final Judge system = new Judge();
  private final Judge servers = new Judge();
  private final Judge chain = new Judge();
  private long chainAheadMs = Long.MAX_VALUE;
  private int blocks;

  /** Off beyond the one limit, until within the other. */
  private static final class Judge {
    private boolean off;
    private long offsetMs;

    void take(long offsetMs) {
      this.offsetMs = offsetMs;
      long away = Math.abs(offsetMs);
      off = away > (off ? BACK_MS : OFF_MS);
    }
  }

  ClockWatch(NodeClock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized @Nullable Objection objection() {
    clock.steer();
    system.take(clock.driftMs());
    if (system.off) {
      return off("the system clock was set by " + system.offsetMs + " ms while the node ran");
    }
    if (servers.off) {
      return off("the time servers are " + servers.offsetMs + " ms ahead");
    }
    if (chain.off) {
      return off("blocks come " + chain.offsetMs + " ms before their time");
    }
    return null;
  }

  private static Objection off(String what) {
    return new Objection(
        Objection.Why.CLOCK,
        what
            + ": this node's clock is more than "
            + OFF_MS
            + " ms off; check the machine's time service (claiming goes on within "
            + BACK_MS
            + " ms; a large difference needs a new start)");
  }

  /** What time servers say: their clock minus this node's. */
  synchronized void servers(long offsetMs) {
    servers.take(offsetMs);
  }

  /**
   * A block was seen. It can come late for many reasons, but not before its slot: {@value #BLOCKS}
   * in a row show the least by which this clock is behind.
   */
  synchronized void block(long timestampMs, long seenMs) {
    long aheadMs = Math.max(0, timestampMs - seenMs);
    if (aheadMs <= BACK_MS) {
      blocks = 0;
      chainAheadMs = Long.MAX_VALUE;
      chain.take(0);
      return;
    }
    chainAheadMs = Math.min(chainAheadMs, aheadMs);
    blocks++;
    if (blocks >= BLOCKS) {
      chain.take(chainAheadMs);
    }
  }

  /** What the time servers said last, in milliseconds; 0 without any. */
  synchronized long serversOffsetMs() {
    return servers.offsetMs;
  }
}
