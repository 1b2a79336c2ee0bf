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
  private final Set<Address> operators;
  private boolean isVoid;

  private final long arrivedMs;
  private final long sightMs;
  private long lifeSightMs;
  private @Nullable VerifiedBeat lastBeat;
  private @Nullable VerifiedRelease release;
  private long releaseSightMs;
  private @Nullable VerifiedCompletion invalid;
  private long invalidSightMs;
  private final Map<Hash32, ProofVerdict> checked = new LinkedHashMap<>();
  private int checks;

  LeaseEntry(VerifiedLease message, Ruling.ValidLease ruling, long arrivedMs, long sightMs) {
    this.message = message;
    this.task = ruling.task();
    this.snapshot = ruling.snapshot();
    this.prover = ruling.prover();
    this.parent = ruling.parent();
    this.rank = ruling.rank();
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
    int runners = release == null ? 1 : 0;
    for (LeaseEntry child = this; child.parent != null; child = child.parent) {
      runners += child.lease().cause() == Cause.RELEASED ? 0 : 1;
    }
    return runners;
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
    return isVoid || release != null || invalid != null;
  }

  @Nullable VerifiedBeat lastBeat() {
    return lastBeat;
  }

  void heard(VerifiedBeat beat, long nowMs) {
    lastBeat = beat;
    showedLife(nowMs);
  }

  void showedLife(long nowMs) {
    lifeSightMs = nowMs;
  }

  @Nullable VerifiedRelease release() {
    return release;
  }

  long releaseSightMs() {
    return releaseSightMs;
  }

  void released(VerifiedRelease message, long nowMs) {
    release = message;
    releaseSightMs = nowMs;
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
