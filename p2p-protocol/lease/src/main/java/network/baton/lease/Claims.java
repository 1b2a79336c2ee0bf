package network.baton.lease;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When this node means to claim a task, and the draft that it then wants signed. All of it is local
 * behaviour: other nodes take a lease that was claimed too soon as valid.
 */
final class Claims {
  /**
   * The next claim that this node intends for a task.
   *
   * @param atMs when; {@link Long#MAX_VALUE} for never. A past moment means that it is due and
   *     waits for room.
   * @param parent the lease to overtake; null for term 1
   * @param evidence the message that shows the cause, if there is one
   * @param inTime whether this node's promise then fits before the deadline
   */
  record Due(
      long atMs,
      Cause cause,
      @Nullable Snapshot snapshot,
      @Nullable LeaseEntry parent,
      @Nullable Message evidence,
      boolean inTime) {
    static final Due NEVER = new Due(Long.MAX_VALUE, Cause.FIRST, null, null, null, false);
  }

  /** Terms that start as soon as their rank allows; later ones are open leases. */
  static final int TERMS_IN_HASTE = 3;

  /** Of the time to the deadline: the distance between open leases is one part. */
  static final int OPEN_PARTS = 4;

  private static final long NO_RUNNER_MS = Long.MIN_VALUE / 2;

  private final LeaseSettings settings;
  private final int self;
  private final Snapshots snapshots;
  private final OwnLeases own;

  Claims(LeaseSettings settings, int self, Snapshots snapshots, OwnLeases own) {
    this.settings = settings;
    this.self = self;
    this.snapshots = snapshots;
    this.own = own;
  }

  /** O-01: what is intended for the task, seen from {@code nowMs}. */
  Due due(TaskState task, long nowMs) {
    if (self == LeaseCore.OBSERVER
        || own.ableSinceMs(task.task().proofType()) == OwnLeases.NOT_ABLE_MS
        || task.isLatched()
        || task.leases().isFull()
        || task.openedMs() > task.task().deadlineMs()
        || own.hasClaimed(task)
        || task.leases().all().stream().anyMatch(this::isOfOwnOperator)) {
      return Due.NEVER;
    }
    LeaseEntry holder = task.leases().holder();
    if (holder == null) {
      return first(task, Integer.MAX_VALUE, nowMs);
    }
    Due next = next(task, holder, nowMs);
    if (holder.lease().term() == 1 && isImpatient(task, holder)) {
      Due first = first(task, holder.rank(), nowMs);
      return first.atMs() <= next.atMs() ? first : next;
    }
    return next;
  }

  /** A lease that an own operator's other prover is working on. */
  private boolean isOfOwnOperator(LeaseEntry entry) {
    Prover me = Snapshots.prover(entry.snapshot(), self);
    return me != null && !entry.isOver() && me.operator().equals(entry.prover().operator());
  }

  /**
   * O-06: a term-1 lease that came before its rank's wait was over here. It is valid, but it does
   * not take the turn of a better rank; else whoever is quickest, not first in line, would hold
   * every task.
   */
  private boolean isImpatient(TaskState task, LeaseEntry lease) {
    long entitledMs = task.openedMs() + lease.rank() * settings.rankWaitMs();
    return lease.arrivedMs() < entitledMs - settings.earlyMs();
  }

  /** A claim of term 1, for places better than {@code rankLimit}. */
  private Due first(TaskState task, int rankLimit, long nowMs) {
    Snapshot snapshot = snapshots.governing(task.task().slot());
    if (snapshot == null) {
      return Due.NEVER;
    }
    Place place = new Place(task, snapshot, 1, Set.of());
    boolean unheld = rankLimit == Integer.MAX_VALUE;
    long atMs = place.startMs(task.holderlessSinceMs(), NO_RUNNER_MS, false, nowMs);
    atMs = Math.max(atMs, task.task().slotStartMs() - settings.earlyMs());
    boolean inTime = place.isInTime(Math.max(atMs, nowMs));
    if (isTooLate(atMs, nowMs, task, 1) || (!unheld && (place.rank >= rankLimit || !inTime))) {
      return Due.NEVER;
    }
    return new Due(atMs, Cause.FIRST, snapshot, null, null, inTime);
  }

  private Due next(TaskState task, LeaseEntry holder, long nowMs) {
    if (holder.lease().term() >= LeaseLimits.TERMS_MAX) {
      return Due.NEVER;
    }
    Cause cause = Cause.SILENT;
    Message evidence = holder.lastBeat();
    long sightMs =
        Math.max(
            holder.silentAtMs(settings),
            Math.max(holder.lease().issuedAtMs(), LeaseRules.lastSignMs(holder, evidence))
                + settings.silenceMs());
    if (holder.invalid() != null) {
      cause = Cause.FAILED;
      evidence = holder.invalid();
      sightMs = holder.invalidSightMs();
    } else if (holder.release() != null) {
      cause = Cause.RELEASED;
      evidence = holder.release();
      sightMs = holder.releaseSightMs();
    }
    boolean open = holder.runnersInChain() >= TERMS_IN_HASTE;
    Snapshot snapshot = holder.snapshot();
    Place place = new Place(task, snapshot, holder.lease().term() + 1, holder.operators());
    long atMs = place.startMs(sightMs, holder.sightMs(), open, nowMs);
    atMs = Math.max(atMs, oneLiveAtMs(task));
    if (isTooLate(atMs, nowMs, task, holder.lease().term() + 1)) {
      return Due.NEVER;
    }
    boolean inTime = !open && place.isInTime(Math.max(atMs, nowMs));
    return new Due(atMs, cause, snapshot, holder, evidence, inTime);
  }

  /**
   * O-05: the moment from which at most one lease of the task is live, if nothing more is heard.
   */
  private long oneLiveAtMs(TaskState task) {
    long lastMs = Long.MIN_VALUE;
    long lastButOneMs = Long.MIN_VALUE;
    for (LeaseEntry entry : task.leases().all()) {
      long silentAtMs = entry.isOver() ? Long.MIN_VALUE : entry.silentAtMs(settings);
      lastButOneMs = Math.max(lastButOneMs, Math.min(lastMs, silentAtMs));
      lastMs = Math.max(lastMs, silentAtMs);
    }
    return lastButOneMs;
  }

  private boolean isTooLate(long atMs, long nowMs, TaskState task, int term) {
    return Math.max(atMs, nowMs) > task.leaseEndMs(term, settings);
  }

  /** The draft of a claim that is due now, or null while there is no room for it. */
  Effect.@Nullable SignLease draft(TaskState state, Due due, long nowMs) {
    Task task = state.task();
    Snapshot snapshot = due.snapshot();
    Prover me = snapshot == null ? null : Snapshots.prover(snapshot, self);
    int lane = me == null ? -1 : own.freeLane(me.capacity());
    if (snapshot == null || lane < 0 || !own.hasRoom(task.proofType())) {
      return null;
    }
    LeaseEntry parent = due.parent();
    Message evidence = due.evidence();
    LeaseDraft draft =
        new LeaseDraft(
            task.taskId(),
            parent == null ? 1 : parent.lease().term() + 1,
            self,
            snapshot.id(),
            parent == null ? Hash32.ZERO : parent.digest(),
            due.cause(),
            evidence == null ? Hash32.ZERO : evidence.digest(),
            lane,
            own.nextNonce(snapshot.epoch()),
            parent == null ? nowMs : Math.max(nowMs, parent.lease().issuedAtMs()));
    return new Effect.SignLease(draft, task, snapshot.epoch(), evidence);
  }

  /** This node's place in the succession for one term of one task. */
  private final class Place {
    private final Task task;
    private final int rank;
    private final long promiseMs;

    Place(TaskState state, Snapshot snapshot, int term, Set<Address> struck) {
      this.task = state.task();
      Prover me = Snapshots.prover(snapshot, self);
      boolean may = me != null && own.mayClaim(task.slot(), snapshot.epoch());
      this.rank = may ? state.succession(snapshot).rank(self, term, struck) : -1;
      this.promiseMs = me == null ? 0 : state.promiseMs(me);
    }

    boolean isInTime(long startMs) {
      return startMs + promiseMs <= task.deadlineMs();
    }

    /**
     * O-03, O-04: when this place starts. In time: after a wait for each better rank. As an open
     * lease: a quarter of the deadline after the runner before, and a quarter for each better rank.
     * Waits count from the sight of the cause, or from when this node was able to claim, if that is
     * later: else all ranks would be due at once when a network starts or an outage ends.
     */
    long startMs(long causeSightMs, long runnerSightMs, boolean open, long nowMs) {
      if (rank < 0) {
        return Long.MAX_VALUE;
      }
      long sightMs = Math.max(causeSightMs, own.ableSinceMs(task.proofType()));
      long hasteMs = sightMs + rank * settings.rankWaitMs();
      if (!open && isInTime(Math.max(hasteMs, nowMs))) {
        return hasteMs;
      }
      long partMs = (task.deadlineMs() - task.slotStartMs()) / OPEN_PARTS;
      long firstMs = Math.max(sightMs, runnerSightMs + partMs);
      return firstMs + rank * Math.max(partMs, settings.rankWaitMs());
    }
  }
}
