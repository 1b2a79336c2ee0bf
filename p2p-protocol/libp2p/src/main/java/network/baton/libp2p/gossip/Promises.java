package network.baton.libp2p.gossip;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.baton.libp2p.PeerId;

/**
 * Messages that peers offered and were asked for, one sample per IHAVE. Whoever delivers it keeps
 * everybody's promise. Bounded by the IHAVE limit and the promise time.
 */
final class Promises {
  private final long promiseMs;
  private final Map<MessageId, Map<PeerId, Long>> open = new LinkedHashMap<>();

  Promises(long promiseMs) {
    this.promiseMs = promiseMs;
  }

  void add(MessageId id, PeerId peer, long nowMs) {
    open.computeIfAbsent(id, key -> new LinkedHashMap<>()).putIfAbsent(peer, nowMs + promiseMs);
  }

  void kept(MessageId id) {
    open.remove(id);
  }

  void forget(PeerId peer) {
    open.values()
        .removeIf(
            peers -> {
              peers.remove(peer);
              return peers.isEmpty();
            });
  }

  /** Peers whose promises broke, once for each of them; the promises are forgotten. */
  List<PeerId> broken(long nowMs) {
    List<PeerId> breakers = new ArrayList<>();
    Iterator<Map<PeerId, Long>> promises = open.values().iterator();
    while (promises.hasNext()) {
      Map<PeerId, Long> peers = promises.next();
      peers
          .entrySet()
          .removeIf(
              promise -> {
                boolean late = nowMs >= promise.getValue();
                if (late) {
                  breakers.add(promise.getKey());
                }
                return late;
              });
      if (peers.isEmpty()) {
        promises.remove();
      }
    }
    return breakers;
  }
}
