package network.baton.lease;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;

/**
 * A valid lease in its task's set. The upper part follows from signed bytes alone; the lower part
 * is what this node has seen of it, on its own clock.
 */
final class LeaseEntry {
  private final VerifiedLease message;
  private final TaskState task;
  private final Snapshot snapshot;
  private final Prover prover;
  private final @Nullable LeaseEntry parent;
  private final int rank;
  private final int runnersBefore;
  private final int promiseMs;
  private final Set<Address> operators;
  private boolean isVoid;

  private final long arrivedMs;
  private final long sightMs;
  private long lifeSightMs;
  private final Pace pace = new Pace();
  private @Nullable VerifiedBeat lastBeat;
  private @Nullable VerifiedBeat movedBeat;
  private long movedSightMs;
  private long lateSightMs = NOT_LATE;
  private @Nullable VerifiedRelease release;
  private @Nullable VerifiedLease laterInLane;
  private int checksRunning;
  private long releaseSightMs;
  private @Nullable VerifiedCompletion invalid;
  private long invalidSightMs;
  private final Map<Hash32, ProofVerdict> checked = new LinkedHashMap<>();
  private int checks;

  /** Value of {@link #lateSightMs} while the holder looks as if it will be in time. */
  static final long NOT_LATE = Long.MAX_VALUE;

  LeaseEntry(VerifiedLease message, Ruling.ValidLease ruling, long arrivedMs, long sightMs) {
    this.message = message;
    this.task = ruling.task();
    this.snapshot = ruling.snapshot();
    this.prover = ruling.prover();
    this.parent = ruling.parent();
    this.rank = ruling.rank();
    this.runnersBefore =
        parent == null
            ? 0
            : parent.runnersBefore + (message.lease().cause() == Cause.RELEASED ? 0 : 1);
    this.promiseMs = task.promiseMs(prover);
    this.operators = operators(prover, parent);
    this.arrivedMs = arrivedMs;
    this.sightMs = sightMs;
    this.lifeSightMs = sightMs;
  }

  VerifiedLease message() {
    return message;
  }

  Lease lease() {
    return message.lease();
  }

  Hash32 digest() {
    return message.digest();
  }

  TaskState task() {
    return task;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  Prover prover() {
    return prover;
  }

  int rank() {
    return rank;
  }

  boolean isVoid() {
    return isVoid;
  }

  void makeVoid() {
    isVoid = true;
  }

  /** Operators of this lease and of all that it descends from. */
  Set<Address> operators() {
    return operators;
  }

  private static Set<Address> operators(Prover prover, @Nullable LeaseEntry parent) {
    if (parent == null) {
      return Set.of(prover.operator());
    }
    Set<Address> operators = new LinkedHashSet<>(parent.operators);
    operators.add(prover.operator());
    return operators;
  }

  /** How many leases of the chain up to this one were started and not given up. */
  int runnersInChain() {
    return runnersBefore + (release() == null ? 1 : 0);
  }

  /** When its message came; it may have been held since. */
  long arrivedMs() {
    return arrivedMs;
  }

  /** When it became valid here. */
  long sightMs() {
    return sightMs;
  }

  /** When this node regards it as silent if nothing more is heard. */
  long silentAtMs(LeaseSettings settings) {
    return lifeSightMs + settings.silenceMs();
  }

  /** Void, given up and disproven leases are not live, nor is one that went silent. */
  boolean isOver() {
    return isVoid || release() != null || invalid != null;
  }

  @Nullable VerifiedBeat lastBeat() {
    return lastBeat;
  }

  void heard(VerifiedBeat beat, long nowMs, LeaseSettings settings) {
    VerifiedBeat moved = movedBeat;
    if (moved == null
        || moved.beat().stage() != beat.beat().stage()
        || moved.beat().progressPpm() != beat.beat().progressPpm()) {
      movedBeat = beat;
      movedSightMs = nowMs;
    }
    lastBeat = beat;
    pace.heard(finishMs(beat), beat.beat().progressPpm() > 0);
    boolean late = pace.smoothedFinishMs() > task.task().deadlineMs() && isLateBy(beat, settings);
    lateSightMs = late ? Math.min(lateSightMs, nowMs) : NOT_LATE;
    showedLife(nowMs);
  }

  /** The beat at which its progress moved last; null before its first beat. */
  @Nullable VerifiedBeat movedBeat() {
    return movedBeat;
  }

  long movedSightMs() {
    return movedSightMs;
  }

  /** Since when it looks as if it would miss the deadline, or {@link #NOT_LATE}. */
  long lateSightMs() {
    return lateSightMs;
  }

  long promiseMs() {
    return promiseMs;
  }

  private long finishMs(VerifiedBeat beat) {
    return Pace.finishMs(beat.beat(), task.task().slotStartMs(), lease().issuedAtMs(), promiseMs());
  }

  /** When its last beat says that it will be done. */
  long smoothedFinishMs() {
    return pace.smoothedFinishMs();
  }

  /**
   * L-26: whether a beat of this lease shows, by itself or by the promise, that the proof would
   * come after the deadline.
   */
  boolean isLateBy(VerifiedBeat beat, LeaseSettings settings) {
    long atMs = task.task().slotStartMs() + beat.beat().sequence();
    long deadlineMs = task.task().deadlineMs();
    return atMs >= lease().issuedAtMs() + settings.lateFromMs()
        && (finishMs(beat) > deadlineMs || lease().issuedAtMs() + promiseMs() > deadlineMs);
  }

  /**
   * O-14: whether it beats to this moment and meant to be done by {@code meantMs} and before the
   * deadline, which its prover then is not.
   */
  boolean isBetrayal(long meantMs, long nowMs, LeaseSettings settings) {
    return lastBeat != null
        && !isOver()
        && silentAtMs(settings) > nowMs
        && smoothedFinishMs() <= Math.min(meantMs, task.task().deadlineMs())
        && !isProven();
  }

  private boolean isProven() {
    TaskState.Latch latch = task.latch();
    return latch != null && latch.lease() == this;
  }

  /** L-27: its promise takes up so much of the slot that a second runner may start at once. */
  boolean isHeavy(LeaseSettings settings) {
    long spanMs = task.task().deadlineMs() - task.task().slotStartMs();
    return 100L * promiseMs() > settings.hedgePercent() * spanMs;
  }

  void showedLife(long nowMs) {
    lifeSightMs = nowMs;
  }

  /**
   * What gives it up: its holder's release, or (L-29) a later lease in its lane, unless a proof of
   * its holder is under check: then the lane is free because the job is done.
   */
  @Nullable Message release() {
    return release != null || checksRunning > 0 ? release : laterInLane;
  }

  /** Whether its holder signed a release of it. */
  boolean isReleased() {
    return release != null;
  }

  long releaseSightMs() {
    return releaseSightMs;
  }

  void released(VerifiedRelease message, long nowMs) {
    release = message;
    releaseSightMs = laterInLane == null ? nowMs : releaseSightMs;
  }

  /** L-29: its prover went on to another lease in the same lane. */
  void laneTaken(VerifiedLease later, long nowMs) {
    if (release == null && laterInLane == null) {
      laterInLane = later.withoutEvidence();
      releaseSightMs = nowMs;
    }
  }

  void checkBegins() {
    checksRunning++;
  }

  void checkEnds() {
    checksRunning--;
  }

  /** The first of its completions whose proof turned out to be invalid. */
  @Nullable VerifiedCompletion invalid() {
    return invalid;
  }

  long invalidSightMs() {
    return invalidSightMs;
  }

  /** What is known of a proof that this lease's holder announced; null before it was checked. */
  @Nullable ProofVerdict verdictOn(Hash32 completion) {
    return checked.get(completion);
  }

  /** Counts one more verification against the bound. Answers false at the bound. */
  boolean takeCheck() {
    if (checks >= LeaseLimits.CHECKS_PER_LEASE_MAX) {
      return false;
    }
    checks++;
    return true;
  }

  /** Notes a final verdict on a proof; an unavailable proof may still be found valid or invalid. */
  void checked(VerifiedCompletion completion, ProofVerdict verdict, long nowMs) {
    if (verdict == ProofVerdict.UNAVAILABLE) {
      return;
    }
    checked.put(completion.digest(), verdict);
    if (verdict == ProofVerdict.INVALID && invalid == null) {
      invalid = completion;
      invalidSightMs = nowMs;
    }
  }
}
