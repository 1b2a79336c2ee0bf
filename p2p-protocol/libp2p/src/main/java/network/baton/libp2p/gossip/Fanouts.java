package network.baton.libp2p.gossip;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/** Peers of topics that this node publishes to without having joined them. */
final class Fanouts {
  private final GossipState state;
  private final Map<String, Fanout> fanouts = new LinkedHashMap<>();

  private static final class Fanout {
    final Set<PeerId> peers = new LinkedHashSet<>();
    long lastPublishMs;
  }

  Fanouts(GossipState state) {
    this.state = state;
  }

  /** Peers to publish to. */
  Set<PeerId> publish(String topic, long nowMs) {
    Fanout fanout = fanouts.computeIfAbsent(topic, key -> new Fanout());
    fanout.lastPublishMs = nowMs;
    fill(topic, fanout);
    return fanout.peers;
  }

  /** Ends a topic's fanout; the peers it had. */
  Set<PeerId> end(String topic) {
    Fanout fanout = fanouts.remove(topic);
    return fanout == null ? Set.of() : fanout.peers;
  }

  void forget(PeerId peer) {
    fanouts.values().forEach(fanout -> fanout.peers.remove(peer));
  }

  /** Forgets topics without a recent publication, and mends the others. */
  void heartbeat(long nowMs) {
    long ttlMs = state.params.fanoutTtlMs();
    fanouts.values().removeIf(fanout -> nowMs >= fanout.lastPublishMs + ttlMs);
    fanouts.forEach(this::fill);
  }

  Map<String, Set<PeerId>> peers() {
    Map<String, Set<PeerId>> peers = new LinkedHashMap<>();
    fanouts.forEach((topic, fanout) -> peers.put(topic, fanout.peers));
    return peers;
  }

  private void fill(String topic, Fanout fanout) {
    fanout.peers.removeIf(id -> !usable(state.peers.get(id), topic));
    int missing = state.params.degree() - fanout.peers.size();
    if (missing <= 0) {
      return;
    }
    List<GossipPeer> found =
        state.subscribers(topic, peer -> usable(peer, topic) && !fanout.peers.contains(peer.id));
    found.stream().limit(missing).forEach(peer -> fanout.peers.add(peer.id));
  }

  private boolean usable(@Nullable GossipPeer peer, String topic) {
    return peer != null
        && !peer.direct
        && peer.topics.contains(topic)
        && !state.scores.belowPublish(peer.id);
  }
}
