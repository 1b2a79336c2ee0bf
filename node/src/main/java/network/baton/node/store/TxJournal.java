package network.baton.node.store;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.node.chain.tx.Mined;
import network.baton.node.chain.tx.SignedTx;
import network.baton.node.chain.tx.Tx;
import network.baton.node.chain.tx.TxEffect;
import network.baton.node.chain.tx.TxEvent;
import network.baton.node.chain.tx.TxOrder;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The durable side of {@link network.baton.node.chain.tx.TxBook}. Methods block on the disk. */
public final class TxJournal {
  /** Hours of spending that are kept. */
  private static final long HOURS_KEPT = 48;

  private final Store store;

  public TxJournal(Store store) {
    this.store = store;
  }

  /**
   * Durable when this returns. Replaces what is there for the nonce, and for the hour. Hours that
   * are older than two days are forgotten.
   */
  public void write(Tx tx, TxEffect.@Nullable Spent spent) {
    store.inTransaction(
        handle -> {
          if (spent != null) {
            handle.execute(
                "INSERT OR REPLACE INTO spent VALUES (?, ?)", spent.hour(), spent.wei().toString());
            handle.execute("DELETE FROM spent WHERE hour < ?", spent.hour() - HOURS_KEPT);
          }
          erase(handle, tx.nonce());
          Mined mined = tx.mined();
          handle
              .createUpdate(
                  "INSERT INTO tx VALUES (:nonce, :operation, :slot, :task, :to, :data, :gas, :fee, :tip,"
                      + " :sent, :hash, :block, :ok, :used, :cost, :value)")
              .bind("nonce", tx.nonce())
              .bind("operation", tx.order().operation())
              .bind("slot", tx.order().slot())
              .bind("task", bytes(tx.order().taskId()))
              .bind("to", tx.order().to().toHex())
              .bind("data", tx.order().data())
              .bind("gas", tx.gasLimit())
              .bind("fee", tx.maxFeeWei().toString())
              .bind("tip", tx.priorityFeeWei().toString())
              .bind("sent", tx.sentAtBlock())
              .bind("hash", mined == null ? null : mined.hash())
              .bind("block", mined == null ? null : mined.block())
              .bind("ok", mined == null ? null : mined.ok())
              .bind("used", mined == null ? null : mined.gas())
              .bind("cost", mined == null ? null : mined.costWei().toString())
              .bind("value", tx.order().valueWei().toString())
              .execute();
          for (int place = 0; place < tx.versions().size(); place++) {
            SignedTx version = tx.versions().get(place);
            handle.execute(
                "INSERT INTO tx_version VALUES (?, ?, ?, ?, ?)",
                tx.nonce(),
                place,
                version.hash(),
                version.raw(),
                version.withdrawal());
          }
          return true;
        });
  }

  public void erase(long nonce) {
    store.inTransaction(
        handle -> {
          erase(handle, nonce);
          return true;
        });
  }

  private static void erase(Handle handle, long nonce) {
    handle.execute("DELETE FROM tx WHERE nonce = ?", nonce);
    handle.execute("DELETE FROM tx_version WHERE nonce = ?", nonce);
  }

  /** All of it, as the book wants it at the start. */
  public TxEvent.Restored restored() {
    return store.withHandle(
        handle -> {
          List<Tx> txs =
              handle
                  .createQuery("SELECT * FROM tx ORDER BY nonce")
                  .map((row, context) -> tx(row, versions(handle, row.getLong("nonce"))))
                  .list();
          Map<Long, BigInteger> spent = new HashMap<>();
          handle
              .createQuery("SELECT hour, wei FROM spent")
              .map((row, context) -> Map.entry(row.getLong("hour"), wei(row, "wei")))
              .forEach(entry -> spent.put(entry.getKey(), entry.getValue()));
          return new TxEvent.Restored(txs, spent);
        });
  }

  private static List<SignedTx> versions(Handle handle, long nonce) {
    return handle
        .createQuery("SELECT * FROM tx_version WHERE nonce = :nonce ORDER BY place")
        .bind("nonce", nonce)
        .map(
            (row, context) ->
                new SignedTx(
                    row.getString("hash"), row.getString("raw"), row.getBoolean("withdrawal")))
        .list();
  }

  private static Tx tx(ResultSet row, List<SignedTx> versions) throws SQLException {
    byte[] task = row.getBytes("task_id");
    String hash = row.getString("mined_hash");
    Mined mined =
        hash == null
            ? null
            : new Mined(
                hash,
                row.getLong("mined_block"),
                row.getBoolean("mined_ok"),
                row.getLong("mined_gas"),
                wei(row, "mined_cost_wei"));
    return new Tx(
        row.getLong("nonce"),
        new TxOrder(
            row.getString("operation"),
            row.getLong("slot"),
            task == null ? null : Hash32.of(task),
            Address.fromHex(row.getString("recipient")),
            row.getString("data"),
            wei(row, "value_wei")),
        row.getLong("gas_limit"),
        wei(row, "max_fee_wei"),
        wei(row, "priority_fee_wei"),
        versions,
        row.getLong("sent_at_block"),
        mined);
  }

  private static BigInteger wei(ResultSet row, String column) throws SQLException {
    return new BigInteger(row.getString(column));
  }

  private static byte @Nullable [] bytes(@Nullable Hash32 hash) {
    return hash == null ? null : hash.toBytes();
  }
}
