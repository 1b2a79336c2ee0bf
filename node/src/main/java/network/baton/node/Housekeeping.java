package network.baton.node;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store bounded: old proofs go, and the watermark rises over old leases before they go.
 */
final class Housekeeping {
  static final long INTERVAL_S = 60;

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final Store store;
  private final SafetyRecord record;
  private final LongSupplier headSlot;
  private final int proofSlots;

  /**
   * Does nothing yet.
   *
   * @param keepSlots tasks are open for this long; proofs are kept as long again, and own ones
   *     until they are settled
   */
  Housekeeping(Store store, SafetyRecord record, LongSupplier headSlot, int keepSlots) {
    this.store = store;
    this.record = record;
    this.headSlot = headSlot;
    this.proofSlots = 2 * keepSlots;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
  void begin(ScheduledExecutorService timer) {
    timer.scheduleWithFixedDelay(this::tidy, INTERVAL_S, INTERVAL_S, TimeUnit.SECONDS);
  }

  private void tidy() {
    try {
      long head = headSlot.getAsLong();
      record.raiseWatermark(head - SafetyRecord.SLOTS_KEPT);
      store.forgetProofsBelow(head - proofSlots);
    } catch (RuntimeException e) {
      LOG.warn("the store was not tidied: {}", e.toString());
    }
  }
}
