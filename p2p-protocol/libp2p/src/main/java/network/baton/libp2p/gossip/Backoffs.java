package network.baton.libp2p.gossip;

import java.util.LinkedHashMap;
import java.util.Map;
import network.baton.libp2p.PeerId;

/**
 * Until when peers and this node must not graft each other, per topic. Outlives connections, since
 * a reconnection ends no backoff. Bounded: at the limit the backoff set first is forgotten.
 */
final class Backoffs {
  private static final long NONE = Long.MIN_VALUE;

  private final int entriesMax;
  private final Map<Key, Long> expiries = new LinkedHashMap<>();

  private record Key(String topic, PeerId peer) {}

  Backoffs(int entriesMax) {
    this.entriesMax = entriesMax;
  }

  /** Sets a backoff; one that ends later stays. */
  void add(String topic, PeerId peer, long untilMs) {
    Key key = new Key(topic, peer);
    Long present = expiries.get(key);
    if (present != null) {
      expiries.put(key, Math.max(present, untilMs));
      return;
    }
    if (expiries.size() >= entriesMax) {
      expiries.remove(expiries.keySet().iterator().next());
    }
    expiries.put(key, untilMs);
  }

  boolean active(String topic, PeerId peer, long nowMs) {
    return nowMs < untilMs(topic, peer);
  }

  /** When it ends; in the distant past when there is none. */
  long untilMs(String topic, PeerId peer) {
    return expiries.getOrDefault(new Key(topic, peer), NONE);
  }

  void forget(long expiredBeforeMs) {
    expiries.values().removeIf(until -> until < expiredBeforeMs);
  }

  /**
   * Length of a backoff as told by a peer: 0 is absent, the number is unsigned and may be anything.
   */
  static long clampMs(long secondsUnsigned, long absentMs, long maxMs) {
    if (secondsUnsigned == 0) {
      return absentMs;
    }
    return Long.compareUnsigned(secondsUnsigned, maxMs / 1_000) >= 0
        ? maxMs
        : secondsUnsigned * 1_000;
  }
}
