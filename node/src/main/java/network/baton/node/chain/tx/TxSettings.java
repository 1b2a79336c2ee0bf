package network.baton.node.chain.tx;

import java.math.BigInteger;

/**
 * What sending may cost.
 *
 * @param maxFeeWei never bid more than this for a unit of gas; orders wait instead
 * @param dayCapWei never spend more than this in 24 hours, counting what is under way at its worst
 *     price; orders wait instead
 */
public record TxSettings(BigInteger maxFeeWei, BigInteger dayCapWei) {
  /** 200 gwei, and half an ether a day. */
  public static final TxSettings DEFAULT =
      new TxSettings(
          BigInteger.valueOf(200_000_000_000L), BigInteger.valueOf(500_000_000_000_000_000L));

  /** Bid for the block's builder, in wei a unit of gas. */
  public static final BigInteger PRIORITY_FEE_WEI = BigInteger.valueOf(1_000_000_000L);

  /** Orders that wait to be sent; one more is refused. */
  static final int WAITING_MAX = 1_024;

  /** Transactions under way at once: more would be lost together with the first. */
  static final int UNMINED_MAX = 16;

  /** Blocks without this transaction until it is sent again with higher fees. */
  static final int REPLACE_AFTER_BLOCKS = 6;

  /** Blocks between repetitions of what may have been dropped. */
  static final int REPEAT_AFTER_BLOCKS = 2;

  /** Versions of one transaction; the last is only repeated from then on. */
  static final int VERSIONS_MAX = 24;

  /** Looks in a row at which a nonce is used and no version of its transaction is there. */
  static final int LOST_AFTER_LOOKS = 2;

  public TxSettings {
    if (maxFeeWei.signum() <= 0 || dayCapWei.signum() <= 0) {
      throw new IllegalArgumentException("the caps on fees and spending must be positive");
    }
  }
}
