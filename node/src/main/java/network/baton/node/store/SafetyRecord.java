package network.baton.node.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * What this lease key has signed (protocol rule: write before sign). A row is durable before its
 * signature leaves the process. It refuses a second, different lease for a (task, term), a nonce
 * that was used, and anything below the watermark; the caller never has to know why it asks.
 */
public final class SafetyRecord {
  /** Rows of slots this far below the newest go; the watermark rises over them first. */
  public static final int SLOTS_KEPT = 512;

  /** Epochs whose highest nonce is remembered; nothing is claimed for one older than the newest. */
  public static final int EPOCHS_KEPT = 64;

  static final String SLOT_LOW = "slotLow";

  private static final String GAP = "gap";

  private static final String INSERT =
      "INSERT OR IGNORE INTO own_lease (task_id, term, epoch, nonce, slot, digest, message)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?)";

  private final Store store;

  // Read once and then kept beside the disk: the store's lock sees to it that nobody else writes.
  private final Map<Long, Long> nonces = new HashMap<>();
  private long slotLow;
  private @Nullable Gap gap;
  private Refused closed = Refused.NONE;

  public SafetyRecord(Store store) {
    this.store = store;
    String low = store.fact(SLOT_LOW);
    this.slotLow = low == null ? 0 : Long.parseLong(low);
    this.gap = storedGap();
    if (gap != null) {
      closed = Refused.RECORD_BEHIND;
    }
  }

  /**
   * A lease that this key has signed and that is missing here.
   *
   * @param slotHigh no lease that went missing with it is of a later slot
   */
  public record Gap(Hash32 digest, long slotHigh) {}

  /** Why a lease was not recorded. */
  public enum Refused {
    NONE,
    /** Another lease for this (task, term) was signed. */
    TERM_SIGNED,
    /** This nonce or a higher one of the epoch was used. */
    NONCE_USED,
    /** The slot lies below the watermark. */
    BELOW_WATERMARK,
    /** D-03: another node signs with this key. */
    KEY_ELSEWHERE,
    /** D-04: this key has signed what is not here: this is an old copy. */
    RECORD_BEHIND,
  }

  /** A lease to be recorded, with its bytes exactly as they will be published. */
  public static final class Entry {
    private final Hash32 taskId;
    private final int term;
    private final long epoch;
    private final long nonce;
    private final long slot;
    private final Hash32 digest;
    private final byte[] message;

    public Entry(
        Hash32 taskId, int term, long epoch, long nonce, long slot, Hash32 digest, byte[] message) {
      this.taskId = taskId;
      this.term = term;
      this.epoch = epoch;
      this.nonce = nonce;
      this.slot = slot;
      this.digest = digest;
      this.message = message.clone();
    }
  }

  /**
   * Makes leases durable, all with one commit. Returns, in their order, {@link Refused#NONE} for
   * each that is on disk. Throws {@link StoreException} when the disk does not take them: then none
   * is.
   */
  public synchronized List<Refused> record(List<Entry> entries) {
    entries.forEach(entry -> nonceHighest(entry.epoch)); // before the connection is taken
    Map<Long, Long> raised = new HashMap<>();
    List<Refused> verdicts = store.write(connection -> insertAll(connection, entries, raised));
    nonces.putAll(raised);
    return verdicts;
  }

  /** Does all that {@link #record} does but the commit, so that it is quick when it counts. */
  public synchronized void rehearse(Entry entry) {
    nonceHighest(entry.epoch);
    store.writeInVain(connection -> insertAll(connection, List.of(entry), new HashMap<>()));
  }

  private List<Refused> insertAll(
      Connection connection, List<Entry> entries, Map<Long, Long> raised) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      List<Refused> verdicts = new ArrayList<>();
      for (Entry entry : entries) {
        verdicts.add(insert(insert, entry, raised));
      }
      return verdicts;
    }
  }

  private Refused insert(PreparedStatement insert, Entry entry, Map<Long, Long> raised)
      throws SQLException {
    if (closed != Refused.NONE) {
      return closed;
    }
    long epoch = entry.epoch;
    if (entry.slot < slotLow) {
      return Refused.BELOW_WATERMARK;
    }
    if (entry.nonce <= raised.getOrDefault(epoch, nonces.getOrDefault(epoch, 0L))) {
      return Refused.NONCE_USED;
    }
    insert.setBytes(1, entry.taskId.toBytes());
    insert.setInt(2, entry.term);
    insert.setLong(3, epoch);
    insert.setLong(4, entry.nonce);
    insert.setLong(5, entry.slot);
    insert.setBytes(6, entry.digest.toBytes());
    insert.setBytes(7, entry.message);
    if (insert.executeUpdate() == 0) {
      return Refused.TERM_SIGNED;
    }
    raised.put(epoch, entry.nonce);
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
          // An epoch can go on above the watermark, and then its nonces do.
          handle.execute(
              "INSERT INTO nonce_mark (epoch, highest) SELECT epoch, MAX(nonce) FROM own_lease WHERE slot < ?"
                  + " GROUP BY epoch ON CONFLICT (epoch) DO UPDATE SET highest = MAX(highest, excluded.highest)",
              slot);
          handle.execute(
              "DELETE FROM nonce_mark WHERE epoch NOT IN"
                  + " (SELECT epoch FROM nonce_mark ORDER BY epoch DESC LIMIT ?)",
              EPOCHS_KEPT);
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
                .createQuery(
                    "SELECT MAX(COALESCE((SELECT MAX(epoch) FROM own_lease), 0),"
                        + " COALESCE((SELECT MAX(epoch) FROM nonce_mark), 0))")
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

  public boolean holds(Hash32 digest) {
    return store.withHandle(
        handle ->
            handle
                    .createQuery("SELECT COUNT(*) FROM own_lease WHERE digest = :digest")
                    .bind("digest", digest.toBytes())
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  /** D-03: nothing is signed any more in this life of the node. */
  public synchronized void stopSigning() {
    if (closed == Refused.NONE) {
      closed = Refused.KEY_ELSEWHERE;
    }
  }

  /**
   * D-04: nothing is signed any more, in this life and in later ones, until the record holds the
   * missing lease or the watermark has risen over all that may be missing with it.
   */
  public synchronized void behind(Gap found) {
    closed = Refused.RECORD_BEHIND;
    Gap known = gap;
    if (known == null || known.slotHigh() < found.slotHigh()) {
      gap = found;
      store.setFact(GAP, found.digest().toHex() + " " + found.slotHigh());
    }
  }

  /** The same for a database that was put back: which lease is missing is not known. */
  public synchronized void oldCopy() {
    closed = Refused.RECORD_BEHIND;
  }

  /** What is known to be missing, or null. */
  public synchronized @Nullable Gap gap() {
    return gap;
  }

  private @Nullable Gap storedGap() {
    String stored = store.fact(GAP);
    if (stored == null) {
      return null;
    }
    int space = stored.indexOf(' ');
    var missing =
        new Gap(
            Hash32.fromHex(stored.substring(0, space)),
            Long.parseLong(stored.substring(space + 1)));
    if (missing.slotHigh() < slotLow || holds(missing.digest())) {
      store.removeFact(GAP);
      return null;
    }
    return missing;
  }

  private long storedNonceHighest(long epoch) {
    return store.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT MAX(COALESCE((SELECT MAX(nonce) FROM own_lease WHERE epoch = :epoch), 0),"
                        + " COALESCE((SELECT highest FROM nonce_mark WHERE epoch = :epoch), 0))")
                .bind("epoch", epoch)
                .mapTo(Long.class)
                .one());
  }
}
