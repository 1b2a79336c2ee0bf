package network.baton.benchmark.libp2p.micro;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.gossip.AuthorPolicy;
import network.baton.libp2p.gossip.ContentMessageId;
import network.baton.libp2p.gossip.GossipEffect;
import network.baton.libp2p.gossip.GossipEvent;
import network.baton.libp2p.gossip.GossipMessage;
import network.baton.libp2p.gossip.GossipProtocol;
import network.baton.libp2p.gossip.GossipRouter;
import network.baton.libp2p.gossip.GossipSettings;
import network.baton.libp2p.gossip.Rpc;
import network.baton.libp2p.gossip.ValidationResult;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Steps of the router with twelve subscribed peers; time stands still but for the heartbeats. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RouterBenchmark {
  private static final String TOPIC = "topic";
  private static final int PEERS = 12;
  private static final int MESSAGES_PER_MS = 20;
  private static final int DATA_BYTES = 1_024;

  private final List<PeerId> peers = new ArrayList<>();
  private final GossipRouter router =
      new GossipRouter(
          GossipSettings.of(Set.of(TOPIC)),
          new ContentMessageId(),
          AuthorPolicy.STRICT_NO_SIGN,
          new SplittableRandom(1),
          0);
  private long number;

  public RouterBenchmark() {
    router.apply(new GossipEvent.Subscribe(TOPIC), 0);
    Rpc hello =
        new Rpc(
            List.of(new Rpc.Subscription(TOPIC, true)),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false);
    for (int i = 0; i < PEERS; i++) {
      PeerId peer = NodeKey.generate().peerId();
      peers.add(peer);
      router.apply(new GossipEvent.PeerConnected(peer, GossipProtocol.V1_1, true, false, null), 0);
      router.apply(new GossipEvent.RpcReceived(peer, hello), 0);
    }
  }

  /** A new message comes, is accepted and forwarded. */
  @Benchmark
  public List<GossipEffect> newMessage() {
    long nowMs = nowMs();
    byte[] data = new byte[DATA_BYTES];
    ByteBuffer.wrap(data).putLong(number);
    Rpc rpc = Rpc.ofMessages(List.of(GossipMessage.unsigned(TOPIC, ByteString.copyFrom(data))));
    PeerId from = peers.get((int) (number % PEERS));
    for (GossipEffect effect : router.apply(new GossipEvent.RpcReceived(from, rpc), nowMs)) {
      if (effect instanceof GossipEffect.Validate asked) {
        return router.apply(new GossipEvent.Verdict(asked.id(), ValidationResult.ACCEPT), nowMs);
      }
    }
    throw new IllegalStateException("a new message is validated");
  }

  private long nowMs() {
    long nowMs = ++number / MESSAGES_PER_MS;
    if (nowMs >= router.nextWakeMs()) {
      router.apply(new GossipEvent.Tick(), nowMs);
    }
    return nowMs;
  }
}
