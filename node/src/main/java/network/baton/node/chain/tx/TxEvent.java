package network.baton.node.chain.tx;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** What {@link TxBook} is told. */
public sealed interface TxEvent {
  /** At the start: the journal, and what was spent, by hour since the epoch. */
  record Restored(List<Tx> txs, Map<Long, BigInteger> spentByHour) implements TxEvent {}

  /** Somebody wants this on the chain, and the chain would take it now with so much gas. */
  record Wanted(TxOrder order, long gas) implements TxEvent {}

  /**
   * The chain shows the wish fulfilled.
   *
   * @param key of the order, see {@link TxOrder#key()}
   * @param byTx hash of the transaction that did it; often an own one
   */
  record Fulfilled(String key, String byTx) implements TxEvent {}

  /** A look at the chain after a new block. */
  record Looked(ChainView view) implements TxEvent {}

  /** What the endpoint said to a broadcast. */
  record Answered(long nonce, String hash, Answer answer, String why) implements TxEvent {}

  /** Kinds of answers to {@code eth_sendRawTransaction}. */
  enum Answer {
    /** It is in the pool now, or was already. */
    TAKEN,
    /** The nonce is used. By what, the next looks show. */
    NONCE_USED,
    /** Another version in the pool bids as much. */
    FEE_TOO_LOW,
    /** The account cannot pay for it. */
    NO_FUNDS,
    /** It is no transaction for this chain. */
    REFUSED,
    /** No answer: it may be in the pool or not. */
    UNKNOWN
  }
}
