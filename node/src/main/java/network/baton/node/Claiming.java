package network.baton.node;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import network.baton.lease.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node may claim: after a status exchange with enough peers, while the clock is right,
 * and not while it shuts down. Whoever changes one of these calls {@link #review}.
 */
final class Claiming {
  /**
   * A node that finds no peers claims after this long all the same: it may be the first of the
   * network.
   */
  static final long LONELY_MS = 8_000;

  /** A clock that moved by more than this against the system clock stops claiming. */
  static final long CLOCK_DRIFT_MAX_MS = 500;

  static final long REVIEW_INTERVAL_MS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Claiming.class);

  private final NodeClock clock;
  private final Mailbox mailbox;
  private final IntSupplier exchangedPeers;
  private final int peersNeeded;
  private final long startedMs;
  private boolean allowed;
  private boolean shuttingDown;

  /**
   * Allows nothing yet.
   *
   * @param bootPeers how many peers the files name besides this node itself
   */
  Claiming(NodeClock clock, Mailbox mailbox, IntSupplier exchangedPeers, int bootPeers) {
    this.clock = clock;
    this.mailbox = mailbox;
    this.exchangedPeers = exchangedPeers;
    this.peersNeeded = Math.min(StatusExchange.PEERS_MIN, bootPeers);
    this.startedMs = clock.nowMs();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
  void watch(ScheduledExecutorService timer) {
    timer.scheduleWithFixedDelay(this::review, 0, REVIEW_INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  synchronized void review() {
    boolean met = exchangedPeers.getAsInt() >= peersNeeded;
    boolean lonely = clock.nowMs() - startedMs >= LONELY_MS;
    long driftMs = clock.driftMs();
    boolean clockRight = Math.abs(driftMs) <= CLOCK_DRIFT_MAX_MS;
    boolean now = !shuttingDown && clockRight && (met || lonely);
    if (now == allowed) {
      return;
    }
    allowed = now;
    mailbox.post(new Event.ClaimingAllowed(now));
    if (now) {
      LOG.info(
          "claiming: {} of {} peers told what is open", exchangedPeers.getAsInt(), peersNeeded);
    } else if (!clockRight) {
      LOG.error(
          "not claiming: the system clock moved by {} ms since start; check the time service",
          driftMs);
    }
  }

  synchronized void shutDown() {
    shuttingDown = true;
    review();
  }

  synchronized boolean isAllowed() {
    return allowed;
  }
}
