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

/** Messages that wait for their verdict. Bounded in number, number per peer, bytes and time. */
final class HeldMessages {
  private final GossipLimits limits;
  private final long holdMs;
  private final Map<MessageId, Held> held = new LinkedHashMap<>();
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
  boolean add(MessageId id, GossipMessage message, PeerId from, long nowMs) {
    if (held.size() >= limits.heldMax()
        || perPeer.getOrDefault(from, 0) >= limits.heldPerPeerMax()
        || bytes + message.data().size() > limits.heldBytesMax()) {
      return false;
    }
    Set<PeerId> senders = new LinkedHashSet<>();
    senders.add(from);
    held.put(id, new Held(message, from, senders, nowMs + holdMs));
    perPeer.merge(from, 1, Integer::sum);
    bytes += message.data().size();
    return true;
  }

  /** Somebody else brought it, too. */
  void addSender(MessageId id, PeerId from) {
    Held present = held.get(id);
    if (present != null) {
      present.senders.add(from);
    }
  }

  @Nullable Held remove(MessageId id) {
    Held removed = held.remove(id);
    if (removed != null) {
      released(removed);
    }
    return removed;
  }

  /** Removes those whose time is over. */
  List<MessageId> expire(long nowMs) {
    List<MessageId> expired = new ArrayList<>();
    Iterator<Map.Entry<MessageId, Held>> oldest = held.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<MessageId, Held> entry = oldest.next();
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
