package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import network.baton.libp2p.PeerId;

/**
 * Many routers in virtual time, on one thread: RPCs are encoded, travel for some milliseconds in
 * order per link, and are decoded; validators take their time. A seed repeats a run exactly.
 */
final class VirtualNetwork {
  static final String TOPIC = "t";
  private static final int LATENCY_MAX_MS = 60;
  private static final int VALIDATION_MAX_MS = 40;

  final SplittableRandom random;
  final List<Node> nodes = new ArrayList<>();
  private final RpcDecoder decoder = new RpcDecoder(GossipLimits.DEFAULT);
  private final PriorityQueue<Work> agenda =
      new PriorityQueue<>(Comparator.comparingLong(Work::atMs).thenComparingLong(Work::order));
  private final Map<Link, Long> links = new HashMap<>();
  private long worksMade;
  long nowMs;
  int disconnects;

  private record Work(long atMs, long order, Runnable run) {}

  /** One direction of a connection. */
  private record Link(int from, int to) {}

  VirtualNetwork(long seed, int size, GossipParams params) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < size; i++) {
      nodes.add(new Node(i, params));
    }
  }

  /** One router, and what its application got. */
  final class Node {
    final int number;
    final GossipRouter router;

    /** Every delivery to the application, in order, with repetitions if there are any. */
    final List<String> got = new ArrayList<>();

    final Set<Integer> connected = new LinkedHashSet<>();

    private Node(int number, GossipParams params) {
      this.number = number;
      GossipSettings settings =
          new GossipSettings(
              params,
              GossipLimits.DEFAULT,
              ScoreParams.of(Set.of(TOPIC)),
              Set.of(TOPIC),
              Set.of(),
              false);
      router =
          new GossipRouter(
              settings,
              new EthereumMessageId(1 << 16),
              AuthorPolicy.STRICT_NO_SIGN,
              random.split(),
              0);
      at(router.nextWakeMs(), this::wake);
    }

    void apply(GossipEvent event) {
      for (GossipEffect effect : router.apply(event, nowMs)) {
        switch (effect) {
          case GossipEffect.Send send -> send.to().forEach(to -> travel(to, send.rpc()));
          case GossipEffect.Validate message -> {
            got.add(message.message().data().toStringUtf8());
            GossipEvent verdict = new GossipEvent.Verdict(message.id(), ValidationResult.ACCEPT);
            at(nowMs + random.nextInt(VALIDATION_MAX_MS), () -> apply(verdict));
          }
          case GossipEffect.Verify(GossipMessage message) ->
              throw new AssertionError("nothing is signed here");
          case GossipEffect.Disconnect(PeerId peer) -> disconnects++;
          case GossipEffect.Exchange ignored -> {}
          case GossipEffect.Refused ignored -> {}
          case GossipEffect.Counted ignored -> {}
        }
      }
    }

    private void wake() {
      apply(new GossipEvent.Tick());
      at(router.nextWakeMs(), this::wake);
    }

    private void travel(PeerId to, Rpc rpc) {
      Link link = new Link(number, TestPeers.number(to));
      if (!connected.contains(link.to)) {
        return;
      }
      Node there = nodes.get(link.to);
      long arrivalMs =
          Math.max(links.getOrDefault(link, 0L), nowMs + 1 + random.nextInt(LATENCY_MAX_MS));
      links.put(link, arrivalMs);
      for (byte[] frame : RpcEncoder.frames(rpc)) {
        Rpc decoded = decode(frame);
        at(
            arrivalMs,
            () -> {
              if (there.connected.contains(number)) {
                there.apply(new GossipEvent.RpcReceived(TestPeers.peer(number), decoded));
              }
            });
      }
    }

    void publish(String text) {
      got.add(text);
      apply(new GossipEvent.Publish(GossipMessage.unsigned(TOPIC, ByteString.copyFromUtf8(text))));
    }

    void join() {
      apply(new GossipEvent.Subscribe(TOPIC));
    }
  }

  private Rpc decode(byte[] frame) {
    List<byte[]> bodies = new ArrayList<>();
    FrameReader reader = new FrameReader(GossipLimits.DEFAULT.rpcBytesMax(), bodies::add);
    if (!reader.read(Unpooled.wrappedBuffer(frame)) || bodies.size() != 1) {
      throw new AssertionError("not one frame");
    }
    return switch (decoder.decode(bodies.getFirst())) {
      case RpcDecoder.Result.Decoded(Rpc rpc) -> rpc;
      case RpcDecoder.Result.Refused(GossipRefusal reason) -> throw new AssertionError(reason);
    };
  }

  /** A ring, so that all are reachable, and random links up to the given number per node. */
  void connectAll(int linksPerNode) {
    for (Node node : nodes) {
      connect(node.number, (node.number + 1) % nodes.size());
      while (node.connected.size() < linksPerNode) {
        connect(node.number, random.nextInt(nodes.size()));
      }
    }
  }

  void connect(int dialler, int listener) {
    if (dialler == listener || !nodes.get(dialler).connected.add(listener)) {
      return;
    }
    nodes.get(listener).connected.add(dialler);
    connected(dialler, listener, true);
    connected(listener, dialler, false);
  }

  private void connected(int at, int to, boolean outbound) {
    nodes
        .get(at)
        .apply(
            new GossipEvent.PeerConnected(
                TestPeers.peer(to), GossipProtocol.V1_3, outbound, false, null));
  }

  void disconnect(int one, int other) {
    if (nodes.get(one).connected.remove(other)) {
      nodes.get(other).connected.remove(one);
      nodes.get(one).apply(new GossipEvent.PeerDisconnected(TestPeers.peer(other)));
      nodes.get(other).apply(new GossipEvent.PeerDisconnected(TestPeers.peer(one)));
    }
  }

  void at(long atMs, Runnable run) {
    agenda.add(new Work(Math.max(atMs, nowMs), worksMade++, run));
  }

  void pass(long ms) {
    long untilMs = nowMs + ms;
    for (Work next = agenda.peek(); next != null && next.atMs <= untilMs; next = agenda.peek()) {
      agenda.poll();
      nowMs = next.atMs;
      next.run.run();
    }
    nowMs = untilMs;
  }
}
