package network.baton.node.chain.tx;

import java.util.Locale;

/** How far an order is. */
public enum TxState {
  /** Held back by a cap or for want of funds; it goes out by itself. */
  WAITING,
  SENT,
  MINED,
  /** A reorg took it off the chain; it was sent again. */
  REMOVED,
  /** Refused, reverted or withdrawn. */
  FAILED;

  /** As traces and the API write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
