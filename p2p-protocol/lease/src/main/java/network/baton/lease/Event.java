package network.baton.lease;

import java.util.List;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;

/** Everything that can happen to the lease core. Times are milliseconds since the Unix epoch. */
public sealed interface Event {
  /**
   * A snapshot became known. The first one must arrive before any task of its slots is worked on.
   */
  record SnapshotKnown(Snapshot snapshot) implements Event {}

  /** The node's own chain client confirmed the block: its task is open. */
  record TaskOpened(Task task) implements Event {}

  /** A reorg removed the block: its tasks are abandoned without blame. */
  record BlockOrphaned(Hash32 blockHash) implements Event {}

  record LeaseSeen(VerifiedLease lease) implements Event {}

  record BeatSeen(VerifiedBeat beat) implements Event {}

  record ReleaseSeen(VerifiedRelease release) implements Event {}

  record CompletionSeen(VerifiedCompletion completion) implements Event {}

  record ReadySeen(VerifiedReady ready) implements Event {}

  record PassSeen(VerifiedPass pass) implements Event {}

  /** Answer to {@link Effect.VerifyProof}. */
  record ProofChecked(Hash32 completionDigest, ProofVerdict verdict) implements Event {}

  /** What came out of fetching and verifying a proof. */
  enum ProofVerdict {
    VALID,
    INVALID,
    UNAVAILABLE,
  }

  /** Answer to {@link Effect.SignLease}: signed, and durable before the signature left. */
  record LeaseSigned(VerifiedLease lease) implements Event {}

  /**
   * Answer to {@link Effect.SignLease} when the safety record refuses or the disk fails: nothing
   * was signed.
   */
  record LeaseRefused(LeaseDraft draft, String why) implements Event {}

  /** Answer to {@link Effect.SignRelease}. */
  record ReleaseSigned(VerifiedRelease release) implements Event {}

  /** Answer to {@link Effect.SignCompletion}. */
  record CompletionSigned(VerifiedCompletion completion) implements Event {}

  /** Answer to {@link Effect.SignReady}. */
  record ReadySigned(VerifiedReady ready) implements Event {}

  /** Answer to {@link Effect.SignPass}. */
  record PassSigned(VerifiedPass pass) implements Event {}

  /** The own prover finished; the proof has been stored under its hash and verified locally. */
  record ProofMade(Hash32 leaseDigest, Hash32 proofHash, int sizeBytes) implements Event {}

  /** The own prover will not finish this job. */
  record ProverFailed(Hash32 leaseDigest, Release.Reason reason) implements Event {}

  /**
   * How many jobs the own prover can take at this moment, per proof type. Not reported means none.
   */
  record CapacityChanged(Hash32 proofType, int free) implements Event {}

  /** What the safety record holds after a restart; comes before any other event. */
  record Restored(List<VerifiedLease> ownLeases, long epoch, long nonceHighest, long slotLow)
      implements Event {}

  /** Claiming is allowed or not: status exchange done, clock in bounds, not shutting down. */
  record ClaimingAllowed(boolean allowed) implements Event {}

  /** Nothing but time has passed. */
  record Tick() implements Event {}
}
