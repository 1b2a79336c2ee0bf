package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Decides all of gossipsub v1.1, v1.2 and v1.3 for one node: event and time in, effects out. Has no
 * clock, no I/O and no thread; not thread-safe. Specification: {@code specs/gossipsub.md}; its
 * sources are libp2p/specs pubsub/gossipsub/gossipsub-v1.{0,1,2,3}.md.
 */
public final class GossipRouter {
  private final MessageIdFunction ids;
  private final AuthorPolicy policy;
  private final GossipState state;
  private final Meshes meshes;
  private final Fanouts fanouts;
  private final LazyGossip lazy;
  private final SeenCache seen;
  private final MessageCache cache;
  private final HeldMessages<GossipMessage> unproved;
  private final HeldMessages<MessageId> held;
  private long nextHeartbeatMs;

  /**
   * @param nowMs any clock that does not run backwards; the same one as for {@link #apply}
   */
  public GossipRouter(
      GossipSettings settings,
      MessageIdFunction ids,
      AuthorPolicy policy,
      RandomGenerator random,
      long nowMs) {
    this.ids = ids;
    this.policy = policy;
    GossipParams params = settings.params();
    GossipLimits limits = settings.limits();
    this.state = new GossipState(settings, random, nowMs);
    this.meshes = new Meshes(state);
    this.fanouts = new Fanouts(state);
    this.cache =
        new MessageCache(
            params.cacheHeartbeats(), params.gossipHeartbeats(), limits.cacheBytesMax());
    this.lazy = new LazyGossip(state, cache, ids.bytes());
    this.seen = new SeenCache(limits.seenMax(), params.seenTtlMs());
    this.unproved = new HeldMessages<>(limits, params.holdMs());
    this.held = new HeldMessages<>(limits, params.holdMs());
    this.nextHeartbeatMs = nowMs + params.heartbeatMs();
  }

  /** What is to be done about an event. Effects are in the order to perform. */
  public List<GossipEffect> apply(GossipEvent event, long nowMs) {
    switch (event) {
      case GossipEvent.PeerConnected connected -> connect(connected, nowMs);
      case GossipEvent.PeerDisconnected(PeerId peer) -> disconnect(peer, nowMs);
      case GossipEvent.RecordSeen(PeerId peer, ByteString envelope) -> record(peer, envelope);
      case GossipEvent.AppScore(PeerId peer, double value) -> state.scores.app(peer, value);
      case GossipEvent.RpcReceived(PeerId peer, Rpc rpc) -> receive(peer, rpc, nowMs);
      case GossipEvent.RpcRefused(PeerId peer, GossipRefusal reason) -> state.refuse(peer, reason);
      case GossipEvent.Subscribe(String topic) -> subscribe(topic, nowMs);
      case GossipEvent.Unsubscribe(String topic) -> unsubscribe(topic, nowMs);
      case GossipEvent.Publish(GossipMessage message) -> publish(message, nowMs);
      case GossipEvent.Verified(GossipMessage message, boolean good) ->
          proved(message, good, nowMs);
      case GossipEvent.Verdict(MessageId id, ValidationResult result) -> judge(id, result, nowMs);
      case GossipEvent.Tick() -> tick(nowMs);
    }
    return state.outbox.take();
  }

  /** When {@link GossipEvent.Tick} is due; ticks before that do nothing. */
  public long nextWakeMs() {
    long holdsEndMs = Math.min(unproved.nextExpiryMs(), held.nextExpiryMs());
    return Math.min(Math.min(nextHeartbeatMs, state.scores.nextAgeMs()), holdsEndMs);
  }

  /** Present size of the mesh of each joined topic. */
  public Map<String, Integer> meshSizes() {
    return meshes.sizes();
  }

  /** Present mesh members of a topic. */
  public Set<PeerId> mesh(String topic) {
    return Set.copyOf(meshes.members(topic));
  }

  /** Connected peers that subscribed to a topic. */
  public Set<PeerId> subscribers(String topic) {
    Set<PeerId> found = new LinkedHashSet<>();
    state.subscribers(topic, peer -> true).forEach(peer -> found.add(peer.id));
    return found;
  }

  /** What is below the graylist threshold is cut; 0 for peers that are not known. */
  public double score(PeerId peer) {
    return state.scores.score(peer);
  }

  /** Scores of the connected peers by component. */
  public Map<PeerId, ScoreParts> scores() {
    Map<PeerId, ScoreParts> scores = new LinkedHashMap<>();
    state.peers.keySet().forEach(peer -> scores.put(peer, state.scores.parts(peer)));
    return scores;
  }

  private void connect(GossipEvent.PeerConnected connected, long nowMs) {
    PeerId id = connected.peer();
    GossipPeer peer = state.peers.get(id);
    if (peer == null) {
      peer = new GossipPeer(id, connected.version(), connected.outbound(), connected.direct());
      state.peers.put(id, peer);
      state.scores.connected(id, connected.ip(), nowMs);
    } else {
      peer.version = connected.version();
      meshes.forget(id);
    }
    if (state.cutIfGraylisted(peer)) {
      return;
    }
    if (peer.version.hasExtensions()) {
      state.outbox.extensions(id);
    }
    for (String topic : state.joined) {
      state.outbox.subscription(id, topic, true);
    }
    for (String topic : peer.topics) {
      meshes.onSubscribed(peer, topic, nowMs);
    }
  }

  private void record(PeerId id, ByteString envelope) {
    GossipPeer peer = state.peers.get(id);
    if (peer != null && envelope.size() <= state.limits.exchangeBytesMax()) {
      peer.signedRecord = envelope;
      state.outbox.count(GossipOutcome.RECORD_SEEN, 1);
    }
  }

  private void disconnect(PeerId peer, long nowMs) {
    if (state.peers.remove(peer) == null) {
      return;
    }
    meshes.forget(peer);
    state.scores.disconnected(peer, nowMs);
    fanouts.forget(peer);
    lazy.forget(peer);
    state.outbox.forget(peer);
  }

  private void subscribe(String topic, long nowMs) {
    requireAllowed(topic);
    if (state.joined.add(topic)) {
      state.peers.keySet().forEach(peer -> state.outbox.subscription(peer, topic, true));
      meshes.join(topic, fanouts.end(topic), nowMs);
    }
  }

  private void unsubscribe(String topic, long nowMs) {
    if (state.joined.remove(topic)) {
      state.peers.keySet().forEach(peer -> state.outbox.subscription(peer, topic, false));
      meshes.leave(topic, nowMs);
    }
  }

  private void requireAllowed(String topic) {
    if (!state.topicsAllowed.contains(topic)) {
      throw new IllegalArgumentException("topic is not on the allow-list: " + topic);
    }
  }

  private void publish(GossipMessage message, long nowMs) {
    String topic = message.topic();
    requireAllowed(topic);
    if (message.data().size() > state.limits.messageBytesMax()) {
      throw new IllegalArgumentException("message of " + message.data().size() + " bytes");
    }
    MessageId id = ids.of(message);
    if (!seen.add(id, nowMs)) {
      state.outbox.count(GossipOutcome.PUBLISHED_AGAIN, 1);
      return;
    }
    cache.put(id, message);
    state.outbox.count(GossipOutcome.PUBLISHED, 1);
    lazy.announceDontWant(message, id, null, meshes.members(topic));
    Set<PeerId> to = publishTargets(topic, nowMs);
    to.removeIf(peer -> !wants(peer, id));
    state.outbox.messages(to, List.of(message), Priority.OWN);
  }

  /** Everybody when flooding or when the mesh is too small to rely on, else the mesh or fanout. */
  private Set<PeerId> publishTargets(String topic, long nowMs) {
    boolean joined = state.joined.contains(topic);
    boolean flood =
        state.params.floodPublish()
            || (joined && meshes.members(topic).size() < state.params.degreeLow());
    Set<PeerId> to = new LinkedHashSet<>(meshes.members(topic));
    if (!joined) {
      to.addAll(fanouts.publish(topic, nowMs));
    }
    for (GossipPeer peer : state.peers.values()) {
      if (peer.topics.contains(topic)
          && (peer.direct || (flood && !state.scores.belowPublish(peer.id)))) {
        to.add(peer.id);
      }
    }
    return to;
  }

  private void receive(PeerId id, Rpc rpc, long nowMs) {
    GossipPeer peer = state.peers.get(id);
    if (peer == null) {
      state.refuse(id, GossipRefusal.PEER_UNKNOWN);
      return;
    }
    if (state.cutIfGraylisted(peer)) {
      state.refuse(id, GossipRefusal.GRAYLISTED);
      return;
    }
    rpc.subscriptions().forEach(subscription -> subscription(peer, subscription, nowMs));
    rpc.messages().forEach(message -> message(peer, message, nowMs));
    lazy.onHave(peer, rpc.have(), offered -> seen.contains(offered, nowMs), nowMs);
    lazy.onWant(peer, rpc.want());
    meshes.onGraft(peer, new LinkedHashSet<>(rpc.graft()), nowMs);
    meshes.onPrune(peer, rpc.prune(), nowMs);
    lazy.onDontWant(peer, rpc.dontWant());
  }

  private void subscription(GossipPeer peer, Rpc.Subscription subscription, long nowMs) {
    String topic = subscription.topic();
    if (!subscription.subscribe()) {
      peer.topics.remove(topic);
      meshes.onUnsubscribed(peer, topic);
    } else if (!state.topicsAllowed.contains(topic)) {
      state.refuse(peer.id, GossipRefusal.TOPIC_NOT_ALLOWED);
    } else if (!peer.topics.contains(topic)
        && peer.topics.size() >= state.limits.topicsPerPeerMax()) {
      state.refuse(peer.id, GossipRefusal.TOPICS_TOO_MANY);
    } else if (peer.topics.add(topic)) {
      meshes.onSubscribed(peer, topic, nowMs);
    }
  }

  private void message(GossipPeer peer, GossipMessage message, long nowMs) {
    @Nullable GossipRefusal refusal = messageRefusal(message);
    if (refusal != null) {
      state.refuse(peer.id, refusal, message.topic());
      return;
    }
    MessageId id = ids.of(message);
    if (seen.contains(id, nowMs)) {
      duplicate(id, message, peer.id, nowMs);
    } else if (!policy.signed()) {
      admit(id, message, peer.id, nowMs);
    } else if (unproved.addSender(message, peer.id)) {
      state.outbox.count(GossipOutcome.DUPLICATE, 1);
    } else if (unproved.add(message, message, peer.id, nowMs)) {
      // The id is not marked as seen: a forgery must not stand in the way of the real message.
      state.outbox.effect(new GossipEffect.Verify(message));
    } else {
      state.refuse(peer.id, GossipRefusal.HELD_FULL);
    }
  }

  private void proved(GossipMessage message, boolean good, long nowMs) {
    HeldMessages.Held waiting = unproved.remove(message);
    if (waiting == null) {
      return;
    }
    if (!good) {
      waiting
          .senders()
          .forEach(peer -> state.refuse(peer, GossipRefusal.MESSAGE_SIGNATURE, message.topic()));
      return;
    }
    MessageId id = ids.of(message);
    for (PeerId peer : waiting.senders()) {
      if (seen.contains(id, nowMs)) {
        duplicate(id, message, peer, nowMs);
      } else if (state.joined.contains(message.topic())) {
        admit(id, message, peer, nowMs);
      }
    }
  }

  private void duplicate(MessageId id, GossipMessage message, PeerId peer, long nowMs) {
    lazy.onArrived(id);
    state.outbox.count(GossipOutcome.DUPLICATE, 1);
    if (seen.rejected(id)) {
      state.rejected(peer, message.topic());
    } else if (!held.addSender(id, peer)) {
      state.deliveries.duplicate(id, peer, nowMs);
    }
  }

  /** Takes a new message, of a proved author if there is one. */
  private void admit(MessageId id, GossipMessage message, PeerId from, long nowMs) {
    lazy.onArrived(id);
    if (!held.add(id, message, from, nowMs)) {
      // Not marked as seen: a later copy may find room.
      state.refuse(from, GossipRefusal.HELD_FULL);
      return;
    }
    seen.add(id, nowMs);
    state.outbox.count(GossipOutcome.RECEIVED, 1);
    state.outbox.effect(new GossipEffect.Validate(id, message, from));
    lazy.announceDontWant(message, id, from, meshes.members(message.topic()));
  }

  private @Nullable GossipRefusal messageRefusal(GossipMessage message) {
    if (!state.topicsAllowed.contains(message.topic())) {
      return GossipRefusal.TOPIC_NOT_ALLOWED;
    }
    if (!state.joined.contains(message.topic())) {
      return GossipRefusal.TOPIC_NOT_JOINED;
    }
    if (message.data().size() > state.limits.messageBytesMax()) {
      return GossipRefusal.MESSAGE_TOO_LARGE;
    }
    return policy.refusal(message);
  }

  private void judge(MessageId id, ValidationResult result, long nowMs) {
    HeldMessages.Held message = held.remove(id);
    if (message == null) {
      // Its time was over, and it was counted then.
      return;
    }
    switch (result) {
      case ACCEPT -> {
        state.outbox.count(GossipOutcome.ACCEPTED, 1);
        state.deliveries.accepted(id, message, lazy.spares(message.message()), nowMs);
        forward(id, message);
      }
      case IGNORE -> state.outbox.count(GossipOutcome.IGNORED, 1);
      case REJECT -> {
        state.outbox.count(GossipOutcome.REJECTED, 1);
        seen.reject(id);
        String topic = message.message().topic();
        message.senders().forEach(peer -> state.rejected(peer, topic));
      }
    }
  }

  /** Never to who sent it, nor to who said not to want it. */
  private void forward(MessageId id, HeldMessages.Held accepted) {
    GossipMessage message = accepted.message();
    cache.put(id, message);
    Set<PeerId> to = new LinkedHashSet<>(meshes.members(message.topic()));
    for (GossipPeer peer : state.peers.values()) {
      if (peer.direct && peer.topics.contains(message.topic())) {
        to.add(peer.id);
      }
    }
    to.removeIf(peer -> accepted.senders().contains(peer) || !wants(peer, id));
    state.outbox.messages(to, List.of(message), Priority.FORWARD);
  }

  private boolean wants(PeerId id, MessageId message) {
    GossipPeer peer = state.peers.get(id);
    return peer != null && peer.wants(message);
  }

  private void tick(long nowMs) {
    int expired = unproved.expire(nowMs).size() + held.expire(nowMs).size();
    state.outbox.count(GossipOutcome.VERDICT_LATE, expired);
    state.scores.age(nowMs);
    if (nowMs < nextHeartbeatMs) {
      return;
    }
    // After a pause (a stopped process) there is one heartbeat, not one for each that was missed.
    nextHeartbeatMs = nowMs + state.params.heartbeatMs();
    lazy.heartbeat(nowMs);
    meshes.heartbeat(nowMs);
    fanouts.heartbeat(nowMs);
    Map<String, Set<PeerId>> served = new LinkedHashMap<>(fanouts.peers());
    state.joined.forEach(topic -> served.put(topic, meshes.members(topic)));
    lazy.emit(served);
  }
}
