package network.baton.libp2p.gossip;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Accepted messages of the last moments and who brought them, so that each peer's copy counts once.
 * Bounded in number; the oldest goes first.
 */
final class Deliveries {
  private final ScoreParams params;
  private final PeerScores scores;
  private final int entriesMax;
  private final Map<MessageId, Delivery> recent = new LinkedHashMap<>();

  private record Delivery(String topic, Set<PeerId> by, long untilMs) {}

  Deliveries(ScoreParams params, PeerScores scores, int entriesMax) {
    this.params = params;
    this.scores = scores;
    this.entriesMax = entriesMax;
  }

  /**
   * A message was accepted.
   *
   * @param spared whether mesh peers were told not to bring it
   */
  void accepted(MessageId id, HeldMessages.Held message, boolean spared, long nowMs) {
    String topic = message.message().topic();
    TopicScoreParams topicParams = params.topics().get(topic);
    if (topicParams == null) {
      return;
    }
    if (!spared) {
      scores.accepted(topic);
    }
    scores.broughtFirst(message.first(), topic);
    for (PeerId peer : message.senders()) {
      if (!peer.equals(message.first())) {
        scores.brought(peer, topic);
      }
    }
    forget(nowMs);
    if (recent.size() >= entriesMax) {
      recent.remove(recent.keySet().iterator().next());
    }
    recent.put(
        id,
        new Delivery(topic, new HashSet<>(message.senders()), nowMs + topicParams.meshWindowMs()));
  }

  /** Somebody brought a message again. */
  void duplicate(MessageId id, PeerId peer, long nowMs) {
    @Nullable Delivery delivery = recent.get(id);
    if (delivery != null && nowMs < delivery.untilMs && delivery.by.add(peer)) {
      scores.brought(peer, delivery.topic);
    }
  }

  private void forget(long nowMs) {
    Iterator<Delivery> oldest = recent.values().iterator();
    while (oldest.hasNext() && oldest.next().untilMs <= nowMs) {
      oldest.remove();
    }
  }
}
