package network.baton.lease;

import org.jspecify.annotations.Nullable;

/**
 * A protocol message whose signature has been checked. Only {@code network.baton.wire} makes these
 * (a build rule), so whoever holds one need not check it again. {@code digest} is what the
 * signature covers.
 */
public sealed interface Message {
  Hash32 digest();

  /**
   * A lease whose signature recovers to {@code signer}; that {@code signer} is the prover's lease
   * key is the core's check, since it needs the snapshot. {@code evidence} is the message that
   * {@code lease.evidence()} names, carried along so that a lost beat never holds a takeover up.
   */
  record VerifiedLease(
      Hash32 digest, Lease lease, Address signer, Signature signature, @Nullable Message evidence)
      implements Message {
    /** The same as it is cited: what it cites itself does not travel along. */
    public VerifiedLease withoutEvidence() {
      return evidence == null ? this : new VerifiedLease(digest, lease, signer, signature, null);
    }
  }

  /**
   * A beat whose signature was made by {@code signer}; that it is the lease's beat key is the
   * core's check.
   */
  record VerifiedBeat(Hash32 digest, Beat beat, Hash32 signer, Signature signature)
      implements Message {}

  record VerifiedRelease(Hash32 digest, Release release, Address signer, Signature signature)
      implements Message {}

  /** That {@code signer} is the prover's lease key is the core's check, as for the next one. */
  record VerifiedReady(Hash32 digest, Ready ready, Address signer, Signature signature)
      implements Message {}

  record VerifiedPass(Hash32 digest, Pass pass, Address signer, Signature signature)
      implements Message {}

  /** The signature is checked; the proof it speaks of is not. */
  record VerifiedCompletion(
      Hash32 digest, Completion completion, Address signer, Signature signature)
      implements Message {}
}
