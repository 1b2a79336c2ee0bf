package network.baton.lease;

import static network.baton.lease.Ruling.ignore;
import static network.baton.lease.Ruling.reject;

import java.util.Set;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;

/**
 * Whether a lease is valid: by its bytes, the snapshot that it names and the messages that it
 * cites, alone. No clock and no beat but the cited one is asked, so all nodes come to the same
 * answer. The order of the rules is part of the protocol (specs/lease.md).
 */
final class LeaseRules {
  private final LeaseSettings settings;
  private final Ledger ledger;

  LeaseRules(LeaseSettings settings, Ledger ledger) {
    this.settings = settings;
    this.ledger = ledger;
  }

  Ruling check(VerifiedLease message) {
    Lease lease = message.lease();
    if (ledger.lease(message.digest()) != null) { // L-01
      return ignore(Refusal.ALREADY_SEEN);
    }
    Refusal shape = shape(message);
    if (shape != null) {
      return reject(shape);
    }
    Snapshot snapshot = ledger.snapshots().get(lease.snapshotId());
    if (snapshot == null) { // L-07
      return new Ruling.HoldFor(lease.snapshotId());
    }
    Prover prover = ledger.snapshots().prover(snapshot, lease.prover());
    if (prover == null) { // L-08
      return reject(Refusal.NOT_REGISTERED);
    }
    if (!message.signer().equals(prover.leaseKey())) { // L-09
      return reject(Refusal.WRONG_SIGNER);
    }
    if (lease.lane() < 0 || lease.lane() >= prover.capacity()) { // L-10
      return reject(Refusal.BAD_LANE);
    }
    if (lease.nonce() > prover.quota()) { // L-28
      return reject(Refusal.OVER_QUOTA);
    }
    if (ledger.tasks().isPast(snapshot.lastSlot())) { // L-11
      return ignore(Refusal.OUTSIDE_WINDOW);
    }
    TaskState task = ledger.tasks().get(lease.taskId());
    if (task == null) { // L-12
      return new Ruling.HoldFor(lease.taskId());
    }
    if (!snapshot.governs(task.task().slot())) { // L-13
      return reject(Refusal.WRONG_SNAPSHOT);
    }
    if (!prover.proves(task.task().proofType())) { // L-14
      return reject(Refusal.WRONG_PROOF_TYPE);
    }
    if (lease.issuedAtMs() < task.task().slotStartMs() - settings.earlyMs()
        || lease.issuedAtMs() > task.leaseEndMs(lease.term(), settings)) { // L-15
      return reject(Refusal.OUTSIDE_WINDOW);
    }
    return checkChain(message, task, snapshot, prover);
  }

  /** L-02 to L-06: what the bytes show without any context. */
  private static @Nullable Refusal shape(VerifiedLease message) {
    Lease lease = message.lease();
    if (lease.term() < 1 || lease.term() > LeaseLimits.TERMS_MAX) { // L-02
      return Refusal.BAD_TERM;
    }
    if (lease.nonce() < 1) { // L-03
      return Refusal.BAD_NONCE;
    }
    if (lease.prev().isZero() != (lease.term() == 1)) { // L-04
      return Refusal.BAD_PREV;
    }
    boolean causeFits =
        switch (lease.cause()) {
          case FIRST -> lease.term() == 1;
          case FAILED, RELEASED, SILENT, FROZEN, LATE, HEDGE -> lease.term() > 1;
        };
    if (!causeFits) { // L-05
      return Refusal.BAD_CAUSE;
    }
    return evidenceFits(message) ? null : Refusal.BAD_EVIDENCE;
  }

  /** L-06: the evidence is here, is of the cause's kind, and speaks of the lease overtaken. */
  private static boolean evidenceFits(VerifiedLease message) {
    Lease lease = message.lease();
    Message evidence = message.evidence();
    if (evidence == null) {
      return lease.evidence().isZero()
          && (lease.cause() == Cause.FIRST
              || lease.cause() == Cause.SILENT
              || lease.cause() == Cause.HEDGE);
    }
    if (!evidence.digest().equals(lease.evidence())) {
      return false;
    }
    return switch (evidence) {
      case VerifiedBeat beat ->
          (lease.cause() == Cause.SILENT
                  || lease.cause() == Cause.FROZEN
                  || lease.cause() == Cause.LATE)
              && MessageRules.shapeFits(beat.beat())
              && beat.beat().leaseDigest().equals(lease.prev());
      case VerifiedRelease release ->
          lease.cause() == Cause.RELEASED && release.release().leaseDigest().equals(lease.prev());
      case VerifiedCompletion completion ->
          lease.cause() == Cause.FAILED
              && completion.completion().leaseDigest().equals(lease.prev());
      case VerifiedLease later ->
          lease.cause() == Cause.RELEASED && !later.digest().equals(lease.prev());
      case VerifiedReady _, VerifiedPass _ -> false;
    };
  }

  /** L-16 to L-24: what the lease overtaken allows, and the bounds of the set. */
  private Ruling checkChain(
      VerifiedLease message, TaskState task, Snapshot snapshot, Prover prover) {
    Lease lease = message.lease();
    LeaseEntry parent = null;
    if (lease.term() > 1) {
      parent = ledger.lease(lease.prev());
      if (parent == null) { // L-16
        return new Ruling.HoldFor(lease.prev());
      }
      Ruling ruling = checkParent(message, task, parent, prover);
      if (!(ruling instanceof Ruling.Fits)) {
        return ruling;
      }
    }
    if (task.leases().variants(lease.term(), lease.prover()) >= 2) { // L-23
      return ignore(Refusal.EQUIVOCATION);
    }
    if (task.leases().isFull()) { // L-24
      return ignore(Refusal.OVERLOADED);
    }
    Set<Address> struck = parent == null ? Set.of() : parent.operators();
    int rank = task.succession(snapshot).rank(lease.prover(), lease.term(), struck);
    return new Ruling.ValidLease(task, snapshot, prover, parent, rank);
  }

  private Ruling checkParent(
      VerifiedLease message, TaskState task, LeaseEntry parent, Prover prover) {
    Lease lease = message.lease();
    if (parent.task() != task) { // L-17
      return reject(Refusal.BAD_PREV);
    }
    if (lease.term() != parent.lease().term() + 1) { // L-17
      return reject(Refusal.BAD_TERM);
    }
    if (!lease.snapshotId().equals(parent.lease().snapshotId())) { // L-18
      return reject(Refusal.WRONG_SNAPSHOT);
    }
    if (parent.operators().contains(prover.operator())) { // L-19
      return reject(Refusal.SAME_OPERATOR);
    }
    if (!evidenceIsOf(parent, message.evidence())) { // L-20
      return reject(Refusal.BAD_EVIDENCE);
    }
    if (lease.issuedAtMs()
        < earliestMs(lease.cause(), parent, prover, message.evidence())) { // L-21
      return reject(Refusal.TOO_EARLY);
    }
    if (lease.cause() == Cause.LATE
        && !(message.evidence() instanceof VerifiedBeat beat
            && parent.isLateBy(beat, settings))) { // L-26
      return reject(Refusal.BAD_EVIDENCE);
    }
    if (message.evidence() instanceof VerifiedCompletion completion) { // L-22
      return checkFailure(parent, completion);
    }
    return new Ruling.Fits();
  }

  private static boolean evidenceIsOf(LeaseEntry parent, @Nullable Message evidence) {
    return switch (evidence) {
      case null -> true;
      case VerifiedBeat beat -> beat.signer().equals(parent.lease().beatKey());
      case VerifiedRelease release -> release.signer().equals(parent.prover().leaseKey());
      case VerifiedCompletion completion ->
          MessageRules.shapeFits(completion.completion())
              && completion.signer().equals(parent.prover().leaseKey());
      case VerifiedLease later -> releases(later, parent);
      case VerifiedReady _, VerifiedPass _ -> false;
    };
  }

  /**
   * L-29: whether a later lease gives an earlier one up: of the same prover, snapshot and lane,
   * with a higher nonce. Two signatures say so, no other context is needed.
   */
  static boolean releases(VerifiedLease later, LeaseEntry earlier) {
    Lease lease = later.lease();
    return later.signer().equals(earlier.prover().leaseKey())
        && lease.prover() == earlier.lease().prover()
        && lease.snapshotId().equals(earlier.lease().snapshotId())
        && lease.lane() == earlier.lease().lane()
        && lease.nonce() > earlier.lease().nonce();
  }

  /** L-21: the first moment at which a child of this parent may be issued for this cause. */
  private long earliestMs(
      Cause cause, LeaseEntry parent, Prover prover, @Nullable Message evidence) {
    long parentMs = parent.lease().issuedAtMs();
    return switch (cause) {
      case FIRST, FAILED, RELEASED -> parentMs;
      case SILENT -> Math.max(parentMs, lastSignMs(parent, evidence)) + settings.silenceMs();
      case FROZEN -> Math.max(parentMs, lastSignMs(parent, evidence) + settings.frozenMs());
      case LATE -> Math.max(parentMs, lastSignMs(parent, evidence));
      case HEDGE ->
          parent.isHeavy(settings)
              ? parentMs
              : Math.max(parentMs, hedgeFromMs(parent, prover, settings)); // L-27
    };
  }

  /**
   * L-27: from when a prover may be the second runner of a lease that is not heavy: its own safe
   * start, or when the lease has had time to show what it is worth, whichever is first.
   */
  static long hedgeFromMs(LeaseEntry parent, Prover prover, LeaseSettings settings) {
    long safeMs = safeStartMs(parent.task(), prover, settings);
    return Math.min(safeMs, parent.lease().issuedAtMs() + settings.lateFromMs());
  }

  /** L-27: the latest moment at which a prover's start can still be called safe. */
  static long safeStartMs(TaskState task, Prover prover, LeaseSettings settings) {
    return task.task().deadlineMs() - task.promiseMs(prover) * (long) settings.safePercent() / 100;
  }

  /** When the holder last showed life, by signed bytes: its last beat, or the lease itself. */
  static long lastSignMs(LeaseEntry holder, @Nullable Message lastBeat) {
    return lastBeat instanceof VerifiedBeat beat
        ? holder.task().task().slotStartMs() + beat.beat().sequence()
        : holder.lease().issuedAtMs();
  }

  private static Ruling checkFailure(LeaseEntry parent, VerifiedCompletion completion) {
    return switch (parent.verdictOn(completion.digest())) {
      case null -> new Ruling.NeedsProof(parent, completion);
      case INVALID -> new Ruling.Fits();
      case VALID -> reject(Refusal.BAD_EVIDENCE);
      case UNAVAILABLE -> throw new IllegalStateException("not a verdict to be noted");
    };
  }
}
