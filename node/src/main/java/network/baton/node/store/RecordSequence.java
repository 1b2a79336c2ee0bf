package network.baton.node.store;

/**
 * N-68: the sequence number of the own node record, which must rise for others to take the newer
 * one. It follows the clock, so that it also rises over a lost folder, and never falls behind what
 * was used, so that it also rises over a clock that was set back. Methods block on the disk.
 */
public final class RecordSequence {
  private static final String FACT = "discovery-record-sequence";

  private final Store store;

  public RecordSequence(Store store) {
    this.store = store;
  }

  /** A number higher than all before. */
  public long next(long nowMs) {
    return Math.max(nowMs, last() + 1);
  }

  /** Remembers that a record with this number was shown. */
  public synchronized void used(long sequence) {
    if (sequence > last()) {
      store.setFact(FACT, Long.toString(sequence));
    }
  }

  private long last() {
    String text = store.fact(FACT);
    return text == null ? 0 : Long.parseLong(text);
  }
}
