package network.baton.simulator.gossip;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import network.baton.simulator.world.Timeline;

/**
 * A network of real routers on one thread. RPCs are encoded once to count their bytes and handed
 * over as they are; everything else is the code of the node. The same plan gives the same run.
 */
public final class GossipWorld {
  /** Time after the last message, for what is still on its way. */
  private static final long REST_MS = 10_000;

  private final GossipPlan plan;
  private final Timeline time = new Timeline();
  private final SplittableRandom random;
  private final List<GossipNode> nodes = new ArrayList<>();
  private final List<Message> messages = new ArrayList<>();
  private long bytesBefore;

  /** A published message and where it arrived. */
  private static final class Message {
    final long atMs;
    final int publisher;
    final BitSet arrived = new BitSet();
    final List<Arrival> arrivals = new ArrayList<>();

    Message(long atMs, int publisher) {
      this.atMs = atMs;
      this.publisher = publisher;
    }
  }

  private record Arrival(int node, long afterMs) {}

  private GossipWorld(GossipPlan plan) {
    this.plan = plan;
    this.random = new SplittableRandom(plan.seed());
  }

  /** Runs a plan to its end. */
  public static GossipResult run(GossipPlan plan) {
    GossipWorld world = new GossipWorld(plan);
    world.build();
    world.traffic();
    world.time.runUntil(1_000L * (plan.warmUpSeconds() + plan.seconds()) + REST_MS);
    return world.result();
  }

  Timeline time() {
    return time;
  }

  GossipPlan plan() {
    return plan;
  }

  private void build() {
    int inner = plan.honest() + plan.silent();
    for (int i = 0; i < inner; i++) {
      nodes.add(new GossipNode(this, i, i >= plan.honest(), random.split()));
    }
    // The sybils are there first.
    List<Sybil> sybils = new ArrayList<>();
    for (int i = 0; i < plan.sybils(); i++) {
      sybils.add(new Sybil(this, inner + i, random.split()));
    }
    for (GossipNode node : nodes) {
      if (node.honest() && plan.target(node.number())) {
        Collections.shuffle(sybils, new Random(random.nextLong()));
        sybils.subList(0, plan.sybilLinks()).forEach(sybil -> dial(sybil, node, 1_000));
      }
    }
    for (GossipNode node : nodes) {
      boolean victim = node.number() < plan.victims();
      Set<Integer> dialled = new HashSet<>(Set.of(node.number()));
      int count = victim ? plan.victimDials() : plan.dials();
      while (dialled.size() <= count) {
        int other = plan.victims() + random.nextInt(inner - plan.victims());
        if (dialled.add(other)) {
          dial(node, nodes.get(other), 5_000);
        }
      }
    }
  }

  private void dial(Endpoint dialler, Endpoint listener, int withinMs) {
    long latencyMs =
        plan.latencyMinMs() + random.nextLong(plan.latencyMaxMs() - plan.latencyMinMs() + 1);
    Link there = new Link(this, listener, latencyMs);
    Link back = new Link(this, dialler, latencyMs);
    time.at(
        1_000 + random.nextInt(withinMs),
        () -> {
          listener.joined(back, false);
          dialler.joined(there, true);
        });
  }

  private void traffic() {
    long startMs = 1_000L * plan.warmUpSeconds();
    time.at(startMs, () -> bytesBefore = bytesOut());
    int count = plan.messagesPerSecond() * plan.seconds();
    for (int i = 0; i < count; i++) {
      time.at(startMs + random.nextLong(1_000L * plan.seconds()), this::publish);
    }
    if (plan.lossShare() > 0) {
      time.at(startMs + 1_000L * plan.lossAtSecond(), this::lose);
    }
  }

  private void publish() {
    GossipNode node = nodes.get(random.nextInt(plan.honest()));
    while (node.lost()) {
      node = nodes.get(random.nextInt(plan.honest()));
    }
    byte[] data = new byte[plan.messageBytes()];
    ByteBuffer.wrap(data).putInt(messages.size());
    messages.add(new Message(time.nowMs(), node.number()));
    node.publish(ByteString.copyFrom(data));
  }

  private void lose() {
    List<GossipNode> honest = new ArrayList<>(nodes.subList(0, plan.honest()));
    Collections.shuffle(honest, new Random(random.nextLong()));
    honest.subList(0, (int) (plan.lossShare() * plan.honest())).forEach(GossipNode::vanish);
  }

  /** An application got a message; twice would be a bug of the router. */
  void delivered(GossipNode node, ByteString data) {
    Message message = messages.get(data.asReadOnlyByteBuffer().getInt());
    if (message.arrived.get(node.number())) {
      throw new IllegalStateException("node " + node.number() + " got a message twice");
    }
    message.arrived.set(node.number());
    message.arrivals.add(new Arrival(node.number(), time.nowMs() - message.atMs));
  }

  private long bytesOut() {
    return nodes.stream().filter(GossipNode::honest).mapToLong(GossipNode::bytesOut).sum();
  }

  private GossipResult result() {
    List<GossipNode> up = nodes.stream().filter(n -> n.honest() && !n.lost()).toList();
    BitSet counted = new BitSet();
    up.forEach(node -> counted.set(node.number()));
    long fromMs = 1_000L * (plan.warmUpSeconds() + plan.settleSeconds());
    List<Long> times = new ArrayList<>();
    int measured = 0;
    long expected = 0;
    for (Message message : messages) {
      // What a vanished node had published may be gone with it.
      if (message.atMs < fromMs || !counted.get(message.publisher)) {
        continue;
      }
      measured++;
      expected += up.size() - 1;
      message.arrivals.stream()
          .filter(arrival -> counted.get(arrival.node))
          .forEach(arrival -> times.add(arrival.afterMs));
    }
    Collections.sort(times);
    double nodeSeconds = plan.honest() * (plan.seconds() + REST_MS / 1_000.0);
    long most = up.stream().mapToLong(GossipNode::bytesOut).max().orElse(0);
    long received = messages.stream().mapToLong(message -> message.arrivals.size()).sum();
    long duplicates = nodes.stream().mapToLong(GossipNode::duplicates).sum();
    long wronged = up.stream().mapToLong(node -> node.wronged()[0]).sum();
    long judged = up.stream().mapToLong(node -> node.wronged()[1]).sum();
    double mesh = up.stream().mapToInt(GossipNode::mesh).sum();
    return new GossipResult(
        plan,
        measured,
        expected,
        times.size(),
        GossipResult.quantile(times, 0.5),
        GossipResult.quantile(times, 0.99),
        GossipResult.quantile(times, 1),
        (bytesOut() - bytesBefore) / nodeSeconds,
        most / (plan.warmUpSeconds() + plan.seconds() + REST_MS / 1_000.0),
        received == 0 ? 0 : 1 + (double) duplicates / received,
        up.stream().mapToInt(GossipNode::goodMesh).sum() / mesh,
        up.stream().mapToInt(GossipNode::goodMesh).min().orElse(0),
        (double) wronged / Math.max(1, judged));
  }
}
