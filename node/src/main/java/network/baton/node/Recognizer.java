package network.baton.node;

import java.util.List;
import java.util.concurrent.Executor;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.recognize.RecognitionBook;
import network.baton.node.recognize.RecognitionEffect;
import network.baton.node.recognize.RecognitionEvent;
import network.baton.node.recognize.SnapshotContract;
import network.baton.wire.NetworkRules;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the contract knows the snapshots that leases name (TX-23 to TX-25): runs the
 * {@link RecognitionBook}. What blocks runs on the workers; any thread may call.
 */
final class Recognizer {
  /** The operation's name, in orders and traces. */
  static final String RECOGNIZE = "recognize";

  /** Turns before those that follow become one: the epoch's leases are judged much later. */
  static final int TURNS_MAX = 32;

  private static final Logger LOG = LoggerFactory.getLogger(Recognizer.class);

  private final int self;
  private final NetworkRules rules;
  private final @Nullable SnapshotContract contract;
  private final TxSender sender;
  private final Executor workers;
  private final RecognitionBook book = new RecognitionBook();

  Recognizer(
      int self,
      NetworkRules rules,
      @Nullable SnapshotContract contract,
      TxSender sender,
      Executor workers) {
    this.self = self;
    this.rules = rules;
    this.contract = contract;
    this.sender = sender;
    this.workers = workers;
  }

  /** A snapshot became known; {@code headBlock} is the newest block. Does not block. */
  void begun(Snapshot snapshot, long headBlock) {
    int turn = turn(self, snapshot);
    boolean genesis = snapshot.epoch() <= rules.snapshotLagEpochs();
    if (contract != null && turn >= 0 && !genesis) {
      workers.execute(() -> tell(new RecognitionEvent.Begun(snapshot.epoch(), headBlock, turn)));
    }
  }

  /** TX-23: provers take turns by epoch; -1 for who is none and leaves it to them. */
  static int turn(int self, Snapshot snapshot) {
    List<Prover> provers = snapshot.provers();
    if (provers.isEmpty()) {
      return -1;
    }
    int first = Math.floorMod(snapshot.epoch(), provers.size());
    for (int turn = 0; turn < provers.size(); turn++) {
      if (provers.get((first + turn) % provers.size()).index() == self) {
        return Math.min(turn, TURNS_MAX);
      }
    }
    return -1;
  }

  void onBlock(long headBlock) {
    tell(new RecognitionEvent.Head(headBlock));
  }

  /** A reorg removed blocks. */
  void onReorg() {
    workers.execute(() -> tell(new RecognitionEvent.Reorged()));
  }

  private void tell(RecognitionEvent event) {
    synchronized (book) { // the effects too, so that they keep their order
      book.apply(event).forEach(this::run);
    }
  }

  private void run(RecognitionEffect effect) {
    switch (effect) {
      case RecognitionEffect.Look(long epoch) -> workers.execute(() -> tell(look(epoch)));
      case RecognitionEffect.Send(long epoch) -> workers.execute(() -> send(epoch));
      case RecognitionEffect.Withdraw(long epoch) ->
          sender.fulfilled(TxOrder.key(RECOGNIZE, rules.firstSlot(epoch)), "");
    }
  }

  private RecognitionEvent look(long epoch) {
    SnapshotContract asked = contract;
    if (asked != null) {
      try {
        return new RecognitionEvent.Looked(epoch, asked.isRecognized(epoch));
      } catch (ChainException e) {
        LOG.debug("epoch {}: {}", epoch, e.getMessage());
      }
    }
    return new RecognitionEvent.NotLooked(epoch);
  }

  /** The next look sends it again if this fails. */
  private void send(long epoch) {
    SnapshotContract asked = contract;
    if (asked != null) {
      try {
        String call = asked.call(epoch);
        sender.submit(new TxOrder(RECOGNIZE, rules.firstSlot(epoch), null, asked.address(), call));
      } catch (ChainException e) {
        LOG.debug("epoch {}: {}", epoch, e.getMessage());
      }
    }
  }
}
