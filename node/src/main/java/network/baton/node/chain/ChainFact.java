package network.baton.node.chain;

import network.baton.lease.Hash32;

/** What a block's events say about the network. {@code gas} is what the whole transaction used. */
public sealed interface ChainFact {
  /** A poster anchored a slot. */
  record Anchored(
      long slot, int prover, Hash32 root, int leaves, long block, String txHash, long gas)
      implements ChainFact {}

  /** A task's first or second proof was settled. */
  record Settled(Hash32 taskId, int prover, Hash32 proofType, long block, String txHash, long gas)
      implements ChainFact {}
}
