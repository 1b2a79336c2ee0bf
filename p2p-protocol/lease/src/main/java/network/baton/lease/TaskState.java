package network.baton.lease;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import network.baton.lease.Message.VerifiedCompletion;
import org.jspecify.annotations.Nullable;

/** One open task: its leases, its latch, and what this node intends to do about it. */
final class TaskState {
  /** The proof that ended the task. */
  record Latch(LeaseEntry lease, VerifiedCompletion completion) {}

  /** By slot, which is by deadline too; then by id, so that every node has the same order. */
  static final Comparator<TaskState> OLDEST_FIRST =
      Comparator.<TaskState>comparingLong(state -> state.task.slot())
          .thenComparing(state -> state.task.taskId());

  private final Task task;
  private final long openedMs;
  private final GasBands bands;
  private final int band;
  private final int fitPercent;
  private final Agenda agenda;
  private final WakeQueue.Entry missWake = new WakeQueue.Entry(this);
  private final WakeQueue.Entry claimWake = new WakeQueue.Entry(this);
  private final LeaseSet leases = new LeaseSet();
  private @Nullable Succession succession;
  private @Nullable Hash32 successionSnapshot;
  private @Nullable Latch latch;
  private long holderlessSinceMs;
  private boolean passSaid;
  private final Set<Integer> passed = new HashSet<>(4);
  private @Nullable Place place;
  private Claims.Due due = Claims.Due.NEVER;
  private boolean ready;
  private long readyMs = WakeQueue.NEVER;
  private boolean isChanged;
  private boolean closed;
  private boolean claimed;

  TaskState(Task task, long openedMs, LeaseSettings settings, Agenda agenda) {
    this.task = task;
    this.bands = settings.gasBands();
    this.band = bands.of(task.gasUsed());
    this.fitPercent = settings.fitPercent();
    this.openedMs = openedMs;
    this.agenda = agenda;
    this.holderlessSinceMs = openedMs;
    if (openedMs <= task.deadlineMs()) {
      agenda.missAt(this, task.deadlineMs() + 1); // the first millisecond after it
    }
    changed();
  }

  Task task() {
    return task;
  }

  /** T-09: all that it needs is proven, so it can be started. */
  void ready(long nowMs) {
    ready = true;
    readyMs = nowMs;
    holderlessSinceMs = nowMs;
    changed();
  }

  boolean isReady() {
    return ready;
  }

  /** From when ranks wait: the sight of the task, or of the last proof that it needs. */
  long readyMs() {
    return readyMs;
  }

  /** This node's own first sight of the task. */
  long openedMs() {
    return openedMs;
  }

  LeaseSet leases() {
    return leases;
  }

  /** What a prover promises for this task, in milliseconds. */
  int promiseMs(Prover prover) {
    return prover.promiseMs(task.proofType(), band);
  }

  /** The order of the provers; computed once, since nearly all leases name one snapshot. */
  Succession succession(Snapshot snapshot) {
    Succession known = succession;
    if (known == null || !snapshot.id().equals(successionSnapshot)) {
      known = Succession.of(snapshot, task, bands, fitPercent);
      succession = known;
      successionSnapshot = snapshot.id();
    }
    return known;
  }

  @Nullable Latch latch() {
    return latch;
  }

  boolean isLatched() {
    return latch != null;
  }

  void latch(LeaseEntry lease, VerifiedCompletion completion) {
    if (latch != null) {
      throw new IllegalStateException("latched twice: " + task.taskId());
    }
    latch = new Latch(lease, completion);
    agenda.missAt(this, WakeQueue.NEVER);
    changed();
  }

  /** Its places in the agenda's queues. */
  WakeQueue.Entry missWake() {
    return missWake;
  }

  WakeQueue.Entry claimWake() {
    return claimWake;
  }

  void close() {
    closed = true;
    agenda.close(this);
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Since when no valid lease has held the task: its opening, or the voiding of the last holder.
   */
  long holderlessSinceMs() {
    return holderlessSinceMs;
  }

  void holderlessSince(long nowMs) {
    holderlessSinceMs = nowMs;
  }

  /** O-01: whether a lease of this node for it was ever signed, asked for or refused. */
  boolean isClaimed() {
    return claimed;
  }

  void claimed() {
    claimed = true;
  }

  /** Something happened that may change what this node intends to do. */
  void changed() {
    if (!isChanged) {
      isChanged = true;
      agenda.changed(this);
    }
  }

  /** This node's place for the next term, as it was asked for last. */
  @Nullable Place place() {
    return place;
  }

  void place(Place next) {
    place = next;
  }

  /** Whether this node has asked for its own pass to be signed. */
  boolean isPassSaid() {
    return passSaid;
  }

  void sayPass() {
    passSaid = true;
  }

  boolean hasPassed(int prover) {
    return !passed.isEmpty() && passed.contains(prover);
  }

  void passed(int prover) {
    if (passed.add(prover)) {
      changed();
    }
  }

  /** What this node intends. */
  Claims.Due due() {
    return due;
  }

  void plan(Claims.Due next) {
    due = next;
    isChanged = false;
    agenda.claimAt(this, next.atMs());
  }

  /** End of the time in which any lease of the task may be issued, for late runners. */
  long openEndMs(LeaseSettings settings) {
    return task.slotStartMs() + settings.keepSlots() * (task.deadlineMs() - task.slotStartMs());
  }

  /**
   * End of the time in which a lease of this term may be issued. Where parts came late, the first
   * lease of the task that takes them in is late, too.
   */
  long leaseEndMs(int term, LeaseSettings settings) {
    boolean inTime = term == 1 && task.needs().isEmpty();
    return inTime ? task.deadlineMs() + settings.lateMs() : openEndMs(settings);
  }
}
