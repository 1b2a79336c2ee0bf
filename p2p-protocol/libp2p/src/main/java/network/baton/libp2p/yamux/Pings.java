package network.baton.libp2p.yamux;

import java.util.concurrent.TimeUnit;

/** N-50: the keep-alive pings of one side, one under way at a time. On the event loop. */
final class Pings {
  private final YamuxLimits limits;
  private long value;
  private long sentNs;
  private long heardNs;
  private boolean unanswered;
  private long roundTripNs = -1;

  Pings(YamuxLimits limits) {
    this.limits = limits;
  }

  /** The opaque value of a new ping. */
  long send(long nowNs) {
    value = (value + 1) & 0xffff_ffffL;
    sentNs = nowNs;
    heardNs = nowNs;
    unanswered = true;
    return value;
  }

  /** Anything came: the remote is there, though its answer may stand behind much data. */
  void onHeard(long nowNs) {
    heardNs = nowNs;
  }

  void onAnswer(long answered, long nowNs) {
    if (unanswered && answered == value) {
      unanswered = false;
      roundTripNs = nowNs - sentNs;
    }
  }

  /** Whether it is time to see if the remote is there. */
  boolean due(long nowNs) {
    return !unanswered && nowNs - sentNs >= TimeUnit.MILLISECONDS.toNanos(limits.keepAliveMs());
  }

  /** Whether the ping, or anything after it, should have been heard of by now. */
  boolean overdue(long nowNs) {
    return unanswered && nowNs - heardNs > TimeUnit.MILLISECONDS.toNanos(limits.pingTimeoutMs());
  }

  /** Of the last answered ping, or -1. */
  long roundTripNs() {
    return roundTripNs;
  }
}
