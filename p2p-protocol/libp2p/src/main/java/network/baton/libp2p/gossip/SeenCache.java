package network.baton.libp2p.gossip;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Ids of messages met, never their content. Bounded in time and number; the oldest goes first. */
final class SeenCache {
  private final int entriesMax;
  private final long ttlMs;
  private final Map<MessageId, Long> expiries = new LinkedHashMap<>();

  SeenCache(int entriesMax, long ttlMs) {
    this.entriesMax = entriesMax;
    this.ttlMs = ttlMs;
  }

  boolean contains(MessageId id, long nowMs) {
    Long expiry = expiries.get(id);
    return expiry != null && nowMs < expiry;
  }

  /** False when the id was there already; its time does not start anew then. */
  boolean add(MessageId id, long nowMs) {
    forget(nowMs);
    if (expiries.containsKey(id)) {
      return false;
    }
    if (expiries.size() >= entriesMax) {
      Iterator<MessageId> oldest = expiries.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    expiries.put(id, nowMs + ttlMs);
    return true;
  }

  int size() {
    return expiries.size();
  }

  private void forget(long nowMs) {
    Iterator<Long> oldest = expiries.values().iterator();
    while (oldest.hasNext() && oldest.next() <= nowMs) {
      oldest.remove();
    }
  }
}
