package network.baton.libp2p.gossip;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ids of messages met, never their content, and whether they were rejected. Bounded in time and
 * number; the oldest goes first.
 */
final class SeenCache {
  private final int entriesMax;
  private final long ttlMs;
  private final Map<MessageId, Entry> entries = new LinkedHashMap<>();

  private record Entry(long expiryMs, boolean rejected) {}

  SeenCache(int entriesMax, long ttlMs) {
    this.entriesMax = entriesMax;
    this.ttlMs = ttlMs;
  }

  boolean contains(MessageId id, long nowMs) {
    Entry entry = entries.get(id);
    return entry != null && nowMs < entry.expiryMs;
  }

  boolean rejected(MessageId id) {
    Entry entry = entries.get(id);
    return entry != null && entry.rejected;
  }

  /** Remembers that whoever brings the message is to blame. */
  void reject(MessageId id) {
    entries.computeIfPresent(id, (key, entry) -> new Entry(entry.expiryMs, true));
  }

  /** False when the id was there already; its time does not start anew then. */
  boolean add(MessageId id, long nowMs) {
    forget(nowMs);
    if (entries.containsKey(id)) {
      return false;
    }
    if (entries.size() >= entriesMax) {
      Iterator<MessageId> oldest = entries.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
    entries.put(id, new Entry(nowMs + ttlMs, false));
    return true;
  }

  int size() {
    return entries.size();
  }

  private void forget(long nowMs) {
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext() && oldest.next().expiryMs <= nowMs) {
      oldest.remove();
    }
  }
}
