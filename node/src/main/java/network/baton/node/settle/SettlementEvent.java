package network.baton.node.settle;

import network.baton.lease.Hash32;
import network.baton.node.chain.Place;
import network.baton.node.store.PendingSettlement;

/** What {@link SettlementBook} is told. */
public sealed interface SettlementEvent {
  /** An own proof is in the store: a new one, or one of an earlier life. */
  record Proven(PendingSettlement pending) implements SettlementEvent {}

  /** The chain has a new head. */
  record Head(long number) implements SettlementEvent {}

  /** A reorg removed blocks: whatever was seen may be otherwise now. */
  record Reorged() implements SettlementEvent {}

  /** The chain says that somebody settled the task. */
  record Touched(Hash32 taskId) implements SettlementEvent {}

  /** Answer to {@link SettlementEffect.Look}. */
  record Looked(Hash32 taskId, Place place) implements SettlementEvent {}

  /** The proof or its lease is not in the store any more. */
  record Gone(Hash32 taskId) implements SettlementEvent {}

  /** The endpoint did not answer. */
  record NotLooked(Hash32 taskId) implements SettlementEvent {}
}
