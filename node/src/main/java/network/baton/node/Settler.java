package network.baton.node;

import java.util.concurrent.ExecutorService;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.node.chain.Contracts;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.store.PendingSettlement;
import network.baton.node.store.Store;
import network.baton.wire.Decoded;
import network.baton.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings own proofs to the chain. A settlement is in the store until the chain shows the task
 * settled, so a restart goes on with it; it is given up when others had all the time to settle.
 */
final class Settler {
  /**
   * Proofs are kept for this many slots. The contract would take them for 8,191 blocks, but once
   * the reward of the first one is collected nothing is paid for another.
   */
  static final long BLOCKS_MAX = 250;

  /** The operation's name, in orders and traces. */
  static final String SETTLE = "settle";

  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  private final Store store;
  private final Wire wire;
  private final Contracts contracts;
  private final TxSender sender;
  private final Collector collector;
  private final ExecutorService workers;

  Settler(
      Store store,
      Wire wire,
      Contracts contracts,
      TxSender sender,
      Collector collector,
      ExecutorService workers) {
    this.store = store;
    this.wire = wire;
    this.contracts = contracts;
    this.sender = sender;
    this.collector = collector;
    this.workers = workers;
  }

  /** Settles an own proof that latched. */
  void settle(Task task, VerifiedLease lease, Hash32 proofHash) {
    workers.execute(
        () -> {
          var pending =
              new PendingSettlement(
                  task.taskId(),
                  task.slot(),
                  task.blockNumber(),
                  task.blockHash(),
                  task.proofType(),
                  wire.encode(lease),
                  proofHash);
          store.putSettlement(pending);
          collector.proven(pending.blockNumber(), pending.proofType());
          send(pending);
        });
  }

  /** After a restart: what the store still holds. */
  void resume(long headBlock) {
    for (PendingSettlement pending : store.settlements()) {
      if (headBlock - pending.blockNumber() > BLOCKS_MAX) {
        LOG.warn("slot {}: its proof was not settled in time and is given up", pending.slot());
        store.removeSettlement(pending.taskId());
      } else {
        send(pending);
      }
    }
  }

  /** The chain shows the task settled: an own attempt that is under way is in vain. */
  void settled(Hash32 taskId, String txHash) {
    workers.execute(() -> store.removeSettlement(taskId));
    sender.fulfilled(TxOrder.key(SETTLE, taskId), txHash);
  }

  /** Collects what is due. Blocks on the endpoint and the disk. */
  void collect(long headBlock) {
    collector.onBlock(headBlock);
  }

  private void send(PendingSettlement pending) {
    byte[] proof = store.proof(pending.proofHash()).orElse(null);
    if (proof == null
        || !(wire.lease(pending.leaseMessage()) instanceof Decoded.Ok<VerifiedLease>(var lease))) {
      LOG.error("slot {}: the proof or the lease to settle is gone from the store", pending.slot());
      store.removeSettlement(pending.taskId());
      return;
    }
    sender.submit(
        new TxOrder(
            SETTLE,
            pending.slot(),
            pending.taskId(),
            contracts.settlementAddress(),
            contracts.settleCall(pending, lease, proof)));
  }
}
