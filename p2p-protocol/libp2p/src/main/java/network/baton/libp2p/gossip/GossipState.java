package network.baton.libp2p.gossip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import network.baton.libp2p.PeerId;

/** What the parts of the router share. Everything is in insertion order: a seed repeats a run. */
final class GossipState {
  final GossipParams params;
  final GossipLimits limits;
  final Set<String> topicsAllowed;
  final RandomGenerator random;
  final PeerScores scores;
  final Deliveries deliveries;
  final Backoffs backoffs;
  final Outbox outbox = new Outbox();
  final Map<PeerId, GossipPeer> peers = new LinkedHashMap<>();

  /** Topics this node has joined. */
  final Set<String> joined = new LinkedHashSet<>();

  GossipState(GossipSettings settings, RandomGenerator random, long nowMs) {
    this.params = settings.params();
    this.limits = settings.limits();
    this.topicsAllowed = settings.topics();
    this.scores = new PeerScores(settings.scores(), nowMs);
    this.deliveries = new Deliveries(settings.scores(), scores, limits.deliveriesMax());
    this.backoffs = new Backoffs(limits.backoffsMax());
    this.random = random;
  }

  /** Reports a refusal and blames the peer for it; cuts it when that is too much. */
  void refuse(PeerId id, GossipRefusal reason) {
    switch (reason.blame()) {
      case NONE -> {}
      case MISBEHAVIOUR -> scores.misbehaved(id);
      case INVALID -> throw new IllegalArgumentException(reason + " without a topic");
    }
    refused(id, reason);
  }

  /** The same for a message of an allowed topic. */
  void refuse(PeerId id, GossipRefusal reason, String topic) {
    if (reason.blame() == GossipRefusal.Blame.INVALID) {
      scores.invalid(id, topic);
      refused(id, reason);
    } else {
      refuse(id, reason);
    }
  }

  private void refused(PeerId id, GossipRefusal reason) {
    outbox.effect(new GossipEffect.Refused(id, reason));
    if (reason.blame() != GossipRefusal.Blame.NONE) {
      cutIfGraylisted(id);
    }
  }

  /** A peer brought a message that its validator rejected. */
  void rejected(PeerId id, String topic) {
    scores.invalid(id, topic);
    cutIfGraylisted(id);
  }

  private void cutIfGraylisted(PeerId id) {
    GossipPeer peer = peers.get(id);
    if (peer != null) {
      cutIfGraylisted(peer);
    }
  }

  /** Whether nothing of the peer may be read. Asks once for its connection to be closed. */
  boolean cutIfGraylisted(GossipPeer peer) {
    if (peer.direct || !scores.belowGraylist(peer.id)) {
      return false;
    }
    if (!peer.cut) {
      peer.cut = true;
      outbox.effect(new GossipEffect.Disconnect(peer.id));
    }
    return true;
  }

  /** Peers subscribed to the topic that pass, in random order. */
  List<GossipPeer> subscribers(String topic, Predicate<GossipPeer> filter) {
    List<GossipPeer> found = new ArrayList<>();
    for (GossipPeer peer : peers.values()) {
      if (peer.topics.contains(topic) && filter.test(peer)) {
        found.add(peer);
      }
    }
    Collections.shuffle(found, random);
    return found;
  }
}
