package network.baton.node.store;

import java.util.List;
import network.baton.lease.Hash32;
import network.baton.node.evidence.Defence;
import network.baton.node.evidence.Miss;
import network.baton.node.evidence.SeenLease;

/**
 * Misses of others, and what speaks for own leases, across restarts. Methods block on the disk;
 * what they wrote is durable when they return.
 */
public final class CaseShelf {
  private final Store store;

  public CaseShelf(Store store) {
    this.store = store;
  }

  /** Replaces what is there for the lease. */
  public void put(Miss miss) {
    SeenLease lease = miss.lease();
    store.withHandle(
        handle ->
            handle.execute(
                "INSERT OR REPLACE INTO miss (digest, prover, turn, hedged, message, epoch, slot,"
                    + " block_number, block_hash, proof_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                lease.digest().toBytes(),
                miss.prover(),
                miss.turn(),
                miss.hedged(),
                lease.message(),
                lease.epoch(),
                lease.slot(),
                lease.blockNumber(),
                lease.blockHash().toBytes(),
                lease.proofType().toBytes()));
  }

  public void removeMiss(Hash32 leaseDigest) {
    store.withHandle(
        handle -> handle.execute("DELETE FROM miss WHERE digest = ?", leaseDigest.toBytes()));
  }

  public List<Miss> misses() {
    return store.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM miss ORDER BY block_number")
                .map(
                    (row, context) ->
                        new Miss(
                            row.getInt("prover"),
                            EvidenceShelf.lease(row),
                            row.getInt("turn"),
                            row.getBoolean("hedged")))
                .list());
  }

  /** Putting it again changes nothing. */
  public void put(Defence defence, Hash32 successorDigest) {
    SeenLease own = defence.own();
    store.withHandle(
        handle ->
            handle.execute(
                "INSERT OR IGNORE INTO defence (digest, successor_digest, successor, message, epoch, slot,"
                    + " block_number, block_hash, proof_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                own.digest().toBytes(),
                successorDigest.toBytes(),
                defence.successor(),
                own.message(),
                own.epoch(),
                own.slot(),
                own.blockNumber(),
                own.blockHash().toBytes(),
                own.proofType().toBytes()));
  }

  public List<Defence> defencesOf(Hash32 leaseDigest) {
    return store.withHandle(
        handle ->
            handle
                .createQuery("SELECT * FROM defence WHERE digest = :digest")
                .bind("digest", leaseDigest.toBytes())
                .map(
                    (row, context) ->
                        new Defence(EvidenceShelf.lease(row), row.getBytes("successor")))
                .list());
  }

  public void forgetDefencesBelow(long blockNumber) {
    store.withHandle(
        handle -> handle.execute("DELETE FROM defence WHERE block_number < ?", blockNumber));
  }
}
