package network.baton.node.chain.tx;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A nonce of this key and all that was ever signed for it. Any version may be the one that lands.
 *
 * @param maxFeeWei of the last version, a unit of gas
 * @param priorityFeeWei of the last version, a unit of gas
 * @param versions oldest first, at least one
 * @param sentAtBlock the head when the last version was sent
 */
public record Tx(
    long nonce,
    TxOrder order,
    long gasLimit,
    BigInteger maxFeeWei,
    BigInteger priorityFeeWei,
    List<SignedTx> versions,
    long sentAtBlock,
    @Nullable Mined mined) {
  public Tx {
    versions = List.copyOf(versions);
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("a transaction has at least one version");
    }
  }

  SignedTx last() {
    return versions.getLast();
  }

  boolean isWithdrawn() {
    return last().withdrawal();
  }

  boolean has(String hash) {
    return versions.stream().anyMatch(version -> version.hash().equals(hash));
  }

  /** What it may cost at most as long as it is not mined. */
  BigInteger reservedWei() {
    return maxFeeWei.multiply(BigInteger.valueOf(gasLimit)).add(order.valueWei());
  }

  Tx minedIn(@Nullable Mined place) {
    return new Tx(nonce, order, gasLimit, maxFeeWei, priorityFeeWei, versions, sentAtBlock, place);
  }

  Tx sentAt(long block) {
    return new Tx(nonce, order, gasLimit, maxFeeWei, priorityFeeWei, versions, block, mined);
  }

  Tx with(SignedTx version, TxFees fees, long block) {
    var more = new ArrayList<>(versions);
    more.add(version);
    return new Tx(
        nonce, order, gasLimit, fees.maxFeeWei(), fees.priorityFeeWei(), more, block, mined);
  }
}
