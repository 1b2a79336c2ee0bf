package network.baton.node.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import network.baton.lease.Hash32;
import network.baton.node.evidence.Evidence;
import network.baton.node.evidence.SeenLease;
import org.jdbi.v3.core.Handle;

/** Evidence against others, across restarts; one pair a prover. Methods block on the disk. */
public final class EvidenceShelf {
  private final Store store;

  public EvidenceShelf(Store store) {
    this.store = store;
  }

  /** Durable when this returns. Replaces what is there for the prover. */
  public void put(Evidence evidence) {
    store.inTransaction(
        handle -> {
          remove(handle, evidence.prover());
          put(handle, evidence, 0, evidence.one());
          put(handle, evidence, 1, evidence.other());
          return true;
        });
  }

  private static void put(Handle handle, Evidence evidence, int place, SeenLease lease) {
    handle.execute(
        "INSERT INTO evidence (prover, place, not_before_block, message, digest, epoch, slot,"
            + " block_number, block_hash, proof_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        evidence.prover(),
        place,
        evidence.notBeforeBlock(),
        lease.message(),
        lease.digest().toBytes(),
        lease.epoch(),
        lease.slot(),
        lease.blockNumber(),
        lease.blockHash().toBytes(),
        lease.proofType().toBytes());
  }

  public void remove(int prover) {
    store.inTransaction(
        handle -> {
          remove(handle, prover);
          return true;
        });
  }

  private static void remove(Handle handle, int prover) {
    handle.execute("DELETE FROM evidence WHERE prover = ?", prover);
  }

  /** All of it. */
  public List<Evidence> all() {
    record Row(int prover, long notBefore, SeenLease lease) {}
    return store.withHandle(
        handle -> {
          List<Row> rows =
              handle
                  .createQuery("SELECT * FROM evidence ORDER BY prover, place")
                  .map(
                      (row, context) ->
                          new Row(
                              row.getInt("prover"), row.getLong("not_before_block"), lease(row)))
                  .list();
          var all = new ArrayList<Evidence>();
          for (int i = 0; i + 1 < rows.size(); i += 2) {
            Row one = rows.get(i);
            all.add(
                new Evidence(one.prover(), one.lease(), rows.get(i + 1).lease(), one.notBefore()));
          }
          return all;
        });
  }

  /** The columns that every table of seen leases has. */
  static SeenLease lease(ResultSet row) throws SQLException {
    return new SeenLease(
        row.getBytes("message"),
        Hash32.of(row.getBytes("digest")),
        row.getLong("epoch"),
        row.getLong("slot"),
        row.getLong("block_number"),
        Hash32.of(row.getBytes("block_hash")),
        Hash32.of(row.getBytes("proof_type")));
  }
}
