package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
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
  private long heartbeats;

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
      state.scores.pruned(peer, topic);
      state.outbox.prune(peer, topic, params.unsubscribeBackoffMs(), others(peer, topic));
      state.backoffs.add(topic, peer, nowMs + params.unsubscribeBackoffMs());
    }
  }

  /**
   * A peer subscribed: takes it in at once when the mesh is too small, so that starts are quick.
   */
  void onSubscribed(GossipPeer peer, String topic, long nowMs) {
    Set<PeerId> members = meshes.get(topic);
    if (members != null && members.size() < params.degreeLow() && eligible(peer, topic, nowMs)) {
      add(members, peer.id, topic, nowMs);
      state.outbox.graft(peer.id, topic);
    }
  }

  void onUnsubscribed(GossipPeer peer, String topic) {
    Set<PeerId> members = meshes.get(topic);
    if (members != null) { // it may never have been joined here
      remove(members, peer.id, topic);
    }
  }

  private void add(Set<PeerId> members, PeerId peer, String topic, long nowMs) {
    members.add(peer);
    state.scores.grafted(peer, topic, nowMs);
  }

  private void remove(Set<PeerId> members, PeerId peer, String topic) {
    if (members.remove(peer)) {
      state.scores.pruned(peer, topic);
    }
  }

  /** Takes a peer out of all meshes without telling it. */
  void forget(PeerId peer) {
    meshes.forEach((topic, members) -> remove(members, peer, topic));
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
        add(members, peer.id, topic, nowMs);
      } else {
        state.refuse(peer.id, refusal);
        prune(peer.id, topic, nowMs, refusal == GossipRefusal.GRAFT_MESH_FULL);
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
    if (state.scores.belowZero(peer.id)) {
      return GossipRefusal.GRAFT_LOW_SCORE;
    }
    if (!peer.topics.contains(topic)) {
      return GossipRefusal.GRAFT_NOT_SUBSCRIBED;
    }
    if (members.size() >= params.degreeHigh() && !peer.outbound && !state.scores.proved(peer.id)) {
      return GossipRefusal.GRAFT_MESH_FULL;
    }
    return null;
  }

  /** A peer pruned this node: its backoff is obeyed, within bounds. */
  void onPrune(GossipPeer peer, List<Rpc.Prune> prunes, long nowMs) {
    for (Rpc.Prune prune : prunes) {
      Set<PeerId> members = meshes.get(prune.topic());
      if (members != null) {
        remove(members, peer.id, prune.topic());
        exchange(peer, prune.peers());
        long backoffMs =
            Backoffs.clampMs(
                prune.backoffSeconds(), params.pruneBackoffMs(), params.backoffMaxMs());
        state.backoffs.add(prune.topic(), peer.id, nowMs + backoffMs);
      }
    }
  }

  /** A peer that pruned this node names others, to replace it. */
  private void exchange(GossipPeer peer, List<Rpc.NamedPeer> named) {
    if (named.isEmpty()) {
      return;
    }
    if (!state.scores.acceptsPx(peer.id)) {
      state.refuse(peer.id, GossipRefusal.EXCHANGE_LOW_SCORE);
      return;
    }
    List<Rpc.NamedPeer> some = new ArrayList<>(named);
    Collections.shuffle(some, state.random);
    int most = Math.min(some.size(), params.exchangePeers());
    state.outbox.effect(new GossipEffect.Exchange(peer.id, some.subList(0, most)));
  }

  /** Good peers of a topic to name to one that is pruned for want of room. */
  private List<Rpc.NamedPeer> others(PeerId pruned, String topic) {
    if (params.exchangePeers() == 0 || state.scores.belowZero(pruned)) {
      return List.of();
    }
    return state
        .subscribers(topic, peer -> !peer.id.equals(pruned) && !state.scores.belowZero(peer.id))
        .stream()
        .limit(params.exchangePeers())
        .map(peer -> new Rpc.NamedPeer(ByteString.copyFrom(peer.id.toBytes()), peer.signedRecord))
        .toList();
  }

  /** Brings every mesh back into its bounds. */
  void heartbeat(long nowMs) {
    heartbeats++;
    state.backoffs.forget(nowMs - params.backoffSlackMs());
    for (Map.Entry<String, Set<PeerId>> mesh : meshes.entrySet()) {
      String topic = mesh.getKey();
      Set<PeerId> members = mesh.getValue();
      for (PeerId peer : List.copyOf(members)) {
        if (state.scores.belowZero(peer)) {
          remove(members, peer, topic);
          prune(peer, topic, nowMs, false);
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
      if (heartbeats % params.opportunisticHeartbeats() == 0 && members.size() > 1) {
        graftBetter(topic, members, nowMs);
      }
    }
  }

  /** A mesh of peers that bring little takes in some who are better than its middle. */
  private void graftBetter(String topic, Set<PeerId> members, long nowMs) {
    double[] scores = members.stream().mapToDouble(state.scores::score).sorted().toArray();
    double median = scores[scores.length / 2];
    if (state.scores.wantsBetter(median)) {
      graft(
          topic, params.opportunisticPeers(), nowMs, peer -> state.scores.score(peer.id) > median);
    }
  }

  /**
   * Keeps the best by score, then others at random, of whom the proved ones first, with enough
   * outbound ones among them.
   */
  private void shrink(String topic, Set<PeerId> members, long nowMs) {
    List<PeerId> order = new ArrayList<>(members);
    Collections.shuffle(order, state.random);
    order.sort(Comparator.comparingDouble(state.scores::score).reversed());
    List<PeerId> rest = order.subList(params.degreeScore(), order.size());
    Collections.shuffle(rest, state.random);
    rest.sort(Comparator.comparing(peer -> !state.scores.proved(peer)));
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
      remove(members, peer, topic);
      prune(peer, topic, nowMs, true);
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
    // Whoever has brought something first: where sybils are many, a random choice is one of them.
    candidates.sort(Comparator.comparing(peer -> !state.scores.proved(peer.id)));
    for (GossipPeer peer : candidates.subList(0, Math.min(count, candidates.size()))) {
      add(members(topic), peer.id, topic, nowMs);
      state.outbox.graft(peer.id, topic);
    }
  }

  private boolean eligible(GossipPeer peer, String topic, long nowMs) {
    return !peer.direct
        && !members(topic).contains(peer.id)
        && !state.backoffs.active(topic, peer.id, nowMs - params.backoffSlackMs())
        && !state.scores.belowZero(peer.id);
  }

  private void prune(PeerId peer, String topic, long nowMs, boolean nameOthers) {
    List<Rpc.NamedPeer> named = nameOthers ? others(peer, topic) : List.of();
    state.outbox.prune(peer, topic, params.pruneBackoffMs(), named);
    state.backoffs.add(topic, peer, nowMs + params.pruneBackoffMs());
  }
}
