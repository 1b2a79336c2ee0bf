package network.baton.node;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.ObjLongConsumer;
import network.baton.lease.Effect;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.node.chain.tx.TxSender;
import network.baton.node.evidence.Charge;
import network.baton.node.evidence.ChargeCourt;
import network.baton.node.evidence.Defence;
import network.baton.node.evidence.JudgeBook;
import network.baton.node.evidence.JudgeContract;
import network.baton.node.evidence.Miss;
import network.baton.node.evidence.MissCourt;
import network.baton.node.evidence.SeenLease;
import network.baton.node.store.CaseShelf;
import network.baton.node.store.EvidenceShelf;
import network.baton.node.store.Store;
import network.baton.wire.NetworkRules;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * All that is between this node and the contract that punishes (specs/chain.md, TX-19 to TX-31):
 * conflicting leases and misses of others, and accusations of the own prover. Of {@link #saw} and
 * {@link #learnt} the caller is the loop; the rest may be called on any thread.
 */
final class Blame {
  /** Snapshots that are remembered; the eldest goes first. */
  static final int SNAPSHOTS_MAX = 16;

  private final int self;
  private final Wire wire;
  private final Accuser accuser;
  private final MissWatch watch;
  private final @Nullable Misses misses;
  private final Map<Hash32, Snapshot> snapshots = new Recent();

  private static final class Recent extends LinkedHashMap<Hash32, Snapshot> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Hash32, Snapshot> eldest) {
      return size() > SNAPSHOTS_MAX;
    }
  }

  /** What there is to misses when the network has a judge. */
  private record Misses(
      CaseShelf shelf, Court<Miss> accusing, Court<Charge> answering, ChargePoll poll) {}

  /**
   * Asks nothing yet.
   *
   * @param judge null if the network's file names none
   */
  Blame(
      int self,
      Store store,
      NetworkRules rules,
      Wire wire,
      @Nullable JudgeContract judge,
      TxSender sender,
      Executor workers) {
    this.self = self;
    this.wire = wire;
    this.accuser =
        new Accuser(
            self,
            new EvidenceShelf(store),
            wire,
            judge == null ? null : new JudgeBook(judge),
            sender,
            workers);
    this.watch = new MissWatch(self, new Told(workers));
    this.misses =
        judge == null
            ? null
            : misses(
                self,
                new OwnLeases(store, new CaseShelf(store), wire, rules),
                judge,
                sender,
                workers);
  }

  private static Misses misses(
      int self, OwnLeases own, JudgeContract judge, TxSender sender, Executor workers) {
    CaseShelf shelf = own.shelf();
    var missCourt = new MissCourt(judge, self);
    var chargeCourt = new ChargeCourt(judge, own);
    var accusing =
        new Court<>(
            new Court.Side<Miss>(
                "miss",
                missCourt::view,
                shelf::put,
                miss -> shelf.removeMiss(miss.digest()),
                judge.address()),
            sender,
            workers);
    var answering =
        new Court<>(
            new Court.Side<Charge>(
                "charge", chargeCourt::view, charge -> {}, charge -> {}, judge.address()),
            sender,
            workers);
    return new Misses(
        shelf, accusing, answering, new ChargePoll(self, chargeCourt, shelf, answering, workers));
  }

  /** Before the core decides on leases that name it. */
  void learnt(Snapshot snapshot) {
    snapshots.put(snapshot.id(), snapshot);
  }

  /** What the core decided. */
  void saw(Effect effect) {
    watch.saw(effect);
  }

  /** Two leases of one prover exclude each other. Does not block. */
  void conflict(Accuser.Seen one, Accuser.Seen other) {
    accuser.found(one, other);
  }

  /** After a restart: what the store still holds. */
  void resume() {
    accuser.resume();
    if (misses != null) {
      misses.shelf.misses().forEach(misses.accusing::found);
    }
  }

  /** A new head. Blocks on the disk. */
  void onBlock(long headBlock) {
    accuser.onBlock(headBlock);
    if (misses != null) {
      misses.accusing.onBlock(headBlock);
      misses.answering.onBlock(headBlock);
      misses.poll.onBlock(headBlock);
    }
  }

  /** A reorg removed blocks. */
  void onReorg() {
    accuser.onReorg();
    if (misses != null) {
      misses.accusing.onReorg();
      misses.answering.onReorg();
      misses.poll.onReorg();
    }
  }

  void count(ObjLongConsumer<String> counter) {
    accuser.count(counter);
    if (misses != null) {
      misses.accusing.count(counter);
      misses.answering.count(counter);
    }
  }

  private final class Told implements MissWatch.News {
    private final Executor workers;

    Told(Executor workers) {
      this.workers = workers;
    }

    @Override
    public void missed(Task task, VerifiedLease lease, boolean hedged) {
      Snapshot snapshot = snapshots.get(lease.lease().snapshotId());
      if (misses != null && snapshot != null) {
        int prover = lease.lease().prover();
        int turn = Accuser.turn(self, prover, snapshot, task.taskId());
        SeenLease seen = SeenLease.of(lease, wire, task, snapshot.epoch());
        misses.accusing.found(new Miss(prover, seen, turn, hedged));
      }
    }

    @Override
    public void excused(Hash32 leaseDigest) {
      if (misses != null) {
        misses.accusing.dropped(leaseDigest);
      }
    }

    @Override
    public void succeeded(Task task, VerifiedLease own, VerifiedLease successor) {
      Snapshot snapshot = snapshots.get(own.lease().snapshotId());
      if (misses != null && snapshot != null) {
        var defence =
            new Defence(SeenLease.of(own, wire, task, snapshot.epoch()), wire.encode(successor));
        workers.execute(() -> misses.shelf.put(defence, successor.digest()));
      }
    }
  }
}
