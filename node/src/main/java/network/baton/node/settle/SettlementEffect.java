package network.baton.node.settle;

import network.baton.node.store.PendingSettlement;

/** What {@link SettlementBook} wants done, in this order. */
public sealed interface SettlementEffect {
  PendingSettlement pending();

  /** Ask the chain. Answer: {@link SettlementEvent.Looked} or {@link SettlementEvent.NotLooked}. */
  record Look(PendingSettlement pending) implements SettlementEffect {}

  /** Send it, unless it is under way or has landed. */
  record Send(PendingSettlement pending) implements SettlementEffect {}

  /** What is under way would be in vain. */
  record Withdraw(PendingSettlement pending, Standing why) implements SettlementEffect {}

  /** This node is one of the two who settled the task: its reward can be collected one day. */
  record Won(PendingSettlement pending) implements SettlementEffect {}

  /** Nothing can change any more: the proof need not be kept for it. */
  record Forget(PendingSettlement pending, Standing why) implements SettlementEffect {}
}
