package network.baton.node.chain.tx;

/** Signs; the same input gives the same bytes (RFC 6979). */
public interface TxSigning {
  /** The order's call. */
  SignedTx call(long nonce, TxOrder order, long gasLimit, TxFees fees);

  /** Nothing, from the key to itself, with 21,000 gas. */
  SignedTx withdrawal(long nonce, TxFees fees);
}
