package network.baton.libp2p.gossip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.host.TcpHost;
import network.baton.libp2p.record.PeerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gossip over real sockets. */
class GossipTcpTest {
  private static final String TOPIC = "/baton/test/1/beat";

  private static final GossipSettings SETTINGS =
      Changed.of(GossipSettings.of(Set.of(TOPIC)), Map.of("exchangePrivate", true));

  private final TestHosts hosts = new TestHosts();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Node> nodes = new ArrayList<>();

  private final class Node {
    final NodeKey key = NodeKey.generate();
    final TcpHost host = hosts.create(TestHosts.patient(), key);
    final GossipSub gossip =
        new GossipSub(host, SETTINGS, new EthereumMessageId(1 << 16), executor);
    final Queue<String> got = new ConcurrentLinkedQueue<>();

    Node() {
      nodes.add(this);
      gossip.subscribe(
          TOPIC,
          (message, from) -> {
            got.add(message.data().toStringUtf8());
            return CompletableFuture.completedFuture(ValidationResult.ACCEPT);
          });
      TestHosts.listening(host);
    }

    void dial(Node other) {
      TestHosts.join(host.connect(TestHosts.address(other.host)));
    }
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> node.gossip.close());
    hosts.close();
    executor.close();
  }

  @Test
  void messagesReachAllNodesOfARingOnce() throws Exception {
    for (int i = 0; i < 5; i++) {
      Node _ = new Node();
    }
    for (int i = 0; i < 5; i++) {
      nodes.get(i).dial(nodes.get((i + 1) % 5));
    }
    for (Node node : nodes) {
      Eventually.until("mesh", () -> node.gossip.meshSizes().getOrDefault(TOPIC, 0) == 2);
    }
    List<Publication> published = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Node node = nodes.get(i % 5);
      published.add(node.gossip.publishTracked(TOPIC, ("m" + i).getBytes(UTF_8)));
    }
    for (Publication publication : published) {
      assertThat(publication.all().get(60, TimeUnit.SECONDS)).isEqualTo(2);
    }
    for (Node node : nodes) {
      Eventually.until("all messages", () -> node.got.size() == 32);
      assertThat(node.got).doesNotHaveDuplicates();
    }
  }

  @Test
  void aNodeThatComesBackIsHeardAgain() {
    Node a = new Node();
    Node b = new Node();
    a.dial(b);
    Eventually.until("subscriber of a", () -> a.gossip.subscriberCount(TOPIC) == 1);
    Eventually.until("subscriber of b", () -> b.gossip.subscriberCount(TOPIC) == 1);
    a.host.connections().getFirst().close();
    // While b has the old connection, dialling would only find that one.
    Eventually.until("gone for b's host", () -> b.host.connections().isEmpty());
    Eventually.until("gone for b", () -> b.gossip.subscriberCount(TOPIC) == 0);
    Eventually.until("gone for a", () -> a.gossip.subscriberCount(TOPIC) == 0);
    b.dial(a);
    Eventually.until("subscriber", () -> a.gossip.subscriberCount(TOPIC) == 1);
    assertThat(a.gossip.publish(TOPIC, "hi".getBytes(UTF_8))).isEqualTo(1);
    Eventually.until("arrival", () -> b.got.contains("hi"));
  }

  /** Its own record, or with a key of somebody else's a forgery. */
  private static byte[] record(Node of, NodeKey signer) {
    return new PeerRecord(signer.peerId(), 1, of.host.listenAddresses()).seal(signer);
  }

  @Test
  void aPeerThatATrustedOneNamesIsDialledAtItsSignedAddress() {
    Node trusted = new Node();
    Node named = new Node();
    Node pruned = new Node();
    named.dial(trusted);
    pruned.dial(trusted);
    Eventually.until("mesh", () -> trusted.gossip.meshSizes().getOrDefault(TOPIC, 0) == 2);
    trusted.gossip.peerRecord(named.host.peerId(), record(named, named.key));
    trusted.gossip.peerRecord(pruned.host.peerId(), record(pruned, NodeKey.generate()));
    pruned.gossip.appScore(trusted.host.peerId(), 100);
    Eventually.until(
        "record", () -> trusted.gossip.counters().getOrDefault("messages.record_seen", 0L) == 1);
    trusted.gossip.unsubscribe(TOPIC);
    Eventually.until("dialled", () -> named.host.connections().size() == 2);
    Eventually.until("mesh", () -> pruned.gossip.meshSizes().getOrDefault(TOPIC, 0) == 1);
    assertThat(pruned.gossip.counters()).containsEntry("exchangeDialled", 1L);
    assertThat(named.gossip.counters()).containsEntry("exchangeDialled", 0L);
  }
}
