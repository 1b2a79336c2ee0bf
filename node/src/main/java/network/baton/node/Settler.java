package network.baton.node;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.Contracts;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.settle.SettlementBook;
import network.baton.node.settle.SettlementEffect;
import network.baton.node.settle.SettlementEvent;
import network.baton.node.settle.Standing;
import network.baton.node.store.PendingSettlement;
import network.baton.node.store.Store;
import network.baton.wire.Decoded;
import network.baton.wire.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings own proofs to the chain, as the first or the second of a task (TX-15 to TX-18): runs the
 * {@link SettlementBook}. A proof is in the store until nothing can change any more, so neither a
 * restart nor a reorg loses its reward. What blocks runs on the workers; any thread may call.
 */
final class Settler {
  /** The operation's name, in orders and traces. */
  static final String SETTLE = "settle";

  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  private final SettlementBook book;
  private final Store store;
  private final Wire wire;
  private final Contracts contracts;
  private final TxSender sender;
  private final Collector collector;
  private final Executor workers;

  Settler(
      int self,
      Store store,
      Wire wire,
      Contracts contracts,
      TxSender sender,
      Collector collector,
      Executor workers) {
    this.book = new SettlementBook(self);
    this.store = store;
    this.wire = wire;
    this.contracts = contracts;
    this.sender = sender;
    this.collector = collector;
    this.workers = workers;
  }

  /** Settles an own proof, in whichever place is left. Doing it again changes nothing. */
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
          tell(new SettlementEvent.Proven(pending));
        });
  }

  /** After a restart: what the store still holds. */
  void resume() {
    store.settlements().forEach(pending -> tell(new SettlementEvent.Proven(pending)));
  }

  /** A new head. Blocks on the endpoint and the disk. */
  void onBlock(long headBlock) {
    tell(new SettlementEvent.Head(headBlock));
    collector.onBlock(headBlock);
  }

  /** A reorg removed blocks. */
  void onReorg() {
    workers.execute(() -> tell(new SettlementEvent.Reorged()));
  }

  /** The chain shows that somebody settled the task; {@code own} if this prover is who. */
  void settled(Hash32 taskId, boolean own, String txHash) {
    if (own) { // somebody else may have brought it there
      sender.fulfilled(TxOrder.key(SETTLE, taskId), txHash);
    }
    workers.execute(() -> tell(new SettlementEvent.Touched(taskId)));
  }

  /** How often own proofs came to stand so on the chain. */
  Map<Standing, Long> counts() {
    synchronized (book) {
      return book.counts();
    }
  }

  private void tell(SettlementEvent event) {
    synchronized (book) { // the effects too, so that they keep their order
      List<SettlementEffect> effects = book.apply(event);
      effects.forEach(this::run);
    }
  }

  private void run(SettlementEffect effect) {
    switch (effect) {
      case SettlementEffect.Look(PendingSettlement pending) ->
          workers.execute(() -> tell(look(pending)));
      case SettlementEffect.Send(PendingSettlement pending) -> send(pending);
      case SettlementEffect.Withdraw(PendingSettlement pending, Standing why) -> {
        LOG.info("slot {}: its proof is not settled: {}", pending.slot(), why.word());
        sender.fulfilled(TxOrder.key(SETTLE, pending.taskId()), "");
      }
      case SettlementEffect.Won(PendingSettlement pending) ->
          collector.proven(pending.blockNumber(), pending.proofType());
      case SettlementEffect.Forget(PendingSettlement pending, Standing why) -> {
        if (why != Standing.SETTLED) {
          LOG.warn("slot {}: its proof was not settled: {}", pending.slot(), why.word());
        }
        store.removeSettlement(pending.taskId());
      }
    }
  }

  private SettlementEvent look(PendingSettlement pending) {
    try {
      return new SettlementEvent.Looked(pending.taskId(), contracts.place(pending));
    } catch (ChainException e) {
      LOG.debug("slot {}: {}", pending.slot(), e.getMessage());
      return new SettlementEvent.NotLooked(pending.taskId());
    }
  }

  private void send(PendingSettlement pending) {
    byte[] proof = store.proof(pending.proofHash()).orElse(null);
    if (proof == null
        || !(wire.lease(pending.leaseMessage()) instanceof Decoded.Ok<VerifiedLease>(var lease))) {
      LOG.error("slot {}: the proof or the lease to settle is gone from the store", pending.slot());
      store.removeSettlement(pending.taskId());
      workers.execute(() -> tell(new SettlementEvent.Gone(pending.taskId())));
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
