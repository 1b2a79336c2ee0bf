package network.baton.node.chain.tx;

import java.math.BigInteger;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import org.jspecify.annotations.Nullable;

/**
 * Something that this node wants on the chain, once.
 *
 * @param operation such as {@code anchor} or {@code settle}; {@link #GAP} fills a nonce that was
 *     lost
 * @param taskId null where the slot says enough; or the digest of the lease that it is about
 * @param data the call, {@code 0x}-hex
 * @param valueWei goes along with it; counts as spent (TX-02)
 */
public record TxOrder(
    String operation,
    long slot,
    @Nullable Hash32 taskId,
    Address to,
    String data,
    BigInteger valueWei) {
  static final String GAP = "gap";

  /** A call that nothing goes along with. */
  public TxOrder(String operation, long slot, @Nullable Hash32 taskId, Address to, String data) {
    this(operation, slot, taskId, to, data, BigInteger.ZERO);
  }

  /** Two orders of one key are the same wish. */
  public String key() {
    return taskId == null ? key(operation, slot) : key(operation, taskId);
  }

  /** The key of a wish about a slot. */
  public static String key(String operation, long slot) {
    return operation + " " + slot;
  }

  /** The key of a wish about a task. */
  public static String key(String operation, Hash32 taskId) {
    return operation + " " + taskId.toHex();
  }
}
