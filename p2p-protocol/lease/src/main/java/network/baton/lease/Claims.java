package network.baton.lease;

import java.util.List;
import java.util.Set;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedLease;
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
   * @param inTime whether the own proof is then expected before the deadline
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

  /**
   * What the causes of one look at a task share: from where on waits count and how long they are,
   * until when two leases are live, and how long the own proof will take.
   */
  private record Look(
      TaskState task,
      Place place,
      Prover me,
      List<Prover> better,
      long startableMs,
      long waitMs,
      long oneLiveMs,
      long expectedMs,
      boolean open) {}

  /** Terms that start as soon as their rank allows; later ones are open leases. */
  static final int TERMS_IN_HASTE = 3;

  /** Of the time to the deadline: the distance between open leases is one part. */
  static final int OPEN_PARTS = 4;

  private static final long NO_RUNNER_MS = Long.MIN_VALUE / 2;

  private final LeaseSettings settings;
  private final int self;
  private final Snapshots snapshots;
  private final Blocks blocks;
  private final OwnLeases own;
  private final Standing standing;
  private final Forecast forecast;
  private final Beacons beacons;

  Claims(LeaseSettings settings, int self, Ledger ledger, OwnLeases own, Forecast forecast) {
    this.settings = settings;
    this.self = self;
    this.snapshots = ledger.snapshots();
    this.blocks = ledger.blocks();
    this.own = own;
    this.standing = ledger.standing();
    this.forecast = forecast;
    this.beacons = ledger.beacons();
  }

  /** O-01: what is intended for the task, seen from {@code nowMs}. */
  Due due(TaskState task, long nowMs) {
    if (self == LeaseCore.OBSERVER
        || task.isLatched()
        || own.ableSinceMs(task.task().proofType()) == OwnLeases.NOT_ABLE_MS
        || task.leases().isFull()
        || !task.isReady()
        || isAheadOfHead(task)
        || task.openedMs() > task.task().deadlineMs()
        || task.isClaimed()
        || isRunByOwnOperator(task)) {
      return Due.NEVER;
    }
    LeaseEntry holder = task.leases().holder();
    if (holder == null) {
      return first(task, null, nowMs);
    }
    Due next = next(task, holder, nowMs);
    if (holder.lease().term() == 1 && isImpatient(task, holder)) {
      Due first = first(task, holder, nowMs);
      return first.atMs() <= next.atMs() ? first : next;
    }
    return next;
  }

  /** O-18: in strict order nobody works ahead of the lowest block that is not proven. */
  private boolean isAheadOfHead(TaskState task) {
    return settings.order() == ClaimOrder.HEAD_OF_CHAIN
        && task.task().blockNumber() > blocks.headNumber();
  }

  /** Whether another prover of the own operator is working on the task. */
  private boolean isRunByOwnOperator(TaskState task) {
    List<LeaseEntry> leases = task.leases().all();
    for (int i = 0; i < leases.size(); i++) {
      LeaseEntry entry = leases.get(i);
      Prover me = snapshots.prover(entry.snapshot(), self);
      if (me != null && !entry.isOver() && me.operator().equals(entry.prover().operator())) {
        return true;
      }
    }
    return false;
  }

  /**
   * O-06: a term-1 lease that came before its rank's wait was over here. It is valid, but it does
   * not take the turn of a better rank; else whoever is quickest, not first in line, would hold
   * every task.
   */
  private boolean isImpatient(TaskState task, LeaseEntry lease) {
    long earliestMs = task.readyMs() - settings.earlyMs();
    if (lease.arrivedMs() >= earliestMs + lease.rank() * settings.rankWaitMs()) {
      return false;
    }
    List<Prover> better =
        task.succession(lease.snapshot()).before(lease.lease().prover(), 1, Set.of());
    return better != null && lease.arrivedMs() < earliestMs + waitMs(task, better);
  }

  /** Null when this node has no place for the term or may not claim. */
  private @Nullable Look look(TaskState task, Place place) {
    List<Prover> better = place.better();
    Prover me = place.self();
    if (better == null || me == null || !own.mayClaim(task.task().slot(), place.snapshot(), me)) {
      return null;
    }
    LeaseEntry parent = place.parent();
    return new Look(
        task,
        place,
        me,
        better,
        startableSinceMs(task),
        waitMs(task, better),
        parent == null ? Long.MIN_VALUE : oneLiveAtMs(task),
        forecast.expectedMs(task.task().proofType(), task.task().gasUsed(), place.promiseMs()),
        parent != null && parent.runnersInChain() >= TERMS_IN_HASTE);
  }

  /** A claim of term 1; of a held task only for places better than its holder's. */
  private Due first(TaskState task, @Nullable LeaseEntry holder, long nowMs) {
    Snapshot snapshot = snapshots.governing(task.task().slot());
    if (snapshot == null) {
      return Due.NEVER;
    }
    Place place = place(task, snapshot, null);
    if (holder != null && (place.better() == null || place.better().size() >= holder.rank())) {
      return Due.NEVER;
    }
    Look look = look(task, place);
    if (look == null) {
      return Due.NEVER;
    }
    long sightMs = task.holderlessSinceMs();
    if (task.hasPassed(self)) { // O-17: the others no longer wait for this node
      sightMs += task.succession(snapshot).size() * settings.rankWaitMs();
    }
    long earliestMs = task.task().slotStartMs() - settings.earlyMs();
    return due(look, Cause.FIRST, null, sightMs, earliestMs, holder != null, nowMs);
  }

  /** O-03: the earliest of the causes that speak; at one moment the first of the list. */
  private Due next(TaskState task, LeaseEntry holder, long nowMs) {
    if (holder.lease().term() >= LeaseLimits.TERMS_MAX) {
      return Due.NEVER;
    }
    Look look = look(task, place(task, holder.snapshot(), holder));
    if (look == null) {
      return Due.NEVER;
    }
    Message invalid = holder.invalid();
    if (invalid != null) {
      return due(look, Cause.FAILED, invalid, holder.invalidSightMs(), 0, false, nowMs);
    }
    Message release = holder.release();
    if (release != null) {
      return due(look, Cause.RELEASED, release, releasedMs(holder, release), 0, false, nowMs);
    }
    Due silent = silent(look, holder, nowMs);
    Due frozen = sooner(silent, frozen(look, holder, nowMs), nowMs);
    Due late = sooner(frozen, late(look, holder, nowMs), nowMs);
    return sooner(late, hedge(look, holder, nowMs), nowMs);
  }

  /**
   * O-03: a prover takes up another task in its lane also when it has just lost the race for this
   * one; the proof that told it so is left the time of one rank to be heard here as well.
   */
  private long releasedMs(LeaseEntry holder, Message release) {
    long newsMs = release instanceof VerifiedLease ? settings.rankWaitMs() : 0;
    return holder.releaseSightMs() + newsMs;
  }

  private static Due sooner(Due one, Due other, long nowMs) {
    return Math.max(other.atMs(), nowMs) < Math.max(one.atMs(), nowMs) ? other : one;
  }

  private Due silent(Look look, LeaseEntry holder, long nowMs) {
    Message beat = holder.lastBeat();
    long allowedMs =
        Math.max(holder.lease().issuedAtMs(), LeaseRules.lastSignMs(holder, beat))
            + settings.silenceMs();
    long sightMs = Math.max(holder.silentAtMs(settings), allowedMs);
    return due(look, Cause.SILENT, beat, sightMs, 0, false, nowMs);
  }

  private Due frozen(Look look, LeaseEntry holder, long nowMs) {
    VerifiedBeat moved = holder.movedBeat();
    if (moved == null || !Pace.showsProgress(moved)) {
      return Due.NEVER;
    }
    long movedMs = Math.max(holder.movedSightMs(), LeaseRules.lastSignMs(holder, moved));
    return due(look, Cause.FROZEN, moved, movedMs + settings.frozenMs(), 0, false, nowMs);
  }

  private Due late(Look look, LeaseEntry holder, long nowMs) {
    if (holder.lateSightMs() == LeaseEntry.NOT_LATE) {
      return Due.NEVER;
    }
    VerifiedBeat beat = holder.lastBeat();
    long beatMs = LeaseRules.lastSignMs(holder, beat);
    return due(look, Cause.LATE, beat, holder.lateSightMs(), beatMs, true, nowMs);
  }

  private Due hedge(Look look, LeaseEntry holder, long nowMs) {
    if (holder.isHeavy(settings)) {
      return due(look, Cause.HEDGE, null, holder.sightMs(), 0, true, nowMs);
    }
    if (!settings.hedgeAll() && !standing.isHedged(holder.lease().prover())) {
      return Due.NEVER;
    }
    // Not the own safe start: the slowest prover's is the earliest, and it would hedge in vain.
    Prover best = look.better().isEmpty() ? look.me() : look.better().getFirst();
    long causeMs = // the beats of one that has betrayed say nothing
        standing.hasBetrayed(holder.lease().prover())
            ? LeaseRules.hedgeFromMs(holder, best, settings)
            : LeaseRules.safeStartMs(look.task(), best, settings);
    long sightMs = Math.max(holder.sightMs(), causeMs);
    long allowedMs = LeaseRules.hedgeFromMs(holder, look.me(), settings);
    return due(look, Cause.HEDGE, null, sightMs, allowedMs, true, nowMs);
  }

  /**
   * O-03, O-04: when this place starts. In time: after a wait for the better ranks. As an open
   * lease: a quarter of the deadline after the runner before, and a quarter for each better rank.
   * Waits count from the sight of the cause, or from when this node could have claimed the task at
   * all, if that is later: else all ranks would be due at once when a network starts, an outage
   * ends, or the head of the chain moves.
   *
   * @param earliestMs the lease may not be issued before
   * @param onlyInTime only worth a claim if it will be in time
   */
  private Due due(
      Look look,
      Cause cause,
      @Nullable Message evidence,
      long causeSightMs,
      long earliestMs,
      boolean onlyInTime,
      long nowMs) {
    Task task = look.task().task();
    LeaseEntry parent = look.place().parent();
    long sightMs = Math.max(causeSightMs, look.startableMs());
    long floorMs = Math.max(earliestMs, look.oneLiveMs());
    long atMs = Math.max(sightMs + look.waitMs(), floorMs);
    boolean inTime = !look.open() && isInTime(look, cause, Math.max(atMs, nowMs));
    if (!inTime) {
      if (onlyInTime) {
        return Due.NEVER;
      }
      long runnerMs = parent == null ? NO_RUNNER_MS : parent.sightMs();
      long partMs = (task.deadlineMs() - task.slotStartMs()) / OPEN_PARTS;
      long firstMs = Math.max(sightMs, runnerMs + partMs);
      atMs = firstMs + look.better().size() * Math.max(partMs, settings.rankWaitMs());
      atMs = Math.max(atMs, floorMs);
    }
    int term = parent == null ? 1 : parent.lease().term() + 1;
    if (Math.max(atMs, nowMs) > look.task().leaseEndMs(term, settings)) {
      return Due.NEVER;
    }
    return new Due(atMs, cause, look.place().snapshot(), parent, evidence, inTime);
  }

  /** The moment from which this node could have started the task, had it been its turn. */
  private long startableSinceMs(TaskState task) {
    long sinceMs = Math.max(task.readyMs(), own.ableSinceMs(task.task().proofType()));
    return settings.order() == ClaimOrder.HEAD_OF_CHAIN
        ? Math.max(sinceMs, blocks.headSinceMs())
        : sinceMs;
  }

  /** O-12: what the better ranks are left, each by what it showed. */
  private long waitMs(TaskState task, List<Prover> better) {
    if (better.isEmpty()) {
      return 0;
    }
    Set<Integer> ready = beacons.readyBefore(task.task());
    long waitMs = 0;
    for (int i = 0; i < better.size(); i++) {
      Integer prover = better.get(i).index();
      if (!task.hasPassed(prover)) {
        boolean absent = ready != null && !ready.contains(prover);
        waitMs += absent ? settings.absentWaitMs() : settings.rankWaitMs();
      }
    }
    return waitMs;
  }

  /** O-04: a second runner may be a little late by what one expects: it may still be the first. */
  private boolean isInTime(Look look, Cause cause, long startMs) {
    long fitPercent = cause == Cause.HEDGE ? settings.hedgeFitPercent() : 100;
    return startMs + look.expectedMs() * fitPercent / 100 <= look.task().task().deadlineMs();
  }

  private Place place(TaskState task, Snapshot snapshot, @Nullable LeaseEntry parent) {
    Place known = task.place();
    if (known != null && known.isFor(snapshot, parent)) {
      return known;
    }
    Place place = Place.of(task, snapshot, parent, snapshots.prover(snapshot, self), self);
    task.place(place);
    return place;
  }

  /**
   * O-05: the moment from which at most one lease of the task is live, if nothing more is heard.
   */
  private long oneLiveAtMs(TaskState task) {
    long lastMs = Long.MIN_VALUE;
    long lastButOneMs = Long.MIN_VALUE;
    List<LeaseEntry> leases = task.leases().all();
    for (int i = 0; i < leases.size(); i++) {
      LeaseEntry entry = leases.get(i);
      long silentAtMs = entry.isOver() ? Long.MIN_VALUE : entry.silentAtMs(settings);
      lastButOneMs = Math.max(lastButOneMs, Math.min(lastMs, silentAtMs));
      lastMs = Math.max(lastMs, silentAtMs);
    }
    return lastButOneMs;
  }

  /** The draft of a claim that is due now, or null while there is no room for it. */
  Effect.@Nullable SignLease draft(TaskState state, Due due, long nowMs) {
    Task task = state.task();
    Snapshot snapshot = due.snapshot();
    Prover me = snapshot == null ? null : snapshots.prover(snapshot, self);
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
}
