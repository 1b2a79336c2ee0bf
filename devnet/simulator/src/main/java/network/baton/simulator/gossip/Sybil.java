package network.baton.simulator.gossip;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.gossip.Rpc;

/**
 * An identity of an attacker: subscribes, grafts at once and again as soon as its backoff is over,
 * so that nothing can be held against it, and never brings anything.
 */
final class Sybil implements Endpoint {
  private static final long PATIENCE_MS = 2_000;
  private static final Rpc GRAFT =
      new Rpc(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(GossipNode.TOPIC),
          List.of(),
          List.of(),
          false);
  private static final Rpc HELLO =
      new Rpc(
          List.of(new Rpc.Subscription(GossipNode.TOPIC, true)),
          List.of(),
          List.of(),
          List.of(),
          List.of(GossipNode.TOPIC),
          List.of(),
          List.of(),
          true);

  private final GossipWorld world;
  private final PeerId id;
  private final SplittableRandom random;
  private final Map<PeerId, Link> links = new HashMap<>();

  Sybil(GossipWorld world, int number, SplittableRandom random) {
    this.world = world;
    this.id = Link.peer(number);
    this.random = random;
  }

  @Override
  public PeerId id() {
    return id;
  }

  @Override
  public void joined(Link link, boolean outbound) {
    links.put(link.to().id(), link);
    link.carry(id, HELLO, random);
  }

  @Override
  public void receive(PeerId from, Rpc rpc) {
    Link link = links.get(from);
    if (link == null) {
      return;
    }
    for (Rpc.Prune prune : rpc.prune()) {
      long waitMs = 1_000 * prune.backoffSeconds() + PATIENCE_MS;
      world.time().after(waitMs, () -> link.carry(id, GRAFT, random));
    }
  }
}
