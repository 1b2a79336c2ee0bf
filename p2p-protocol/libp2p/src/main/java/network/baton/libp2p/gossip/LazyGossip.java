package network.baton.libp2p.gossip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/**
 * Offers and requests beside the mesh: IHAVE, IWANT, IDONTWANT, with everything that bounds what a
 * peer can cause by them.
 */
final class LazyGossip {
  private final GossipState state;
  private final GossipParams params;
  private final GossipLimits limits;
  private final MessageCache cache;
  private final int idBytes;
  private final Promises promises;
  private long heartbeats;

  LazyGossip(GossipState state, MessageCache cache, int idBytes) {
    this.state = state;
    this.params = state.params;
    this.limits = state.limits;
    this.cache = cache;
    this.idBytes = idBytes;
    this.promises = new Promises(params.promiseMs());
  }

  /** A peer offers messages: asks for those that are new here. */
  void onHave(GossipPeer peer, List<Rpc.Have> offers, Predicate<MessageId> seen, long nowMs) {
    if (offers.isEmpty() || refusesGossip(peer)) {
      return;
    }
    peer.haveRpcs++;
    int room = limits.idsAskedMax() - peer.idsAsked;
    if (peer.haveRpcs > limits.haveRpcsMax() || room <= 0) {
      state.refuse(peer.id, GossipRefusal.HAVE_FLOOD);
      return;
    }
    Set<MessageId> unseen = new LinkedHashSet<>();
    for (Rpc.Have offer : offers) {
      if (state.joined.contains(offer.topic())) {
        for (MessageId id : offer.ids()) {
          if (sizeRight(peer, id) && !seen.test(id)) {
            unseen.add(id);
          }
        }
      }
    }
    if (unseen.isEmpty()) {
      return;
    }
    List<MessageId> ask = new ArrayList<>(unseen);
    Collections.shuffle(ask, state.random);
    ask = ask.subList(0, Math.min(room, ask.size()));
    peer.idsAsked += ask.size();
    state.outbox.want(peer.id, ask);
    promises.add(ask.getFirst(), peer.id, nowMs);
  }

  /** A peer asks for messages: answers from the cache, within its share of this heartbeat. */
  void onWant(GossipPeer peer, List<MessageId> ids) {
    if (ids.isEmpty() || refusesGossip(peer)) {
      return;
    }
    List<GossipMessage> answers = new ArrayList<>();
    boolean flood = false;
    for (MessageId id : new LinkedHashSet<>(ids)) {
      if (++peer.wantIds > limits.wantIdsMax()) {
        flood = true;
        break;
      }
      GossipMessage message = cache.peek(id);
      if (message == null || !peer.wants(id)) {
        continue;
      }
      if (message.data().size() > limits.wantBytesMax() - peer.wantBytes
          || !cache.countAnswer(id, peer.id, limits.retransmissionsMax())) {
        flood = true;
        continue;
      }
      peer.wantBytes += message.data().size();
      answers.add(message);
    }
    if (flood) {
      state.refuse(peer.id, GossipRefusal.WANT_FLOOD);
    }
    if (!answers.isEmpty()) {
      state.outbox.count(GossipOutcome.WANT_ANSWERED, answers.size());
      state.outbox.messages(List.of(peer.id), answers, Priority.FORWARD);
    }
  }

  /** A peer has these messages, or is getting them from somebody else. */
  void onDontWant(GossipPeer peer, List<MessageId> ids) {
    if (ids.isEmpty()) {
      return;
    }
    peer.dontWantRpcs++;
    if (peer.dontWantRpcs > limits.dontWantRpcsMax() || ids.size() > limits.dontWantIdsMax()) {
      state.refuse(peer.id, GossipRefusal.DONT_WANT_FLOOD);
    }
    if (peer.dontWantRpcs <= limits.dontWantRpcsMax()) {
      ids.stream()
          .limit(limits.dontWantIdsMax())
          .filter(id -> sizeRight(peer, id))
          .forEach(
              id ->
                  peer.doNotWant(
                      id, heartbeats + params.dontWantHeartbeats(), limits.dontWantKeptMax()));
    }
  }

  /** Whether the mesh is told not to bring a message here once it is known. */
  boolean spares(GossipMessage message) {
    return message.data().size() >= params.dontWantBytesMin();
  }

  /** A large message is known for the first time: spares the mesh from sending it here again. */
  void announceDontWant(
      GossipMessage message, MessageId id, @Nullable PeerId from, Set<PeerId> mesh) {
    if (!spares(message)) {
      return;
    }
    List<PeerId> to = new ArrayList<>();
    for (PeerId member : mesh) {
      GossipPeer peer = state.peers.get(member);
      if (peer != null && !Objects.equals(member, from) && peer.version.hasDontWant()) {
        to.add(member);
      }
    }
    state.outbox.dontWant(to, id);
  }

  /** A message came, whatever becomes of it. */
  void onArrived(MessageId id) {
    promises.kept(id);
  }

  void forget(PeerId peer) {
    promises.forget(peer);
  }

  /** Blames broken promises and starts the counts of the next heartbeat. */
  void heartbeat(long nowMs) {
    heartbeats++;
    promises.broken(nowMs).forEach(peer -> state.refuse(peer, GossipRefusal.PROMISE_BROKEN));
    state.peers.values().forEach(peer -> peer.heartbeat(heartbeats));
  }

  /** Offers recent messages to some peers outside the meshes, then lets the cache age. */
  void emit(Map<String, Set<PeerId>> alreadyServed) {
    alreadyServed.forEach(this::emit);
    cache.shift();
  }

  private void emit(String topic, Set<PeerId> served) {
    List<GossipPeer> eligible =
        state.subscribers(
            topic,
            peer ->
                !peer.direct && !served.contains(peer.id) && !state.scores.belowGossip(peer.id));
    // Thousands of messages may be recent, and in a small network all peers are in the mesh.
    List<MessageId> ids = eligible.isEmpty() ? List.of() : cache.recent(topic);
    if (ids.isEmpty()) {
      return;
    }
    int share = (int) Math.ceil(params.gossipFactor() * eligible.size());
    int count = Math.min(eligible.size(), Math.max(params.degreeLazy(), share));
    for (GossipPeer peer : eligible.subList(0, count)) {
      state.outbox.have(peer.id, topic, sample(ids));
    }
  }

  /** When there are too many to offer, each peer is offered others. */
  private List<MessageId> sample(List<MessageId> ids) {
    if (ids.size() <= limits.idsAskedMax()) {
      return ids;
    }
    List<MessageId> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, state.random);
    return shuffled.subList(0, limits.idsAskedMax());
  }

  private boolean refusesGossip(GossipPeer peer) {
    boolean low = !peer.direct && state.scores.belowGossip(peer.id);
    if (low) {
      state.refuse(peer.id, GossipRefusal.GOSSIP_LOW_SCORE);
    }
    return low;
  }

  private boolean sizeRight(GossipPeer peer, MessageId id) {
    boolean right = idBytes == 0 || id.bytes().size() == idBytes;
    if (!right) {
      state.refuse(peer.id, GossipRefusal.ID_SIZE);
    }
    return right;
  }
}
