package network.baton.node;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.evidence.Evidence;
import network.baton.node.evidence.EvidenceBook;
import network.baton.node.evidence.EvidenceEffect;
import network.baton.node.evidence.EvidenceEvent;
import network.baton.node.evidence.JudgeBook;
import network.baton.node.evidence.Outlook;
import network.baton.node.evidence.Prospect;
import network.baton.node.evidence.SeenLease;
import network.baton.node.store.EvidenceShelf;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the contract that punishes what others signed against each other (TX-19 to TX-22): runs the
 * {@link EvidenceBook}. What blocks runs on the workers; any thread may call.
 */
final class Accuser {
  /** The operation's name, in orders and traces. */
  static final String EQUIVOCATION = "equivocation";

  /** Blocks from one reporter's turn to the next one's. */
  static final int BLOCKS_PER_TURN = 2;

  /** So many turns have time within the contract's window; whoever comes later has the last. */
  static final int TURNS_MAX = 64;

  private static final Logger LOG = LoggerFactory.getLogger(Accuser.class);

  /** Why a pair is not kept. */
  enum Refusal {
    /** The own key's: nobody reports himself. */
    OWN,
    /** The network's file names no contract that punishes. */
    NO_JUDGE,
    /** The task of one of the leases is not known any more. */
    TASK_UNKNOWN,
    /** The snapshot of one of the leases is not known any more. */
    SNAPSHOT_UNKNOWN
  }

  private final int self;
  private final EvidenceBook book;
  private final EvidenceShelf shelf;
  private final Wire wire;
  private final @Nullable JudgeBook judge;
  private final TxSender sender;
  private final Executor workers;
  private final AtomicLong head = new AtomicLong(-1);
  private final EnumMap<Refusal, Long> refusals = new EnumMap<>(Refusal.class);

  Accuser(
      int self,
      EvidenceShelf shelf,
      Wire wire,
      @Nullable JudgeBook judge,
      TxSender sender,
      Executor workers) {
    this.self = self;
    this.book = new EvidenceBook(self);
    this.shelf = shelf;
    this.wire = wire;
    this.judge = judge;
    this.sender = sender;
    this.workers = workers;
  }

  /** A lease with what the loop knows of it. */
  record Seen(VerifiedLease lease, @Nullable Task task, @Nullable Snapshot snapshot) {}

  /** Two leases of one prover exclude each other. Does not block. */
  void found(Seen one, Seen other) {
    int prover = one.lease().lease().prover();
    Snapshot snapshot = other.snapshot();
    Task task = other.task();
    if (prover == self) {
      refuse(Refusal.OWN);
    } else if (judge == null) {
      refuse(Refusal.NO_JUDGE);
    } else if (one.task() == null || task == null) {
      refuse(Refusal.TASK_UNKNOWN);
    } else if (one.snapshot() == null || snapshot == null) {
      refuse(Refusal.SNAPSHOT_UNKNOWN);
    } else {
      long from = Math.max(head.get(), task.blockNumber());
      long turn = turn(self, prover, snapshot, task.taskId());
      SeenLease first = SeenLease.of(one.lease(), wire, one.task(), one.snapshot().epoch());
      SeenLease second = SeenLease.of(other.lease(), wire, task, snapshot.epoch());
      var evidence = new Evidence(prover, first, second, from + turn * BLOCKS_PER_TURN);
      workers.execute(() -> tell(new EvidenceEvent.Found(evidence)));
    }
  }

  /**
   * TX-20: how many others come before this node; the provers of the snapshot take turns by task,
   * and whoever is not among them comes last.
   */
  static int turn(int self, int accused, Snapshot snapshot, Hash32 taskId) {
    List<Prover> provers = snapshot.provers();
    int first = Math.floorMod(taskId.d(), provers.size());
    int turn = 0;
    for (int place = 0; place < provers.size(); place++) {
      int index = provers.get((first + place) % provers.size()).index();
      if (index == self) {
        return Math.min(turn, TURNS_MAX);
      }
      turn += index == accused ? 0 : 1;
    }
    return Math.min(turn, TURNS_MAX);
  }

  /** After a restart: what the store still holds. */
  void resume() {
    shelf.all().forEach(evidence -> tell(new EvidenceEvent.Found(evidence)));
  }

  /** A new head. Blocks on the disk. */
  void onBlock(long headBlock) {
    head.set(headBlock);
    tell(new EvidenceEvent.Head(headBlock));
  }

  /** A reorg removed blocks. */
  void onReorg() {
    workers.execute(() -> tell(new EvidenceEvent.Reorged()));
  }

  /** How often evidence came to look so, and why pairs were not kept. */
  void count(ObjLongConsumer<String> counter) {
    Map<Outlook, Long> outlooks;
    synchronized (book) {
      outlooks = book.counts();
    }
    outlooks.forEach((outlook, count) -> counter.accept("evidence-" + outlook.code(), count));
    synchronized (refusals) {
      refusals.forEach(
          (why, count) -> {
            String word = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
            counter.accept("evidence-refused-" + word, count);
          });
    }
  }

  private void refuse(Refusal why) {
    synchronized (refusals) {
      refusals.merge(why, 1L, Long::sum);
    }
  }

  private void tell(EvidenceEvent event) {
    synchronized (book) { // the effects too, so that they keep their order
      book.apply(event).forEach(this::run);
    }
  }

  private void run(EvidenceEffect effect) {
    switch (effect) {
      case EvidenceEffect.Keep(Evidence evidence) -> shelf.put(evidence);
      case EvidenceEffect.Look(Evidence evidence) -> workers.execute(() -> tell(look(evidence)));
      case EvidenceEffect.Send(Evidence evidence, SeenLease claimed, Prospect prospect) -> {
        LOG.info(
            "prover {}'s conflicting leases are shown: {} gas for {} wei, reward {} wei",
            evidence.prover(),
            prospect.gas(),
            prospect.costWei(),
            prospect.rewardWei());
        submit(claimed, prospect);
      }
      case EvidenceEffect.Withdraw(SeenLease claimed, Outlook why) -> {
        LOG.info("slot {}: evidence is not shown any more: {}", claimed.slot(), why.code());
        sender.fulfilled(TxOrder.key(EQUIVOCATION, claimed.digest()), "");
      }
      case EvidenceEffect.Forget(Evidence evidence) -> shelf.remove(evidence.prover());
    }
  }

  private void submit(SeenLease claimed, Prospect prospect) {
    JudgeBook court = judge;
    if (court != null) {
      sender.submit(
          new TxOrder(
              EQUIVOCATION, claimed.slot(), claimed.digest(), court.address(), prospect.call()));
    }
  }

  private EvidenceEvent look(Evidence evidence) {
    JudgeBook court = judge;
    if (court != null) {
      try {
        return new EvidenceEvent.Looked(evidence.prover(), court.prospect(evidence));
      } catch (ChainException e) {
        LOG.debug("evidence against prover {}: {}", evidence.prover(), e.getMessage());
      }
    }
    return new EvidenceEvent.NotLooked(evidence.prover());
  }
}
