package network.baton.lease;

import network.baton.lease.Message.VerifiedCompletion;
import org.jspecify.annotations.Nullable;

/** One open task: its leases, its latch, and what this node intends to do about it. */
final class TaskState {
  /** The proof that ended the task. */
  record Latch(LeaseEntry lease, VerifiedCompletion completion) {}

  private final Task task;
  private final long openedMs;
  private final LeaseSet leases = new LeaseSet();
  private @Nullable Succession succession;
  private @Nullable Hash32 successionSnapshot;
  private @Nullable Latch latch;
  private boolean missed;
  private long holderlessSinceMs;
  private Claims.Due due = Claims.Due.NEVER;
  private boolean dueIsStale = true;

  TaskState(Task task, long openedMs) {
    this.task = task;
    this.openedMs = openedMs;
    this.holderlessSinceMs = openedMs;
  }

  Task task() {
    return task;
  }

  /** This node's own first sight of the task. */
  long openedMs() {
    return openedMs;
  }

  LeaseSet leases() {
    return leases;
  }

  /** The order of the provers; computed once, since nearly all leases name one snapshot. */
  Succession succession(Snapshot snapshot) {
    Succession known = succession;
    if (known == null || !snapshot.id().equals(successionSnapshot)) {
      known = Succession.of(snapshot, task);
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
    dueIsStale = true;
  }

  /**
   * When the deadline counts as missed if nothing comes: the first millisecond after it. A task
   * that was opened later than that says nothing about a miss.
   */
  long missAtMs() {
    boolean counts = !missed && latch == null && openedMs <= task.deadlineMs();
    return counts ? task.deadlineMs() + 1 : Long.MAX_VALUE;
  }

  void miss() {
    missed = true;
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

  /** Something happened that may change what this node intends to do. */
  void changed() {
    dueIsStale = true;
  }

  boolean dueIsStale() {
    return dueIsStale;
  }

  Claims.Due due() {
    return due;
  }

  void due(Claims.Due next) {
    due = next;
    dueIsStale = false;
  }

  /** End of the time in which any lease of the task may be issued, for late runners. */
  long openEndMs(LeaseSettings settings) {
    return task.slotStartMs() + settings.keepSlots() * (task.deadlineMs() - task.slotStartMs());
  }

  /** End of the time in which a lease of this term may be issued. */
  long leaseEndMs(int term, LeaseSettings settings) {
    return term == 1 ? task.deadlineMs() + settings.lateMs() : openEndMs(settings);
  }
}
