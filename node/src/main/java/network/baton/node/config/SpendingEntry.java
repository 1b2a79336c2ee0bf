package network.baton.node.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import network.baton.node.chain.tx.TxSettings;
import org.jspecify.annotations.Nullable;

/**
 * The {@code spending} section of the node file: what the lease key's transactions may cost. Orders
 * beyond it wait.
 *
 * @param maxFeeGwei bid at most this for a unit of gas
 * @param dayCapEth spend at most this in 24 hours
 */
public record SpendingEntry(@Nullable BigDecimal maxFeeGwei, @Nullable BigDecimal dayCapEth) {
  private static final int GWEI_DIGITS = 9;
  private static final int ETHER_DIGITS = 18;
  private static final BigDecimal MAX_FEE_GWEI = new BigDecimal("100000");
  private static final BigDecimal DAY_CAP_ETH = new BigDecimal("1000");

  public SpendingEntry {
    check(maxFeeGwei, MAX_FEE_GWEI, "maxFeeGwei");
    check(dayCapEth, DAY_CAP_ETH, "dayCapEth");
  }

  private static void check(@Nullable BigDecimal value, BigDecimal max, String key) {
    if (value != null && (value.signum() <= 0 || value.compareTo(max) > 0)) {
      throw new IllegalArgumentException(
          "'" + key + "' is " + value + ", must be above 0 and at most " + max);
    }
  }

  /** The caps, given or not. */
  public TxSettings settings() {
    TxSettings base = TxSettings.DEFAULT;
    return new TxSettings(
        maxFeeGwei == null ? base.maxFeeWei() : wei(maxFeeGwei, GWEI_DIGITS),
        dayCapEth == null ? base.dayCapWei() : wei(dayCapEth, ETHER_DIGITS));
  }

  private static BigInteger wei(BigDecimal amount, int digits) {
    return amount.movePointRight(digits).setScale(0, RoundingMode.CEILING).toBigInteger();
  }
}
