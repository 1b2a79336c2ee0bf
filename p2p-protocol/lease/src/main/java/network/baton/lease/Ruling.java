package network.baton.lease;

import org.jspecify.annotations.Nullable;

/** What the rules say of a message, before anything is changed. */
sealed interface Ruling {
  /** It fits: it may join the state. */
  record Fits() implements Ruling {}

  /** Its context is missing: wait until something with this id or digest arrives. */
  record HoldFor(Hash32 awaited) implements Ruling {}

  /** It stands or falls with this completion of {@code lease}, whose proof is not checked yet. */
  record NeedsProof(LeaseEntry lease, Message.VerifiedCompletion completion) implements Ruling {}

  record Refused(Verdict verdict) implements Ruling {}

  /** A lease that is valid, with what it took to see that. */
  record ValidLease(
      TaskState task, Snapshot snapshot, Prover prover, @Nullable LeaseEntry parent, int rank)
      implements Ruling {}

  static Ruling reject(Refusal reason) {
    return new Refused(new Verdict.Reject(reason));
  }

  static Ruling ignore(Refusal reason) {
    return new Refused(new Verdict.Ignore(reason));
  }
}
