package network.baton.node.evidence;

/** What {@link EvidenceBook} wants done, in this order. */
public sealed interface EvidenceEffect {
  /** Make it durable; it replaces what is there for its prover. */
  record Keep(Evidence evidence) implements EvidenceEffect {}

  /** Ask the chain. Answer: {@link EvidenceEvent.Looked} or {@link EvidenceEvent.NotLooked}. */
  record Look(Evidence evidence) implements EvidenceEffect {}

  /** Send it, unless it is under way or has landed. */
  record Send(Evidence evidence, SeenLease claimed, Prospect prospect) implements EvidenceEffect {}

  /** What is under way would be in vain. */
  record Withdraw(SeenLease claimed, Outlook why) implements EvidenceEffect {}

  /** Nothing can come of it any more. */
  record Forget(Evidence evidence) implements EvidenceEffect {}
}
