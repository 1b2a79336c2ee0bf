package network.baton.node.chain.tx;

import java.math.BigInteger;
import java.util.Map;

/**
 * The canonical chain as of one block, as far as this key's transactions are concerned.
 *
 * @param minedNonce transactions of the key up to that block
 * @param finalBlock the newest block that no reorg can remove any more
 * @param mined versions that are on the chain, by hash; of those in {@link TxBook#watched()}
 */
public record ChainView(
    long block, BigInteger baseFeeWei, long minedNonce, long finalBlock, Map<String, Mined> mined) {
  public ChainView {
    mined = Map.copyOf(mined);
  }
}
