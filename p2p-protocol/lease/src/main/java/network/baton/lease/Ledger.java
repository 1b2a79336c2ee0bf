package network.baton.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import org.jspecify.annotations.Nullable;

/**
 * What is known: snapshots, open tasks and all their valid leases, by digest and by nonce. The only
 * place where a lease joins, voids another, or a task latches. Bounded by the bounds on tasks and
 * on leases per task; a lease leaves with its task.
 */
final class Ledger {
  private record NonceKey(int prover, long epoch, long nonce) {
    static NonceKey of(LeaseEntry entry) {
      return new NonceKey(entry.lease().prover(), entry.snapshot().epoch(), entry.lease().nonce());
    }
  }

  private final LeaseSettings settings;

  /** A prover's lane under one snapshot. */
  private record LaneKey(int prover, Hash32 snapshotId, int lane) {
    static LaneKey of(LeaseEntry entry) {
      Lease lease = entry.lease();
      return new LaneKey(lease.prover(), lease.snapshotId(), lease.lane());
    }
  }

  private final Turn turn;
  private final Standing standing;
  private final Beacons beacons = new Beacons();
  private final Snapshots snapshots = new Snapshots();
  private final TaskBook tasks;
  private final Blocks blocks;
  private final Map<Hash32, LeaseEntry> byDigest = new LinkedHashMap<>();
  private final Map<NonceKey, List<LeaseEntry>> byNonce = new LinkedHashMap<>();
  private final Map<LaneKey, NavigableMap<Long, List<LeaseEntry>>> byLane = new LinkedHashMap<>();
  private final Queue<Hash32> arrivals = new ArrayDeque<>();

  Ledger(LeaseSettings settings, Turn turn) {
    this.settings = settings;
    this.turn = turn;
    this.standing = new Standing(settings);
    this.tasks = new TaskBook(settings.keepSlots());
    this.blocks = new Blocks(settings.provenTypes());
  }

  Snapshots snapshots() {
    return snapshots;
  }

  TaskBook tasks() {
    return tasks;
  }

  Blocks blocks() {
    return blocks;
  }

  /** A task opens. */
  void open(TaskState task) {
    long headBefore = blocks.headNumber();
    tasks.open(task);
    blocks.opened(task, turn.nowMs());
    headMoved(headBefore);
  }

  /** O-18: another block became the head of the unproven chain. */
  private void headMoved(long before) {
    if (settings.order() == ClaimOrder.HEAD_OF_CHAIN && blocks.headNumber() != before) {
      blocks.headMoved(turn.nowMs());
      reconsiderAll();
    }
  }

  Standing standing() {
    return standing;
  }

  Beacons beacons() {
    return beacons;
  }

  /** Something changed that may move any claim. */
  void reconsiderAll() {
    for (TaskState task : tasks.all()) {
      if (!task.isLatched()) { // a proven task has no plans
        task.changed();
      }
    }
  }

  @Nullable LeaseEntry lease(Hash32 digest) {
    return byDigest.get(digest);
  }

  /** Says that something with this id or digest is here now: messages may have waited for it. */
  void arrived(Hash32 what) {
    arrivals.add(what);
  }

  @Nullable Hash32 nextArrival() {
    return arrivals.poll();
  }

  /** Adds a valid lease to its task's set. */
  LeaseEntry add(VerifiedLease lease, Ruling.ValidLease valid, long arrivedMs) {
    LeaseEntry entry = new LeaseEntry(lease, valid, arrivedMs, turn.nowMs());
    turn.emit(new Effect.LeaseAdded(valid.task().task(), lease));
    Set<LeaseEntry> rivals = rivals(entry);
    for (LeaseEntry rival : rivals) { // E-01
      entry.makeVoid();
      rival.makeVoid();
      turn.emit(new Effect.Equivocated(rival.message(), lease));
    }
    standing.leased(entry.lease().prover());
    entry.task().leases().add(entry);
    byDigest.put(entry.digest(), entry);
    byNonce.computeIfAbsent(NonceKey.of(entry), _ -> new ArrayList<>(1)).add(entry);
    releaseByLane(entry);
    refreshHolder(entry.task());
    for (LeaseEntry rival : rivals) {
      if (rival.task() != entry.task()) {
        refreshHolder(rival.task());
      }
    }
    arrived(entry.digest());
    return entry;
  }

  /**
   * L-29: the higher nonce in a lane gives the lower one up, in whatever order they come. Whoever
   * is below the highest has been given up already, so only that one is looked at.
   */
  private void releaseByLane(LeaseEntry entry) {
    NavigableMap<Long, List<LeaseEntry>> lane =
        byLane.computeIfAbsent(LaneKey.of(entry), _ -> new TreeMap<>());
    long nonce = entry.lease().nonce();
    var highest = lane.lastEntry();
    if (highest != null && highest.getKey() > nonce) {
      entry.laneTaken(highest.getValue().getFirst().message(), turn.nowMs());
    } else if (highest != null && highest.getKey() < nonce) {
      for (LeaseEntry lower : highest.getValue()) {
        lower.laneTaken(entry.message(), turn.nowMs());
        lower.task().changed();
      }
    }
    lane.computeIfAbsent(nonce, _ -> new ArrayList<>(1)).add(entry);
  }

  /**
   * E-01: the leases that exclude this one: same prover, and either the same term of the same task
   * or the same nonce of the same epoch.
   */
  private Set<LeaseEntry> rivals(LeaseEntry entry) {
    List<LeaseEntry> sameNonce = byNonce.getOrDefault(NonceKey.of(entry), List.of());
    int variants = entry.task().leases().variants(entry.lease().term(), entry.lease().prover());
    if (sameNonce.isEmpty() && variants == 0) {
      return Set.of();
    }
    Set<LeaseEntry> rivals = new LinkedHashSet<>();
    for (LeaseEntry other : entry.task().leases().all()) {
      if (other.lease().term() == entry.lease().term()
          && other.lease().prover() == entry.lease().prover()) {
        rivals.add(other);
      }
    }
    rivals.addAll(sameNonce);
    return rivals;
  }

  private void refreshHolder(TaskState task) {
    task.changed();
    if (!task.leases().refreshHolder()) {
      return;
    }
    LeaseEntry holder = task.leases().holder();
    if (holder == null) {
      task.holderlessSince(turn.nowMs());
    } else {
      turn.emit(new Effect.HolderChanged(task.task(), holder.message()));
    }
  }

  /** T-06: the first verified proof ends the task, whoever made it. */
  void latch(LeaseEntry lease, VerifiedCompletion completion, boolean own) {
    TaskState task = lease.task();
    task.latch(lease, completion);
    turn.emit(new Effect.Latched(task.task(), lease.message(), completion, own));
    long headBefore = blocks.headNumber();
    if (blocks.latched(task, turn.nowMs())) { // T-08
      turn.emit(new Effect.BlockProven(task.task().blockHash(), task.task().slot()));
    }
    headMoved(headBefore);
    boolean changed = !lease.isVoid() && standing.proved(lease.lease().prover());
    noteBetrayals(task, turn.nowMs() - settings.frozenMs(), changed);
  }

  /** T-05: no proof came in time. */
  void miss(TaskState task) {
    turn.emit(new Effect.DeadlineMissed(task.task()));
    noteBetrayals(task, task.task().deadlineMs(), false);
  }

  /** O-14: holders that are alive and meant to be done by a moment that has passed. */
  private void noteBetrayals(TaskState task, long meantMs, boolean standingChanged) {
    boolean changed = standingChanged;
    for (LeaseEntry entry : task.leases().all()) {
      if (entry.isBetrayal(meantMs, turn.nowMs(), settings)) {
        changed |= standing.betrayed(entry.lease().prover());
      }
    }
    if (changed) {
      reconsiderAll();
    }
  }

  void close(TaskState task, String why) {
    for (LeaseEntry entry : task.leases().all()) {
      byDigest.remove(entry.digest());
      remove(byNonce, NonceKey.of(entry), entry);
      LaneKey lane = LaneKey.of(entry);
      Map<Long, List<LeaseEntry>> sameLane = byLane.get(lane);
      if (sameLane != null) {
        remove(sameLane, entry.lease().nonce(), entry);
        if (sameLane.isEmpty()) {
          byLane.remove(lane);
        }
      }
    }
    long headBefore = blocks.headNumber();
    tasks.close(task);
    blocks.closed(task);
    task.close();
    headMoved(headBefore);
    turn.emit(new Effect.TaskClosed(task.task(), why));
  }

  private static <K> void remove(Map<K, List<LeaseEntry>> from, K key, LeaseEntry entry) {
    List<LeaseEntry> same = from.getOrDefault(key, List.of());
    same.remove(entry);
    if (same.isEmpty()) {
      from.remove(key);
    }
  }
}
