package network.baton.node;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.chain.tx.TxState;

/**
 * How many of the own orders are on the chain, by operation, since the start: what a reorg takes
 * away is taken off again. Thread-safe.
 */
final class OrderCounts {
  private final Map<String, Long> mined = new TreeMap<>();

  synchronized void told(TxOrder order, TxState state) {
    switch (state) {
      case MINED -> mined.merge(order.operation(), 1L, Long::sum);
      case REMOVED -> mined.merge(order.operation(), -1L, Long::sum);
      case WAITING, SENT, FAILED -> {}
    }
  }

  synchronized void count(ObjLongConsumer<String> counter) {
    mined.forEach((operation, count) -> counter.accept("mined-" + operation, count));
  }
}
