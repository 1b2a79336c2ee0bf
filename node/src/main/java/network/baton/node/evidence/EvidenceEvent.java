package network.baton.node.evidence;

/** What {@link EvidenceBook} is told. */
public sealed interface EvidenceEvent {
  /** Two leases that exclude each other: seen now, or kept from an earlier life. */
  record Found(Evidence evidence) implements EvidenceEvent {}

  record Head(long number) implements EvidenceEvent {}

  /** A reorg removed blocks. */
  record Reorged() implements EvidenceEvent {}

  /** Answer to {@link EvidenceEffect.Look}. */
  record Looked(int prover, Prospect prospect) implements EvidenceEvent {}

  /** The endpoint did not answer. */
  record NotLooked(int prover) implements EvidenceEvent {}
}
