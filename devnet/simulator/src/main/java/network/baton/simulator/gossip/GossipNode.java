package network.baton.simulator.gossip;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.gossip.AuthorPolicy;
import network.baton.libp2p.gossip.ContentMessageId;
import network.baton.libp2p.gossip.GossipEffect;
import network.baton.libp2p.gossip.GossipEvent;
import network.baton.libp2p.gossip.GossipMessage;
import network.baton.libp2p.gossip.GossipOutcome;
import network.baton.libp2p.gossip.GossipProtocol;
import network.baton.libp2p.gossip.GossipRouter;
import network.baton.libp2p.gossip.GossipSettings;
import network.baton.libp2p.gossip.MessageId;
import network.baton.libp2p.gossip.Rpc;
import network.baton.libp2p.gossip.RpcEncoder;
import network.baton.libp2p.gossip.ValidationResult;

/** One real router, its links, and what its application got. */
final class GossipNode implements Endpoint {
  static final String TOPIC = "/baton/sim/1/beat";

  private final GossipWorld world;
  private final int number;
  private final PeerId id;
  private final boolean silent;
  private final GossipRouter router;
  private final SplittableRandom random;
  private final Map<PeerId, Link> links = new HashMap<>();
  private boolean lost;
  private long bytesOut;
  private long duplicates;

  GossipNode(GossipWorld world, int number, boolean silent, SplittableRandom random) {
    this.world = world;
    this.number = number;
    this.id = Link.peer(number);
    this.silent = silent;
    this.random = random;
    long startMs = world.time().nowMs() + random.nextInt(1_000);
    this.router =
        new GossipRouter(
            GossipSettings.of(Set.of(TOPIC)),
            new ContentMessageId(),
            AuthorPolicy.STRICT_NO_SIGN,
            random.split(),
            startMs);
    world.time().at(startMs, this::start);
  }

  private void start() {
    apply(new GossipEvent.Subscribe(TOPIC));
    wake();
  }

  private void wake() {
    if (!lost) {
      apply(new GossipEvent.Tick());
      world.time().at(router.nextWakeMs(), this::wake);
    }
  }

  @Override
  public PeerId id() {
    return id;
  }

  @Override
  public void joined(Link link, boolean outbound) {
    links.put(link.to().id(), link);
    apply(
        new GossipEvent.PeerConnected(link.to().id(), GossipProtocol.V1_3, outbound, false, null));
  }

  @Override
  public void receive(PeerId from, Rpc rpc) {
    if (!lost && links.containsKey(from)) {
      apply(new GossipEvent.RpcReceived(from, rpc));
    }
  }

  void publish(ByteString data) {
    apply(new GossipEvent.Publish(GossipMessage.unsigned(TOPIC, data)));
  }

  /** Vanishes without a word; whoever is linked notices when its pings are not answered. */
  void vanish() {
    lost = true;
    for (Link link : links.values()) {
      if (link.to() instanceof GossipNode peer) {
        world.time().after(10_000 + random.nextInt(30_000), () -> peer.leave(id));
      }
    }
  }

  private void leave(PeerId peer) {
    if (!lost && links.remove(peer) != null) {
      apply(new GossipEvent.PeerDisconnected(peer));
    }
  }

  private void apply(GossipEvent event) {
    for (GossipEffect effect : router.apply(event, world.time().nowMs())) {
      switch (effect) {
        case GossipEffect.Send send -> send(send.to(), send.rpc());
        case GossipEffect.Validate validate -> validate(validate.id(), validate.message());
        case GossipEffect.Verify verify ->
            throw new IllegalStateException("nothing is signed here");
        case GossipEffect.Disconnect(PeerId peer) -> cut(peer);
        case GossipEffect.Exchange exchange -> {}
        case GossipEffect.Refused refused -> {}
        case GossipEffect.Counted(GossipOutcome outcome, int count) -> {
          if (outcome == GossipOutcome.DUPLICATE) {
            duplicates += count;
          }
        }
      }
    }
  }

  private void send(List<PeerId> to, Rpc rpc) {
    if (silent && !(rpc.messages().isEmpty() && rpc.have().isEmpty())) {
      return;
    }
    int bytes = RpcEncoder.frames(rpc).stream().mapToInt(frame -> frame.length).sum();
    for (PeerId peer : to) {
      Link link = links.get(peer);
      if (link != null) {
        bytesOut += bytes;
        link.carry(id, rpc, random);
      }
    }
  }

  private void validate(MessageId message, GossipMessage content) {
    long judgedMs = 1 + random.nextLong(world.plan().validationMaxMs());
    world
        .time()
        .after(
            judgedMs,
            () -> {
              if (!lost) {
                world.delivered(this, content.data());
                apply(new GossipEvent.Verdict(message, ValidationResult.ACCEPT));
              }
            });
  }

  private void cut(PeerId peer) {
    Link link = links.get(peer);
    if (link != null) {
      leave(peer);
      if (link.to() instanceof GossipNode there) {
        there.leave(id);
      }
    }
  }

  int number() {
    return number;
  }

  boolean honest() {
    return !silent;
  }

  boolean lost() {
    return lost;
  }

  long bytesOut() {
    return bytesOut;
  }

  long duplicates() {
    return duplicates;
  }

  /** Mesh members that do their part and are up. */
  int goodMesh() {
    return (int) router.mesh(TOPIC).stream().filter(this::good).count();
  }

  int mesh() {
    return router.mesh(TOPIC).size();
  }

  /** Honest peers that have a score below 0 here, and all honest peers. */
  int[] wronged() {
    int[] counts = new int[2];
    for (PeerId peer : links.keySet()) {
      if (good(peer)) {
        counts[1]++;
        counts[0] += router.score(peer) < 0 ? 1 : 0;
      }
    }
    return counts;
  }

  private boolean good(PeerId peer) {
    Link link = links.get(peer);
    return link != null && link.to() instanceof GossipNode node && node.honest() && !node.lost();
  }
}
