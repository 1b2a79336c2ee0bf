package network.baton.node.store;

import java.util.List;
import network.baton.lease.Hash32;

/** Own proofs whose reward is not known to be collected yet. Methods block on the disk. */
public final class Rewards {
  private final Store store;

  /** The reward for the proof of one type of one block. */
  public record Reward(long blockNumber, Hash32 proofType) {}

  public Rewards(Store store) {
    this.store = store;
  }

  /** Putting it again changes nothing. */
  public void put(Reward reward) {
    store.inTransaction(
        handle ->
            handle.execute(
                "INSERT OR IGNORE INTO reward VALUES (?, ?)",
                reward.blockNumber(),
                reward.proofType().toBytes()));
  }

  public void remove(Reward reward) {
    store.inTransaction(
        handle ->
            handle.execute(
                "DELETE FROM reward WHERE block_number = ? AND proof_type = ?",
                reward.blockNumber(),
                reward.proofType().toBytes()));
  }

  /** The eldest ones of blocks below {@code blockNumber}, at most {@code countMax}. */
  public List<Reward> below(long blockNumber, int countMax) {
    return store.inTransaction(
        handle ->
            handle
                .createQuery(
                    "SELECT block_number, proof_type FROM reward WHERE block_number < :block"
                        + " ORDER BY block_number, proof_type LIMIT :count")
                .bind("block", blockNumber)
                .bind("count", countMax)
                .map(
                    (row, context) ->
                        new Reward(
                            row.getLong("block_number"), Hash32.of(row.getBytes("proof_type"))))
                .list());
  }
}
