package network.baton.lease;

import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import org.jspecify.annotations.Nullable;

/**
 * What the core wants done, in the order of the list. The caller's duties: (1) make durable before
 * signing, (2) publish, (3) the rest. An effect that has an answer names the event that brings it.
 */
public sealed interface Effect {
  /**
   * Sign, make the exact bytes durable together with the nonce, then answer {@link
   * Event.LeaseSigned}; or answer {@link Event.LeaseRefused}. Nothing may be published before the
   * answer.
   *
   * @param epoch epoch of the draft's snapshot: nonces count within it
   * @param evidence the message that the draft's {@code evidence} names, to travel with the lease
   */
  record SignLease(LeaseDraft draft, Task task, long epoch, @Nullable Message evidence)
      implements Effect {}

  /** Answer: {@link Event.ReleaseSigned}. */
  record SignRelease(Release release) implements Effect {}

  /** Answer: {@link Event.CompletionSigned}. */
  record SignCompletion(Completion completion) implements Effect {}

  /** Answer: {@link Event.ReadySigned}. Nothing is lost if none comes. */
  record SignReady(Ready ready) implements Effect {}

  /** Answer: {@link Event.PassSigned}. Nothing is lost if none comes. */
  record SignPass(Pass pass) implements Effect {}

  /** Publish an own, signed message. */
  record Publish(Message message) implements Effect {}

  /** Hand the job to the prover and beat for it until {@link StopBeating}. */
  record StartProof(Task task, VerifiedLease lease) implements Effect {}

  record CancelProof(Hash32 leaseDigest, String why) implements Effect {}

  record StopBeating(Hash32 leaseDigest) implements Effect {}

  /** Fetch the proof if it is not here and verify it. Answer: {@link Event.ProofChecked}. */
  record VerifyProof(Task task, VerifiedLease lease, VerifiedCompletion completion)
      implements Effect {}

  /**
   * The task is proven, for good, by this lease. {@code own} says whether this node made the proof.
   */
  record Latched(Task task, VerifiedLease lease, VerifiedCompletion completion, boolean own)
      implements Effect {}

  /** T-08: as many proof types of the block are proven as the network asks for. Given once. */
  record BlockProven(Hash32 blockHash, long slot) implements Effect {}

  /**
   * O-19: a lease of the own key that this node has not signed: somebody else has the key, or this
   * node's safety record is an old one. Whoever listens for this must not claim.
   */
  record Doppelganger(Task task, VerifiedLease lease) implements Effect {}

  /** A valid lease joined the task's set: an own one, or one that was judged {@code Accept}. */
  record LeaseAdded(Task task, VerifiedLease lease) implements Effect {}

  /**
   * Another lease is the task's holder now: the highest term that is not void, then the best rank.
   */
  record HolderChanged(Task task, VerifiedLease holder) implements Effect {}

  /**
   * The final word on a message that came from outside: exactly one for each {@code ...Seen} event.
   * Equal messages are judged in the order in which they came. Messages of one digest need not be
   * equal: a relay can spoil the evidence that a lease carries, so each variant has its own word.
   */
  record Judged(Message message, Verdict verdict) implements Effect {}

  /**
   * Two different leases that exclude each other: evidence for a slash. Both are void and both are
   * forwarded.
   */
  record Equivocated(VerifiedLease one, VerifiedLease other) implements Effect {}

  /** No proof came in time. The task stays open for a late one until its window ends. */
  record DeadlineMissed(Task task) implements Effect {}

  /** The task left the window or its block was orphaned; everything kept under its id may go. */
  record TaskClosed(Task task, String why) implements Effect {}
}
