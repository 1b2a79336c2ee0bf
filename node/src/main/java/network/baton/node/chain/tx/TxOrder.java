package network.baton.node.chain.tx;

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
 */
public record TxOrder(
    String operation, long slot, @Nullable Hash32 taskId, Address to, String data) {
  static final String GAP = "gap";

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
