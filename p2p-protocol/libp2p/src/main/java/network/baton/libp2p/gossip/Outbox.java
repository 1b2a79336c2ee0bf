package network.baton.libp2p.gossip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.PeerId;

/**
 * Effects of one step. Control entries are gathered per peer and become one RPC of each class at
 * the end, so that a step says a thing to a peer once.
 */
final class Outbox {
  private List<GossipEffect> effects = new ArrayList<>();
  private final Map<PeerId, Control> controls = new LinkedHashMap<>();

  private static final class Control {
    final Map<String, Boolean> subscriptions = new LinkedHashMap<>();
    final Set<String> graft = new LinkedHashSet<>();
    final Map<String, Long> pruneSeconds = new LinkedHashMap<>();
    final List<Rpc.Have> have = new ArrayList<>(0);
    final Set<MessageId> want = new LinkedHashSet<>();
    final Set<MessageId> dontWant = new LinkedHashSet<>();
  }

  void effect(GossipEffect effect) {
    effects.add(effect);
  }

  void count(GossipOutcome outcome, int count) {
    if (count > 0) {
      effects.add(new GossipEffect.Counted(outcome, count));
    }
  }

  void messages(Collection<PeerId> to, List<GossipMessage> messages, Priority priority) {
    if (!to.isEmpty()) {
      effects.add(new GossipEffect.Send(List.copyOf(to), Rpc.ofMessages(messages), priority));
    }
  }

  void subscription(PeerId to, String topic, boolean subscribe) {
    of(to).subscriptions.put(topic, subscribe);
  }

  void graft(PeerId to, String topic) {
    Control control = of(to);
    control.pruneSeconds.remove(topic);
    control.graft.add(topic);
  }

  void prune(PeerId to, String topic, long backoffMs) {
    Control control = of(to);
    control.graft.remove(topic);
    control.pruneSeconds.put(topic, (backoffMs + 999) / 1_000);
  }

  void have(PeerId to, String topic, List<MessageId> ids) {
    of(to).have.add(new Rpc.Have(topic, ids));
  }

  void want(PeerId to, Collection<MessageId> ids) {
    of(to).want.addAll(ids);
  }

  void dontWant(PeerId to, MessageId id) {
    of(to).dontWant.add(id);
  }

  /** Nothing more is said to a peer that is gone. */
  void forget(PeerId peer) {
    controls.remove(peer);
  }

  /** Empties the box. */
  List<GossipEffect> take(int dontWantIdsMax) {
    controls.forEach((peer, control) -> flush(peer, control, dontWantIdsMax));
    controls.clear();
    List<GossipEffect> taken = effects;
    effects = new ArrayList<>();
    return taken;
  }

  private Control of(PeerId peer) {
    return controls.computeIfAbsent(peer, key -> new Control());
  }

  private void flush(PeerId peer, Control control, int dontWantIdsMax) {
    List<PeerId> to = List.of(peer);
    if (!control.subscriptions.isEmpty()
        || !control.graft.isEmpty()
        || !control.pruneSeconds.isEmpty()) {
      effects.add(new GossipEffect.Send(to, meshRpc(control), Priority.MESH));
    }
    List<MessageId> dontWant = List.copyOf(control.dontWant);
    int first = Math.min(dontWantIdsMax, dontWant.size());
    if (!control.have.isEmpty() || !control.want.isEmpty() || first > 0) {
      Rpc rpc = gossipRpc(control.have, control.want, dontWant.subList(0, first));
      effects.add(new GossipEffect.Send(to, rpc, Priority.GOSSIP));
    }
    for (int i = first; i < dontWant.size(); i += dontWantIdsMax) {
      int end = Math.min(dontWant.size(), i + dontWantIdsMax);
      Rpc rpc = gossipRpc(List.of(), List.of(), dontWant.subList(i, end));
      effects.add(new GossipEffect.Send(to, rpc, Priority.GOSSIP));
    }
  }

  private Rpc meshRpc(Control control) {
    List<Rpc.Subscription> subscriptions = new ArrayList<>();
    control.subscriptions.forEach(
        (topic, subscribe) -> subscriptions.add(new Rpc.Subscription(topic, subscribe)));
    List<Rpc.Prune> prunes = new ArrayList<>();
    control.pruneSeconds.forEach((topic, seconds) -> prunes.add(new Rpc.Prune(topic, seconds)));
    count(GossipOutcome.GRAFT_SENT, control.graft.size());
    count(GossipOutcome.PRUNE_SENT, prunes.size());
    return new Rpc(
        subscriptions,
        List.of(),
        List.of(),
        List.of(),
        List.copyOf(control.graft),
        prunes,
        List.of());
  }

  private Rpc gossipRpc(List<Rpc.Have> have, Collection<MessageId> want, List<MessageId> dontWant) {
    count(GossipOutcome.WANT_SENT, want.size());
    return new Rpc(List.of(), List.of(), have, List.copyOf(want), List.of(), List.of(), dontWant);
  }
}
