package network.baton.lease;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;

/**
 * The lease protocol of one node as a function of events. Owned by one thread; see {@link Event}
 * and {@link Effect} for the contract, specs/lease.md for the rules, whose ids stand beside the
 * code.
 *
 * <p>{@link Ledger} knows, {@link Inbox} judges what others say, {@link OwnWork} acts; this class
 * only turns.
 */
public final class LeaseCore {
  /** {@code self} of a node that watches and relays but never claims. */
  public static final int OBSERVER = -1;

  private final LeaseSettings settings;
  private final Turn turn = new Turn();
  private final Agenda agenda = new Agenda();
  private final Ledger ledger;
  private final OwnWork ownWork;
  private final Inbox inbox;

  /**
   * Makes an empty core.
   *
   * @param self own permanent prover index, or {@link #OBSERVER}
   */
  public LeaseCore(LeaseSettings settings, int self) {
    if (self < OBSERVER) {
      throw new IllegalArgumentException("no prover has index " + self);
    }
    this.settings = settings;
    this.ledger = new Ledger(settings, turn);
    this.ownWork = new OwnWork(settings, self, turn, agenda, ledger);
    this.inbox = new Inbox(settings, turn, ledger, ownWork);
  }

  /**
   * Takes one event and says what is to be done. Time never goes back: an earlier {@code nowMs}
   * counts as the latest one given.
   *
   * <p>One turn: misses that fell due, the event, messages that waited for what it brought, holds
   * that ended, own leases lost in a restart, claims that are due, the own beacon. So an event at
   * the very moment of a timer comes before the timer, but never before a miss.
   */
  public List<Effect> apply(Event event, long nowMs) {
    turn.begin(nowMs);
    missDeadlines();
    take(event);
    inbox.settle();
    inbox.wake();
    inbox.settle();
    ownWork.giveUpLost();
    ownWork.claimDue();
    ownWork.beacons().showReady();
    return turn.end();
  }

  private void take(Event event) {
    switch (event) {
      case Event.SnapshotKnown(Snapshot snapshot) -> learn(snapshot);
      case Event.TaskOpened(Task task) -> open(task);
      case Event.BlockOrphaned(Hash32 blockHash) ->
          ledger.tasks().ofBlock(blockHash).forEach(task -> close(task, "orphaned")); // T-07
      case Event.LeaseSeen(VerifiedLease lease) -> inbox.see(lease);
      case Event.BeatSeen(VerifiedBeat beat) -> inbox.see(beat);
      case Event.ReleaseSeen(VerifiedRelease release) -> inbox.see(release);
      case Event.CompletionSeen(VerifiedCompletion completion) -> inbox.see(completion);
      case Event.ReadySeen(VerifiedReady ready) -> inbox.see(ready);
      case Event.PassSeen(VerifiedPass pass) -> inbox.see(pass);
      case Event.ReadySigned(VerifiedReady ready) -> ownWork.beacons().signed(ready);
      case Event.PassSigned(VerifiedPass pass) -> ownWork.beacons().signed(pass);
      case Event.ProofChecked(Hash32 completion, ProofVerdict verdict) ->
          inbox.proofChecked(completion, verdict);
      case Event.LeaseSigned(VerifiedLease lease) -> ownWork.leaseSigned(lease);
      case Event.LeaseRefused(LeaseDraft draft, String _) -> ownWork.leaseRefused(draft);
      case Event.ReleaseSigned(VerifiedRelease release) -> ownWork.releaseSigned(release);
      case Event.CompletionSigned(VerifiedCompletion completion) ->
          ownWork.completionSigned(completion);
      case Event.ProofMade(Hash32 lease, Hash32 proofHash, int sizeBytes) ->
          ownWork.proofMade(new Completion(lease, proofHash, sizeBytes));
      case Event.ProverFailed(Hash32 lease, Release.Reason reason) ->
          ownWork.proverFailed(lease, reason);
      case Event.CapacityChanged(Hash32 proofType, int free) -> ownWork.capacity(proofType, free);
      case Event.Restored(var ownLeases, long epoch, long nonceHighest, long slotLow) ->
          ownWork.leases().restore(ownLeases, epoch, nonceHighest, slotLow);
      case Event.ClaimingAllowed(boolean allowed) -> ownWork.allowClaiming(allowed);
      case Event.Tick() -> {}
    }
  }

  /** When the core next wants a {@link Event.Tick}, or {@link Long#MAX_VALUE}. */
  public long nextWakeMs() {
    long othersMs = Math.min(inbox.nextWakeMs(), ownWork.beacons().nextWakeMs());
    return Math.min(othersMs, agenda.nextWakeMs());
  }

  private void learn(Snapshot snapshot) {
    if (ledger.snapshots().add(snapshot)) {
      ledger.standing().begin(snapshot);
      ledger.arrived(snapshot.id());
      ledger.reconsiderAll();
    }
  }

  private void open(Task task) {
    TaskBook tasks = ledger.tasks();
    if (tasks.get(task.taskId()) != null) { // T-02
      return;
    }
    TaskState state = new TaskState(task, turn.nowMs(), settings, agenda);
    ledger.open(state); // T-01
    for (TaskState old : tasks.overdue()) { // T-03, T-04
      close(old, tasks.isPast(old.task().slot()) ? "past" : "evicted");
    }
    if (tasks.get(task.taskId()) != null) {
      VerifiedLease before = ownWork.leases().signedBefore(state);
      if (before != null) {
        inbox.seeOwn(before);
      }
      ledger.arrived(task.taskId());
      ownWork.beacons().opened(task);
    }
  }

  private void close(TaskState task, String why) {
    ownWork.close(task, why);
    inbox.close(task);
    ledger.close(task, why);
  }

  private void missDeadlines() {
    TaskState task = agenda.nextMissed(turn.nowMs());
    while (task != null) { // T-05
      ledger.miss(task);
      task = agenda.nextMissed(turn.nowMs());
    }
  }

  /** All of a task's state that must not depend on the order of messages; for tests. */
  record Stand(
      Set<Hash32> valid,
      Set<Hash32> voided,
      Set<Hash32> released,
      @Nullable Hash32 holder,
      boolean latched) {}

  /** Releases are ignored once a task is latched, so they count only while it is not. */
  Stand stand(Hash32 taskId) {
    Stand stand = new Stand(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), null, false);
    TaskState task = ledger.tasks().get(taskId);
    if (task == null) {
      return stand;
    }
    for (LeaseEntry entry : task.leases().all()) {
      (entry.isVoid() ? stand.voided() : stand.valid()).add(entry.digest());
      if (!task.isLatched() && entry.release() != null) {
        stand.released().add(entry.digest());
      }
    }
    LeaseEntry holder = task.leases().holder();
    return new Stand(
        stand.valid(),
        stand.voided(),
        stand.released(),
        holder == null ? null : holder.digest(),
        task.isLatched());
  }

  int heldCount() {
    return inbox.heldCount();
  }
}
