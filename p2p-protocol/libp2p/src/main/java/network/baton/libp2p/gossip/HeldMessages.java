package network.baton.libp2p.gossip;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for an answer. Bounded in number, number per peer, bytes and time.
 *
 * @param <K> what tells them apart: the id, or before the author is proved all of the message
 */
final class HeldMessages<K> {
  private final GossipLimits limits;
  private final long holdMs;
  private final Map<K, Held> held = new LinkedHashMap<>();
  private final Map<PeerId, Integer> perPeer = new HashMap<>();
  private long bytes;

  /**
   * @param first who brought it first
   * @param senders all who brought it, the first too: they are not forwarded to, and to blame
   *     together
   */
  record Held(GossipMessage message, PeerId first, Set<PeerId> senders, long expiryMs) {}

  HeldMessages(GossipLimits limits, long holdMs) {
    this.limits = limits;
    this.holdMs = holdMs;
  }

  /** False when there is no room. */
  boolean add(K key, GossipMessage message, PeerId from, long nowMs) {
    if (held.size() >= limits.heldMax()
        || perPeer.getOrDefault(from, 0) >= limits.heldPerPeerMax()
        || bytes + message.data().size() > limits.heldBytesMax()) {
      return false;
    }
    Set<PeerId> senders = new LinkedHashSet<>();
    senders.add(from);
    held.put(key, new Held(message, from, senders, nowMs + holdMs));
    perPeer.merge(from, 1, Integer::sum);
    bytes += message.data().size();
    return true;
  }

  /** Somebody else brought it, too; false when it is not held. */
  boolean addSender(K key, PeerId from) {
    Held present = held.get(key);
    if (present != null) {
      present.senders.add(from);
    }
    return present != null;
  }

  @Nullable Held remove(K key) {
    Held removed = held.remove(key);
    if (removed != null) {
      released(removed);
    }
    return removed;
  }

  /** Removes those whose time is over. */
  List<K> expire(long nowMs) {
    List<K> expired = new ArrayList<>();
    Iterator<Map.Entry<K, Held>> oldest = held.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<K, Held> entry = oldest.next();
      if (nowMs < entry.getValue().expiryMs) {
        break;
      }
      oldest.remove();
      released(entry.getValue());
      expired.add(entry.getKey());
    }
    return expired;
  }

  /** When the next one's time is over; the end of time when there is none. */
  long nextExpiryMs() {
    return held.isEmpty() ? Long.MAX_VALUE : held.values().iterator().next().expiryMs;
  }

  private void released(Held message) {
    perPeer.computeIfPresent(message.first, (peer, count) -> count == 1 ? null : count - 1);
    bytes -= message.message.data().size();
  }
}
