package network.baton.node.store;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Hash32;

/**
 * What this lease key has signed (protocol rule: write before sign). A row is durable before its
 * signature leaves the process. It refuses a second, different lease for a (task, term), a nonce
 * that was used, and anything below the watermark; the caller never has to know why it asks.
 */
public final class SafetyRecord {
  /** Rows of slots this far below the newest go; the watermark rises over them first. */
  public static final int SLOTS_KEPT = 512;

  private static final String SLOT_LOW = "slotLow";

  private final Store store;

  // Read once and then kept beside the disk: the store's lock sees to it that nobody else writes.
  private final Map<Long, Long> nonces = new HashMap<>();
  private long slotLow;

  public SafetyRecord(Store store) {
    this.store = store;
    String low = store.fact(SLOT_LOW);
    this.slotLow = low == null ? 0 : Long.parseLong(low);
  }

  /** Why a lease was not recorded. */
  public enum Refused {
    NONE,
    /** Another lease for this (task, term) was signed. */
    TERM_SIGNED,
    /** This nonce or a higher one of the epoch was used. */
    NONCE_USED,
    /** The slot lies below the watermark. */
    BELOW_WATERMARK,
  }

  /**
   * Makes the lease durable. Returns {@link Refused#NONE} when it is on disk.
   *
   * @param message the signed lease, byte for byte as it will be published
   */
  public synchronized Refused record(
      Hash32 taskId, int term, long epoch, long nonce, long slot, Hash32 digest, byte[] message) {
    if (slot < slotLow) {
      return Refused.BELOW_WATERMARK;
    }
    if (nonce <= nonceHighest(epoch)) {
      return Refused.NONCE_USED;
    }
    int rows =
        store.withHandle(
            handle ->
                handle.execute(
                    "INSERT OR IGNORE INTO own_lease (task_id, term, epoch, nonce, slot, digest, message)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    taskId.toBytes(),
                    term,
                    epoch,
                    nonce,
                    slot,
                    digest.toBytes(),
                    message));
    if (rows == 0) {
      return Refused.TERM_SIGNED;
    }
    nonces.put(epoch, nonce);
    return Refused.NONE;
  }

  /** Raises the watermark to {@code slot} and drops the rows below it. Never lowers it. */
  public synchronized void raiseWatermark(long slot) {
    if (slot <= slotLow) {
      return;
    }
    store.inTransaction(
        handle -> {
          handle.execute(
              "INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
              SLOT_LOW,
              Long.toString(slot));
          return handle.execute("DELETE FROM own_lease WHERE slot < ?", slot);
        });
    slotLow = slot;
  }

  public synchronized long slotLow() {
    return slotLow;
  }

  public synchronized long nonceHighest(long epoch) {
    return nonces.computeIfAbsent(epoch, this::storedNonceHighest);
  }

  /** The highest epoch with a signed lease, or 0. */
  public long epochHighest() {
    return store.withHandle(
        handle ->
            handle
                .createQuery("SELECT COALESCE(MAX(epoch), 0) FROM own_lease")
                .mapTo(Long.class)
                .one());
  }

  /** Signed leases of slots from {@code slot} on, oldest first, as they were published. */
  public List<byte[]> messagesFrom(long slot) {
    return store.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT message FROM own_lease WHERE slot >= :slot ORDER BY slot, epoch, nonce")
                .bind("slot", slot)
                .mapTo(byte[].class)
                .list());
  }

  private long storedNonceHighest(long epoch) {
    return store.withHandle(
        handle ->
            handle
                .createQuery("SELECT COALESCE(MAX(nonce), 0) FROM own_lease WHERE epoch = :epoch")
                .bind("epoch", epoch)
                .mapTo(Long.class)
                .one());
  }
}
