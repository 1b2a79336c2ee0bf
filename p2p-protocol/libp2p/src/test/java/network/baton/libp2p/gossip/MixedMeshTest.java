package network.baton.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import network.baton.libp2p.JsPeer;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.host.TcpHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A network of both implementations. */
class MixedMeshTest {
  private static final String TOPIC = "/baton/test/1/mixed";
  private static final int OURS = 8;
  private static final int THEIRS = 4;
  private static final int MESSAGES = 10_000;

  /** Nobody publishes more before everybody has these, so that a slow machine drops nothing. */
  private static final int ROUND = 1_000;

  private final TestHosts hosts = new TestHosts();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Node> nodes = new ArrayList<>();
  private final List<JsPeer> jsPeers = new ArrayList<>();

  private final class Node {
    final TcpHost host = hosts.create();
    final AtomicInteger received = new AtomicInteger();
    final Set<Long> different = ConcurrentHashMap.newKeySet();
    final GossipSub gossip =
        new GossipSub(
            host,
            GossipSettings.of(Set.of(TOPIC)).with(GossipLimits.BULK),
            new ContentMessageId(),
            executor);

    Node() {
      gossip.subscribe(
          TOPIC,
          (message, from) -> {
            different.add(message.data().asReadOnlyByteBuffer().getLong());
            received.incrementAndGet();
            return CompletableFuture.completedFuture(ValidationResult.ACCEPT);
          });
      TestHosts.listening(host);
    }
  }

  @AfterEach
  void close() {
    jsPeers.parallelStream().forEach(JsPeer::close);
    nodes.forEach(node -> node.gossip.close());
    hosts.close();
    executor.close();
  }

  @Test
  void allOfTenThousandMessagesReachEverybodyOnce() {
    build();
    int published = 0;
    int[] own = new int[OURS + THEIRS];
    while (published < MESSAGES) {
      published = publishRound(published, own);
      awaitRound(published, own);
    }
    for (int i = 0; i < OURS; i++) {
      Node node = nodes.get(i);
      assertThat(node.different).hasSize(MESSAGES - own[i]);
      assertThat(node.received).hasValue(MESSAGES - own[i]);
    }
    for (int i = 0; i < THEIRS; i++) {
      int others = MESSAGES - own[OURS + i];
      assertThat(jsPeers.get(i).tally(TOPIC)).isEqualTo(new JsPeer.Tally(others, others));
    }
  }

  /** A ring of ours with chords; each js peer dials two of ours and is dialled by one. */
  private void build() {
    for (int i = 0; i < OURS; i++) {
      nodes.add(new Node());
    }
    for (int i = 0; i < OURS; i++) {
      dial(i, (i + 1) % OURS);
      dial(i, (i + 3) % OURS);
    }
    for (int i = 0; i < THEIRS; i++) {
      JsPeer js = JsPeer.start("--listen", "0", "--quiet");
      jsPeers.add(js);
      js.subscribe(TOPIC);
      js.dial(TestHosts.address(nodes.get(2 * i).host));
      js.dial(TestHosts.address(nodes.get(2 * i + 1).host));
      TestHosts.join(nodes.get((2 * i + 4) % OURS).host.connect(js.address()));
    }
    for (int i = 0; i < OURS; i++) {
      Node node = nodes.get(i);
      // Four of ours, and the js peers that are connected with it.
      int subscribers = 4 + (i % 2 == 0 ? 2 : 1);
      Eventually.until(
          "subscribers of node " + i, () -> node.gossip.subscriberCount(TOPIC) == subscribers);
    }
    jsPeers.forEach(js -> js.await("graft"));
  }

  private void dial(int from, int to) {
    TestHosts.join(nodes.get(from).host.connect(TestHosts.address(nodes.get(to).host)));
  }

  private int publishRound(int from, int[] own) {
    int each = ROUND / (OURS + THEIRS);
    int next = from;
    for (JsPeer js : jsPeers) {
      js.publishMany(TOPIC, next, each);
      own[OURS + jsPeers.indexOf(js)] += each;
      next += each;
    }
    for (int i = 0; next < from + ROUND; i = (i + 1) % OURS) {
      nodes.get(i).gossip.publish(TOPIC, ByteBuffer.allocate(Long.BYTES).putLong(next++).array());
      own[i]++;
    }
    return next;
  }

  private void awaitRound(int published, int[] own) {
    for (int i = 0; i < OURS; i++) {
      Node node = nodes.get(i);
      int others = published - own[i];
      Eventually.until("all for node " + i, () -> node.different.size() == others);
    }
    for (int i = 0; i < THEIRS; i++) {
      JsPeer js = jsPeers.get(i);
      int others = published - own[OURS + i];
      Eventually.until("all for js peer " + i, () -> js.tally(TOPIC).different() == others);
    }
  }
}
