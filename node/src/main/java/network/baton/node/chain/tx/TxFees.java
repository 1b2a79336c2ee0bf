package network.baton.node.chain.tx;

import java.math.BigInteger;

/** Bids of an EIP-1559 transaction, in wei a unit of gas. */
public record TxFees(BigInteger maxFeeWei, BigInteger priorityFeeWei) {
  /** Nodes take a replacement only with at least 10 % more on both. */
  TxFees raised(BigInteger atLeastMaxFee) {
    return new TxFees(
        maxFeeWei
            .multiply(BigInteger.valueOf(9))
            .shiftRight(3)
            .add(BigInteger.ONE)
            .max(atLeastMaxFee),
        priorityFeeWei.multiply(BigInteger.valueOf(9)).shiftRight(3).add(BigInteger.ONE));
  }
}
