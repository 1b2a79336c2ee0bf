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
    final Map<String, Rpc.Prune> prune = new LinkedHashMap<>();
    boolean extensions;
    final List<Rpc.Have> have = new ArrayList<>(0);
    final Set<MessageId> want = new LinkedHashSet<>();
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
    control.prune.remove(topic);
    control.graft.add(topic);
  }

  void prune(PeerId to, String topic, long backoffMs, List<Rpc.NamedPeer> peers) {
    Control control = of(to);
    control.graft.remove(topic);
    control.prune.put(topic, new Rpc.Prune(topic, (backoffMs + 999) / 1_000, peers));
  }

  /** Has the peer's first RPC tell that extensions are understood; none is supported. */
  void extensions(PeerId to) {
    of(to).extensions = true;
  }

  void have(PeerId to, String topic, List<MessageId> ids) {
    of(to).have.add(new Rpc.Have(topic, ids));
  }

  void want(PeerId to, Collection<MessageId> ids) {
    of(to).want.addAll(ids);
  }

  /** Leaves at once, not with the control entries at the end of the step: it is a race. */
  void dontWant(List<PeerId> to, MessageId id) {
    if (!to.isEmpty()) {
      effects.add(
          new GossipEffect.Send(to, gossipRpc(List.of(), List.of(), List.of(id)), Priority.HINT));
    }
  }

  /** Nothing more is said to a peer that is gone. */
  void forget(PeerId peer) {
    controls.remove(peer);
  }

  /** Empties the box. */
  List<GossipEffect> take() {
    controls.forEach(this::flush);
    controls.clear();
    List<GossipEffect> taken = effects;
    effects = new ArrayList<>();
    return taken;
  }

  private Control of(PeerId peer) {
    return controls.computeIfAbsent(peer, key -> new Control());
  }

  private void flush(PeerId peer, Control control) {
    List<PeerId> to = List.of(peer);
    if (control.extensions
        || !control.subscriptions.isEmpty()
        || !control.graft.isEmpty()
        || !control.prune.isEmpty()) {
      effects.add(new GossipEffect.Send(to, meshRpc(control), Priority.MESH));
    }
    if (!control.have.isEmpty() || !control.want.isEmpty()) {
      Rpc rpc = gossipRpc(control.have, control.want, List.of());
      effects.add(new GossipEffect.Send(to, rpc, Priority.GOSSIP));
    }
  }

  private Rpc meshRpc(Control control) {
    List<Rpc.Subscription> subscriptions = new ArrayList<>();
    control.subscriptions.forEach(
        (topic, subscribe) -> subscriptions.add(new Rpc.Subscription(topic, subscribe)));
    count(GossipOutcome.GRAFT_SENT, control.graft.size());
    count(GossipOutcome.PRUNE_SENT, control.prune.size());
    return new Rpc(
        subscriptions,
        List.of(),
        List.of(),
        List.of(),
        List.copyOf(control.graft),
        List.copyOf(control.prune.values()),
        List.of(),
        control.extensions);
  }

  private Rpc gossipRpc(List<Rpc.Have> have, Collection<MessageId> want, List<MessageId> dontWant) {
    count(GossipOutcome.WANT_SENT, want.size());
    return new Rpc(
        List.of(), List.of(), have, List.copyOf(want), List.of(), List.of(), dontWant, false);
  }
}
