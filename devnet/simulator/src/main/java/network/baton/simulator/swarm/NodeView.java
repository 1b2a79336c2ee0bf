package network.baton.simulator.swarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Cause;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.LeaseDraft;
import network.baton.lease.LeaseLimits;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.simulator.world.Forge;
import org.jspecify.annotations.Nullable;

/** What one node must know, followed by the referee from the events that the node was given. */
final class NodeView {
  private record NonceKey(int prover, long epoch, long nonce) {}

  /** Of the snapshot only a part: who shares a key is compared in full. */
  private record LaneKey(int prover, int lane, long snapshot) {
    static LaneKey of(Lease lease) {
      return new LaneKey(lease.prover(), lease.lane(), lease.snapshotId().a());
    }
  }

  private final int index;
  private final LeaseSettings settings;
  private final Oracle oracle;
  private final Map<Hash32, Snapshot> snapshots;
  final Map<Hash32, TaskView> tasks = new LinkedHashMap<>();
  private final Map<Hash32, LeaseView> leases = new HashMap<>();
  private final Map<NonceKey, List<LeaseView>> byNonce = new HashMap<>();
  private final Map<LaneKey, List<LeaseView>> byLane = new HashMap<>();
  private final Set<Hash32> started = new HashSet<>();
  private final Map<Long, Long> nonceByEpoch = new HashMap<>();
  private long newestSlot = -1;

  NodeView(int index, LeaseSettings settings, Oracle oracle, Map<Hash32, Snapshot> snapshots) {
    this.index = index;
    this.settings = settings;
    this.oracle = oracle;
    this.snapshots = snapshots;
  }

  private Violation broken(Rule rule, String detail) {
    return new Violation(rule, "node " + index + ": " + detail);
  }

  void opened(Task task, long nowMs) {
    if (task.slot() + settings.keepSlots() > newestSlot) { // T-03
      tasks.putIfAbsent(task.taskId(), new TaskView(task, nowMs));
      newestSlot = Math.max(newestSlot, task.slot());
    }
  }

  /** What its record holds was signed in an earlier life: V-03 goes on from there. */
  void restored(Event.Restored record) {
    nonceByEpoch.merge(record.epoch(), record.nonceHighest(), Math::max);
  }

  @Nullable LeaseView lease(Hash32 digest) {
    return leases.get(digest);
  }

  /** A lease joined: V-12 at once; V-01 when the turn is over. */
  void added(VerifiedLease message, long nowMs) {
    TaskView task = tasks.get(message.lease().taskId());
    Snapshot snapshot = snapshots.get(message.lease().snapshotId());
    if (task == null || snapshot == null) {
      throw broken(Rule.VALIDITY_IS_PURE, "a lease was added whose task is not open: " + message);
    }
    LeaseView parent = leases.get(message.lease().prev());
    int prover = message.lease().prover();
    int rank =
        oracle.rank(
            snapshot,
            task.task,
            prover,
            message.lease().term(),
            parent == null ? Set.of() : parent.operators());
    LeaseView view =
        new LeaseView(
            message,
            parent,
            snapshot.provers().get(prover).operator(),
            snapshot.epoch(),
            rank,
            nowMs);
    checkValid(task, message, parent, snapshot);
    if (rank < 0 || (parent == null) != (message.lease().term() == 1)) {
      throw broken(Rule.VALIDITY_IS_PURE, "added out of any succession: " + message.lease());
    }
    for (LeaseView other : task.leases.values()) {
      if (other.lease().term() == view.lease().term() && other.lease().prover() == prover) {
        exclude(view, other);
      }
    }
    NonceKey key = new NonceKey(prover, view.epoch, message.lease().nonce());
    List<LeaseView> sameNonce = byNonce.computeIfAbsent(key, _ -> new ArrayList<>());
    sameNonce.forEach(other -> exclude(view, other));
    sameNonce.add(view);
    List<LeaseView> sameLane =
        byLane.computeIfAbsent(LaneKey.of(message.lease()), _ -> new ArrayList<>());
    for (LeaseView other : sameLane) {
      other.laneTaken |= view.takesLaneOf(other);
      view.laneTaken |= other.takesLaneOf(view);
    }
    sameLane.add(view);
    task.leases.put(view.digest(), view);
    leases.put(view.digest(), view);
    task.claimed |= prover == index;
    if (task.leases.size() > LeaseLimits.LEASES_PER_TASK_MAX) {
      throw broken(Rule.STATE_IS_BOUNDED, task.leases.size() + " leases of one task");
    }
  }

  /** L-15, L-17, L-21, L-27 once more, from the specification. */
  private void checkValid(
      TaskView task, VerifiedLease message, @Nullable LeaseView parent, Snapshot snapshot) {
    Lease lease = message.lease();
    long spanMs = task.task.deadlineMs() - task.task.slotStartMs();
    long endMs =
        parent == null && task.task.needs().isEmpty()
            ? task.task.deadlineMs() + settings.lateMs()
            : task.task.slotStartMs() + settings.keepSlots() * spanMs;
    boolean inWindow =
        lease.issuedAtMs() >= task.task.slotStartMs() - settings.earlyMs()
            && lease.issuedAtMs() <= endMs;
    long earliestMs = parent == null ? Long.MIN_VALUE : parent.lease().issuedAtMs();
    if (parent != null && lease.cause() == Cause.SILENT) {
      long lastMs =
          message.evidence() instanceof VerifiedBeat beat
              ? task.task.slotStartMs() + beat.beat().sequence()
              : earliestMs;
      earliestMs = Math.max(earliestMs, lastMs) + settings.silenceMs();
    }
    if (parent != null
        && lease.cause() != Cause.SILENT
        && message.evidence() instanceof VerifiedBeat beat) {
      long beatMs = task.task.slotStartMs() + beat.beat().sequence();
      long standsStillMs = lease.cause() == Cause.FROZEN ? settings.frozenMs() : 0;
      earliestMs = Math.max(earliestMs, beatMs + standsStillMs);
    }
    if (parent != null && lease.cause() == Cause.HEDGE) {
      Prover parentProver = snapshot.provers().get(parent.lease().prover());
      long parentMs = Oracle.promiseMs(parentProver, task.task);
      long ownMs = Oracle.promiseMs(snapshot.provers().get(lease.prover()), task.task);
      long safeMs = task.task.deadlineMs() - ownMs * settings.safePercent() / 100;
      safeMs = Math.min(safeMs, earliestMs + settings.lateFromMs());
      boolean heavy = 100 * parentMs > settings.hedgePercent() * spanMs;
      earliestMs = heavy ? earliestMs : Math.max(earliestMs, safeMs);
    }
    boolean follows = parent == null || lease.term() == parent.lease().term() + 1;
    if (!inWindow || !follows || lease.issuedAtMs() < earliestMs) {
      throw broken(Rule.VALIDITY_IS_PURE, "accepted against the specification: " + lease);
    }
  }

  private static void exclude(LeaseView one, LeaseView other) {
    if (!one.excludes.contains(other.digest())) {
      one.excludes.add(other.digest());
      other.excludes.add(one.digest());
    }
  }

  /** V-12: the core named this pair. */
  void equivocated(VerifiedLease one, VerifiedLease other) {
    LeaseView view = leases.get(one.digest());
    if (view == null || !view.excludes.contains(other.digest())) {
      throw broken(
          Rule.EQUIVOCATION_IS_SEEN, "not a pair: " + one.lease() + " and " + other.lease());
    }
  }

  /** V-05. */
  void holderChanged(VerifiedLease message) {
    TaskView task = tasks.get(message.lease().taskId());
    LeaseView next = leases.get(message.digest());
    if (task == null || next == null) {
      throw broken(Rule.HOLDER_FOLLOWS_FROM_SET, "a holder that is not in the set");
    }
    LeaseView before = task.holder;
    if (before != null && !before.isVoid() && next.lease().term() < before.lease().term()) {
      throw broken(
          Rule.TERMS_GROW, "from term " + before.lease().term() + " to " + next.lease().term());
    }
    task.holder = next;
  }

  /** V-01, for a task whose set changed in this turn. */
  void checkHolder(TaskView task) {
    LeaseView named = task.holder != null && task.holder.isVoid() ? null : task.holder;
    LeaseView best = task.best();
    if (named != best) {
      throw broken(
          Rule.HOLDER_FOLLOWS_FROM_SET,
          "names "
              + (named == null ? "nobody" : named.lease())
              + ", the set of "
              + task.leases.size()
              + " has "
              + (best == null ? "nobody" : best.lease()));
    }
  }

  void accepted(Message message, long nowMs) {
    switch (message) {
      case VerifiedBeat beat -> showedLife(beat.beat().leaseDigest(), nowMs);
      case VerifiedRelease release -> {
        LeaseView view = leases.get(release.release().leaseDigest());
        if (view != null) {
          view.released = true;
        }
      }
      case VerifiedPass pass -> {
        TaskView task = tasks.get(pass.pass().taskId());
        if (task != null) {
          task.passed.add(pass.pass().prover());
        }
      }
      case VerifiedLease _, VerifiedCompletion _, VerifiedReady _ -> {}
    }
  }

  void showedLife(Hash32 lease, long nowMs) {
    LeaseView view = leases.get(lease);
    if (view != null) {
      view.lifeMs = nowMs;
    }
  }

  void failed(Hash32 lease) {
    LeaseView view = leases.get(lease);
    if (view != null) {
      view.failed = true;
    }
  }

  /** V-06. */
  void latched(Task task, VerifiedCompletion completion) {
    TaskView view = tasks.get(task.taskId());
    if (view == null || view.latched) {
      throw broken(Rule.LATCH_IS_FINAL, "latched again or while closed: slot " + task.slot());
    }
    if (!Forge.isValid(completion.completion().proofHash())) {
      throw broken(Rule.LATCH_IS_FINAL, "latched by an invalid proof: slot " + task.slot());
    }
    if (!leases.containsKey(completion.completion().leaseDigest())) {
      throw broken(Rule.LATCH_IS_FINAL, "latched by the proof of no known lease");
    }
    view.latched = true;
  }

  /** V-07, V-06. */
  void proofStarted(Task task, VerifiedLease lease, boolean publishedBefore) {
    TaskView view = tasks.get(task.taskId());
    if (!publishedBefore || lease.lease().prover() != index || !started.add(lease.digest())) {
      throw broken(Rule.NO_PROOF_WITHOUT_LEASE, "started for " + lease.lease());
    }
    if (view == null || view.latched) {
      throw broken(Rule.LATCH_IS_FINAL, "a proof started after the end: slot " + task.slot());
    }
  }

  /** V-14. */
  void missed(Task task, long nowMs) {
    TaskView view = tasks.get(task.taskId());
    if (view == null || view.missed || view.latched || nowMs <= task.deadlineMs()) {
      throw broken(Rule.MISS_IS_TOLD, "slot " + task.slot() + " at " + (nowMs - task.deadlineMs()));
    }
    view.missed = true;
  }

  void closed(Task task) {
    TaskView view = tasks.remove(task.taskId());
    if (view == null) {
      throw broken(Rule.STATE_IS_BOUNDED, "a task closed that was not open");
    }
    for (LeaseView lease : view.leases.values()) {
      leases.remove(lease.digest());
      forget(
          byNonce, new NonceKey(lease.lease().prover(), lease.epoch, lease.lease().nonce()), lease);
      forget(byLane, LaneKey.of(lease.lease()), lease);
    }
  }

  private static <K> void forget(Map<K, List<LeaseView>> index, K key, LeaseView lease) {
    List<LeaseView> same = index.get(key);
    if (same != null && same.remove(lease) && same.isEmpty()) {
      index.remove(key);
    }
  }

  /** V-11: the window of tasks. */
  void checkWindow() {
    for (TaskView task : tasks.values()) {
      if (task.task.slot() + settings.keepSlots() <= newestSlot) {
        throw broken(
            Rule.STATE_IS_BOUNDED,
            "slot " + task.task.slot() + " is open while " + newestSlot + " is");
      }
    }
  }

  /** V-06, V-08, V-09, V-13: what a node wants signed fits what it knows. */
  void claims(Effect.SignLease claim, long nowMs, long ableMs, boolean claimingAllowed) {
    LeaseDraft draft = claim.draft();
    TaskView task = tasks.get(draft.taskId());
    if (task == null || task.latched) {
      throw broken(Rule.LATCH_IS_FINAL, "claims a task that is over: " + draft);
    }
    if (!claimingAllowed || draft.prover() != index) {
      throw broken(Rule.CLAIM_IS_JUSTIFIED, "may not claim: " + draft);
    }
    Snapshot snapshot = snapshots.get(draft.snapshotId());
    if (snapshot == null || !snapshot.governs(task.task.slot())) {
      throw broken(Rule.CLAIM_IS_JUSTIFIED, "claims by a snapshot of other slots: " + draft);
    }
    checkNonce(draft, claim.epoch());
    checkLive(task, draft, nowMs);
    checkCause(task, draft, snapshot, nowMs, ableMs);
    task.claimed = true;
  }

  private void checkNonce(LeaseDraft draft, long epoch) {
    long highest = nonceByEpoch.getOrDefault(epoch, 0L);
    if (draft.nonce() <= highest) {
      throw broken(Rule.ONE_SIGNATURE, "nonce " + draft.nonce() + " after " + highest);
    }
    nonceByEpoch.put(epoch, draft.nonce());
  }

  private void checkLive(TaskView task, LeaseDraft draft, long nowMs) {
    if (task.claimed) {
      throw broken(Rule.ONE_SIGNATURE, "claims the task of slot " + task.task.slot() + " again");
    }
    int live = 0;
    Snapshot snapshot = snapshots.get(draft.snapshotId());
    for (LeaseView lease : task.leases.values()) {
      live += lease.isLive(nowMs, settings.silenceMs()) ? 1 : 0;
      boolean own =
          snapshot != null && lease.operator.equals(snapshot.provers().get(index).operator());
      if (own && !lease.isOver()) {
        throw broken(Rule.LIVE_LEASES_ARE_FEW, "its own operator is at work: " + draft);
      }
    }
    if (live > 1 && draft.term() > 1) {
      throw broken(Rule.LIVE_LEASES_ARE_FEW, live + " leases are live: " + draft);
    }
  }

  private void checkCause(
      TaskView task, LeaseDraft draft, Snapshot snapshot, long nowMs, long ableMs) {
    LeaseView parent = draft.term() == 1 ? null : leases.get(draft.prev());
    Set<network.baton.lease.Address> struck = parent == null ? Set.of() : parent.operators();
    int rank = oracle.rank(snapshot, task.task, index, draft.term(), struck);
    if (rank < 0) {
      throw broken(Rule.CLAIM_IS_JUSTIFIED, "not in the succession: " + draft);
    }
    long waitMs = nowMs - Math.max(task.openedMs, ableMs);
    if (waitMs < (rank - task.passed.size()) * settings.absentWaitMs()) {
      throw broken(
          Rule.CLAIM_IS_JUSTIFIED,
          "rank " + rank + " claims " + waitMs + " ms after it could: " + draft);
    }
    if (draft.term() == 1) {
      return;
    }
    if (parent == null || parent != task.best()) {
      throw broken(Rule.CLAIM_IS_JUSTIFIED, "overtakes who does not hold: " + draft);
    }
    boolean justified =
        switch (draft.cause()) {
          case RELEASED -> parent.isReleased();
          case FAILED -> parent.failed;
          case SILENT -> !parent.isLive(nowMs, settings.silenceMs());
          case FIRST -> false;
          case FROZEN, LATE, HEDGE -> true;
        };
    if (!justified) {
      throw broken(Rule.CLAIM_IS_JUSTIFIED, "its holder gave no cause: " + draft);
    }
  }
}
