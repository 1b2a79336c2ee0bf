package network.baton.libp2p.gossip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/** The overlay of each joined topic: whom full messages go to. GRAFT, PRUNE and their upkeep. */
final class Meshes {
  private final GossipState state;
  private final GossipParams params;
  private final Map<String, Set<PeerId>> meshes = new LinkedHashMap<>();

  Meshes(GossipState state) {
    this.state = state;
    this.params = state.params;
  }

  /** Mesh members of a topic; none when it is not joined. */
  Set<PeerId> members(String topic) {
    return meshes.getOrDefault(topic, Set.of());
  }

  Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    meshes.forEach((topic, members) -> sizes.put(topic, members.size()));
    return sizes;
  }

  /** Starts a mesh, with {@code preferred} peers first; backoffs hold here as in the heartbeat. */
  void join(String topic, Set<PeerId> preferred, long nowMs) {
    meshes.put(topic, new LinkedHashSet<>());
    graft(topic, params.degree(), nowMs, peer -> preferred.contains(peer.id));
    graft(topic, params.degree() - members(topic).size(), nowMs, peer -> true);
  }

  void leave(String topic, long nowMs) {
    Set<PeerId> members = meshes.remove(topic);
    if (members == null) {
      return;
    }
    for (PeerId peer : members) {
      state.outbox.prune(peer, topic, params.unsubscribeBackoffMs());
      state.backoffs.add(topic, peer, nowMs + params.unsubscribeBackoffMs());
    }
  }

  /**
   * A peer subscribed: takes it in at once when the mesh is too small, so that starts are quick.
   */
  void onSubscribed(GossipPeer peer, String topic, long nowMs) {
    Set<PeerId> members = meshes.get(topic);
    if (members != null && members.size() < params.degreeLow() && eligible(peer, topic, nowMs)) {
      members.add(peer.id);
      state.outbox.graft(peer.id, topic);
    }
  }

  void onUnsubscribed(GossipPeer peer, String topic) {
    members(topic).remove(peer.id);
  }

  /** Takes a peer out of all meshes without telling it. */
  void forget(PeerId peer) {
    meshes.values().forEach(members -> members.remove(peer));
  }

  /** A peer grafted this node. Topics that are not joined are ignored, without a PRUNE. */
  void onGraft(GossipPeer peer, Set<String> topics, long nowMs) {
    for (String topic : topics) {
      Set<PeerId> members = meshes.get(topic);
      if (members == null || members.contains(peer.id)) {
        continue;
      }
      @Nullable GossipRefusal refusal = graftRefusal(peer, topic, members, nowMs);
      if (refusal == null) {
        members.add(peer.id);
      } else {
        state.refuse(peer.id, refusal);
        prune(peer.id, topic, nowMs);
      }
    }
  }

  private @Nullable GossipRefusal graftRefusal(
      GossipPeer peer, String topic, Set<PeerId> members, long nowMs) {
    if (peer.direct) {
      return GossipRefusal.GRAFT_DIRECT;
    }
    if (state.backoffs.active(topic, peer.id, nowMs)) {
      long pruned = state.backoffs.untilMs(topic, peer.id) - params.pruneBackoffMs();
      if (nowMs < pruned + params.graftFloodMs()) {
        state.refuse(peer.id, GossipRefusal.GRAFT_FLOOD);
      }
      return GossipRefusal.GRAFT_BACKOFF;
    }
    if (state.penalties.belowZero(peer.id)) {
      return GossipRefusal.GRAFT_LOW_SCORE;
    }
    if (!peer.topics.contains(topic)) {
      return GossipRefusal.GRAFT_NOT_SUBSCRIBED;
    }
    if (members.size() >= params.degreeHigh() && !peer.outbound) {
      return GossipRefusal.GRAFT_MESH_FULL;
    }
    return null;
  }

  /** A peer pruned this node: its backoff is obeyed, within bounds. */
  void onPrune(GossipPeer peer, List<Rpc.Prune> prunes, long nowMs) {
    for (Rpc.Prune prune : prunes) {
      Set<PeerId> members = meshes.get(prune.topic());
      if (members != null) {
        members.remove(peer.id);
        long backoffMs =
            Backoffs.clampMs(
                prune.backoffSeconds(), params.pruneBackoffMs(), params.backoffMaxMs());
        state.backoffs.add(prune.topic(), peer.id, nowMs + backoffMs);
      }
    }
  }

  /** Brings every mesh back into its bounds. */
  void heartbeat(long nowMs) {
    state.backoffs.forget(nowMs - params.backoffSlackMs());
    for (Map.Entry<String, Set<PeerId>> mesh : meshes.entrySet()) {
      String topic = mesh.getKey();
      Set<PeerId> members = mesh.getValue();
      for (PeerId peer : List.copyOf(members)) {
        if (state.penalties.belowZero(peer)) {
          members.remove(peer);
          prune(peer, topic, nowMs);
        }
      }
      if (members.size() < params.degreeLow()) {
        graft(topic, params.degree() - members.size(), nowMs, peer -> true);
      }
      if (members.size() > params.degreeHigh()) {
        shrink(topic, members, nowMs);
      }
      if (members.size() >= params.degreeLow()) {
        long outbound = members.stream().filter(this::outbound).count();
        graft(topic, params.degreeOut() - (int) outbound, nowMs, peer -> peer.outbound);
      }
    }
  }

  /** Keeps the best by score, then others at random, with enough outbound ones among them. */
  private void shrink(String topic, Set<PeerId> members, long nowMs) {
    List<PeerId> order = new ArrayList<>(members);
    Collections.shuffle(order, state.random);
    order.sort(Comparator.comparingDouble(state.penalties::score).reversed());
    List<PeerId> rest = order.subList(params.degreeScore(), order.size());
    Collections.shuffle(rest, state.random);
    int keep = params.degree();
    int outbound = (int) order.subList(0, keep).stream().filter(this::outbound).count();
    for (int i = keep; i < order.size() && outbound < params.degreeOut(); i++) {
      if (outbound(order.get(i))) {
        int inbound = lastInbound(order, keep);
        if (inbound >= 0) {
          Collections.swap(order, i, inbound);
          outbound++;
        }
      }
    }
    for (PeerId peer : order.subList(keep, order.size())) {
      members.remove(peer);
      prune(peer, topic, nowMs);
    }
  }

  private int lastInbound(List<PeerId> order, int keep) {
    int i = keep - 1;
    while (i >= 0 && outbound(order.get(i))) {
      i--;
    }
    return i;
  }

  private boolean outbound(PeerId id) {
    GossipPeer peer = state.peers.get(id);
    return peer != null && peer.outbound;
  }

  private void graft(String topic, int count, long nowMs, Predicate<GossipPeer> filter) {
    if (count <= 0) {
      return;
    }
    List<GossipPeer> candidates =
        state.subscribers(topic, peer -> eligible(peer, topic, nowMs) && filter.test(peer));
    for (GossipPeer peer : candidates.subList(0, Math.min(count, candidates.size()))) {
      members(topic).add(peer.id);
      state.outbox.graft(peer.id, topic);
    }
  }

  private boolean eligible(GossipPeer peer, String topic, long nowMs) {
    return !peer.direct
        && !members(topic).contains(peer.id)
        && !state.backoffs.active(topic, peer.id, nowMs - params.backoffSlackMs())
        && !state.penalties.belowZero(peer.id);
  }

  private void prune(PeerId peer, String topic, long nowMs) {
    state.outbox.prune(peer, topic, params.pruneBackoffMs());
    state.backoffs.add(topic, peer, nowMs + params.pruneBackoffMs());
  }
}
