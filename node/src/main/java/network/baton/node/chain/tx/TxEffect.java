package network.baton.node.chain.tx;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TxBook} wants done, in this order: a transaction is written before it is broadcast.
 */
public sealed interface TxEffect {
  /**
   * Make both durable at once; the transaction replaces what the journal has for its nonce.
   *
   * @param spent null when nothing was
   */
  record Write(Tx tx, @Nullable Spent spent) implements TxEffect {}

  /** It is final, or never left: the journal needs it no more. */
  record Erase(long nonce) implements TxEffect {}

  /** What an hour since the epoch has cost by now; may fall by a reorg. */
  record Spent(long hour, BigInteger wei) {}

  record Broadcast(long nonce, SignedTx version) implements TxEffect {}

  /** Say what became of an order. */
  record Tell(TxOrder order, TxState state, String hash, long gas, String why)
      implements TxEffect {}

  /** The nonce went to something else: ask whether the order is still wanted, and order again. */
  record Again(TxOrder order) implements TxEffect {}
}
