package network.baton.node.store;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import network.baton.node.store.RecordException.Why;
import network.baton.node.store.RecordFile.NonceMark;
import network.baton.node.store.RecordFile.SignedLease;
import network.baton.wire.Decoded;
import network.baton.wire.Wire;
import org.jdbi.v3.core.Handle;

/**
 * Moves a safety record out of a store and into another one (specs/safety-record.md): the union of
 * the leases and the higher marks. A file is taken whole or not at all; taking it again changes
 * nothing. The node must not run: its record keeps marks in memory.
 */
public final class RecordTransfer {
  private static final String HEX = "0x";

  private final Store store;
  private final Wire wire;
  private final Hash32 network;
  private final Address leaseKey;

  public RecordTransfer(Store store, Wire wire, Hash32 network, Address leaseKey) {
    this.store = store;
    this.wire = wire;
    this.network = network;
    this.leaseKey = leaseKey;
  }

  /**
   * What an import did.
   *
   * @param conflicts leases that exclude one that was here: this key signed twice, and that can be
   *     punished
   */
  public record Outcome(int added, int known, int belowWatermark, int conflicts, long slotLow) {}

  public RecordFile exported() {
    return store.inTransaction(
        handle ->
            new RecordFile(
                RecordFile.FORMAT,
                RecordFile.VERSION,
                network.toHex(),
                leaseKey.toHex(),
                slotLow(handle),
                marks(handle),
                leases(handle)));
  }

  private static long slotLow(Handle handle) {
    return handle
        .createQuery("SELECT value FROM fact WHERE name = :name")
        .bind("name", SafetyRecord.SLOT_LOW)
        .mapTo(String.class)
        .findOne()
        .map(Long::parseLong)
        .orElse(0L);
  }

  /** Every epoch with its highest nonce, also those that rows show. */
  private static List<NonceMark> marks(Handle handle) {
    return handle
        .createQuery(
            "SELECT epoch, MAX(nonce) AS highest FROM (SELECT epoch, nonce FROM own_lease"
                + " UNION ALL SELECT epoch, highest FROM nonce_mark) GROUP BY epoch ORDER BY epoch")
        .map((row, context) -> new NonceMark(row.getLong("epoch"), row.getLong("highest")))
        .list();
  }

  private static List<SignedLease> leases(Handle handle) {
    return handle
        .createQuery("SELECT * FROM own_lease ORDER BY slot, epoch, nonce")
        .map(
            (row, context) ->
                new SignedLease(
                    row.getLong("slot"),
                    row.getLong("epoch"),
                    hex(row.getBytes("task_id")),
                    row.getInt("term"),
                    row.getLong("nonce"),
                    hex(row.getBytes("digest")),
                    hex(row.getBytes("message"))))
        .list();
  }

  /** Throws {@link RecordException} before anything is changed. */
  public Outcome take(RecordFile file) {
    if (!file.network().equals(network.toHex())) {
      throw new RecordException(
          Why.OTHER_NETWORK,
          "the record is of network " + file.network() + ", this node's is " + network.toHex());
    }
    if (!file.leaseKey().equals(leaseKey.toHex())) {
      throw new RecordException(
          Why.OTHER_KEY,
          "the record is of key " + file.leaseKey() + ", this node's is " + leaseKey.toHex());
    }
    file.leases().forEach(this::check);
    return store.inTransaction(handle -> merge(handle, file));
  }

  private void check(SignedLease entry) {
    if (!(wire.lease(bytes(entry.message())) instanceof Decoded.Ok<VerifiedLease>(var message))) {
      throw new RecordException(
          Why.BAD_MESSAGE, entry.digest() + ": the message is no lease");
    }
    Lease lease = message.lease();
    if (!message.signer().equals(leaseKey)) {
      throw new RecordException(
          Why.BAD_MESSAGE, entry.digest() + ": signed by " + message.signer().toHex());
    }
    if (!lease.taskId().toHex().equals(entry.taskId())
        || lease.term() != entry.term()
        || lease.nonce() != entry.nonce()
        || !message.digest().toHex().equals(entry.digest())) {
      throw new RecordException(
          Why.MISMATCH, entry.digest() + ": the message says something else than its entry");
    }
  }

  private static Outcome merge(Handle handle, RecordFile file) {
    long low = Math.max(slotLow(handle), file.slotLow());
    Map<Long, Long> marks = new TreeMap<>();
    file.nonces().forEach(mark -> marks.merge(mark.epoch(), mark.highest(), Math::max));
    int added = 0;
    int known = 0;
    int conflicts = 0;
    List<SignedLease> above = new ArrayList<>();
    for (SignedLease lease : file.leases()) {
      marks.merge(lease.epoch(), lease.nonce(), Math::max);
      if (lease.slot() >= low) {
        above.add(lease);
      }
    }
    for (SignedLease lease : above) {
      Long excluded = excludedSlot(handle, lease);
      if (excluded != null) {
        conflicts++;
        low = Math.max(low, 1 + Math.max(excluded, lease.slot()));
      } else if (insert(handle, lease)) {
        added++;
      } else {
        known++;
      }
    }
    marks.forEach((epoch, highest) -> raiseMark(handle, epoch, highest));
    raiseWatermark(handle, low);
    return new Outcome(added, known, file.leases().size() - above.size(), conflicts, low);
  }

  /** The slot of another lease here with the same (task, term) or the same nonce, or null. */
  private static @org.jspecify.annotations.Nullable Long excludedSlot(
      Handle handle, SignedLease lease) {
    return handle
        .createQuery(
            "SELECT MAX(slot) FROM own_lease WHERE digest <> :digest"
                + " AND ((task_id = :task AND term = :term) OR (epoch = :epoch AND nonce = :nonce))")
        .bind("digest", bytes(lease.digest()))
        .bind("task", bytes(lease.taskId()))
        .bind("term", lease.term())
        .bind("epoch", lease.epoch())
        .bind("nonce", lease.nonce())
        .mapTo(Long.class)
        .findOne()
        .orElse(null);
  }

  private static boolean insert(Handle handle, SignedLease lease) {
    return handle.execute(
            "INSERT OR IGNORE INTO own_lease (task_id, term, epoch, nonce, slot, digest, message)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
            bytes(lease.taskId()),
            lease.term(),
            lease.epoch(),
            lease.nonce(),
            lease.slot(),
            bytes(lease.digest()),
            bytes(lease.message()))
        == 1;
  }

  private static void raiseMark(Handle handle, long epoch, long highest) {
    handle.execute(
        "INSERT INTO nonce_mark (epoch, highest) VALUES (?, ?)"
            + " ON CONFLICT (epoch) DO UPDATE SET highest = MAX(highest, excluded.highest)",
        epoch,
        highest);
  }

  private static void raiseWatermark(Handle handle, long low) {
    handle.execute(
        "INSERT INTO fact (name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        SafetyRecord.SLOT_LOW,
        Long.toString(low));
    for (NonceMark mark : marks(handle)) {
      raiseMark(handle, mark.epoch(), mark.highest());
    }
    handle.execute("DELETE FROM own_lease WHERE slot < ?", low);
  }

  private static String hex(byte[] bytes) {
    return HEX + HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.substring(HEX.length()));
  }
}
