package network.baton.libp2p.gossip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Stream;
import network.baton.libp2p.gossip.FakeNetwork.FakeHost;
import network.baton.libp2p.gossip.FakeNetwork.FakeStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GossipSubTest {
  private static final String TOPIC = "t";
  private static final GossipSettings SETTINGS = GossipSettings.of(Set.of(TOPIC, "u"));

  private final FakeNetwork network = new FakeNetwork();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Node> nodes = new ArrayList<>();

  /** A host with gossip that keeps what it accepted. */
  private final class Node {
    final FakeHost host;
    final GossipSub gossip;
    final ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();

    Node(GossipSettings settings) {
      host = network.host(nodes.size() + 1);
      gossip = new GossipSub(host, settings, new EthereumMessageId(1 << 16), executor);
      nodes.add(this);
    }

    Node joined() {
      gossip.subscribe(
          TOPIC,
          (message, from) -> {
            got.add(message.data().toStringUtf8());
            return CompletableFuture.completedFuture(ValidationResult.ACCEPT);
          });
      return this;
    }

    Publication publish(String text) {
      return gossip.publishTracked(TOPIC, text.getBytes(UTF_8));
    }

    long count(String name) {
      return gossip.counters().getOrDefault(name, 0L);
    }
  }

  private Node node() {
    return new Node(SETTINGS);
  }

  private void connect(Node dialler, Node listener) {
    network.connect(dialler.host, listener.host);
  }

  private static void meshed(Node... nodes) {
    for (Node node : nodes) {
      Eventually.until("mesh", () -> node.gossip.meshSizes().getOrDefault(TOPIC, 0) > 0);
    }
  }

  @AfterEach
  void close() {
    nodes.forEach(node -> node.gossip.close());
    network.close();
    executor.close();
  }

  @Test
  void aMessageTravelsAlongAChainOfNodes() {
    Node a = node().joined();
    Node b = node().joined();
    Node c = node().joined();
    connect(a, b);
    connect(c, b);
    meshed(a, b, c);
    Eventually.until("both", () -> b.gossip.subscriberCount(TOPIC) == 2);
    assertThat(a.publish("hi").peers()).isEqualTo(1);
    Eventually.until("arrival", () -> c.got.contains("hi"));
    assertThat(b.got).containsExactly("hi");
    assertThat(a.got).isEmpty();
    assertThat(b.count("messages.accepted")).isEqualTo(1);
    assertThat(b.count("bytesIn")).isPositive();
    assertThat(b.count("bytesOut")).isPositive();
  }

  @Test
  void eachSideOpensExactlyOneStream() {
    Node a = node().joined();
    Node b = node().joined();
    connect(a, b);
    meshed(a, b);
    a.publish("x");
    Eventually.until("arrival", () -> b.got.contains("x"));
    assertThat(a.host.opened).hasSize(1);
    assertThat(b.host.opened).hasSize(1);
  }

  @Test
  void aPublicationTellsWhenItWasWritten() throws Exception {
    Node a = node().joined();
    Node b = node().joined();
    connect(a, b);
    meshed(a);
    Publication published = a.publish("x");
    published.first().get(60, TimeUnit.SECONDS);
    assertThat(published.all().get(60, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void aPublicationWithoutPeersTellsThatItWasNotWritten() {
    Publication published = node().joined().publish("x");
    assertThat(published.peers()).isZero();
    assertThat(published.all()).isCompletedWithValue(0);
    assertThat(published.first()).isCompletedExceptionally();
  }

  @Test
  void aPublicationIsNotWrittenBeforeTheSocketTakesIt() {
    Node a = node().joined();
    Node b = node().joined();
    connect(a, b);
    meshed(a, b);
    a.host.stalled = true;
    Publication published = a.publish("x");
    assertThat(published.peers()).isEqualTo(1);
    assertThat(published.first()).isNotDone();
    a.host.stalled = false;
    a.host.opened.getFirst().flush();
    Eventually.until("written", () -> published.first().isDone());
    Eventually.until("arrival", () -> b.got.contains("x"));
  }

  @Test
  void whatAStalledPeerCannotTakeIsDroppedOwnMessagesLast() {
    GossipLimits limits = RouterStage.limits(Map.of("outboundBytesMax", 1 << 20));
    Node a =
        new Node(
            new GossipSettings(
                Changed.of(GossipParams.DEFAULT, Map.of("dontWantBytesMin", 1 << 20)),
                limits,
                ScoreParams.of(Set.of(TOPIC)),
                Set.of(TOPIC),
                Set.of(),
                false));
    a.joined();
    Node b = node().joined();
    connect(a, b);
    meshed(a, b);
    a.host.stalled = true;
    String filler = "x".repeat(60_000);
    List<Publication> published = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      published.add(a.publish(i + filler));
    }
    assertThat(a.count("droppedOut")).isBetween(5L, 15L);
    a.host.stalled = false;
    a.host.opened.getFirst().flush();
    long kept = 30 - a.count("droppedOut");
    Eventually.until("arrival", () -> b.got.size() == kept);
    Eventually.until("ends", () -> published.stream().allMatch(p -> p.all().isDone()));
    assertThat(published.stream().mapToInt(p -> p.all().join()).sum()).isEqualTo((int) kept);
  }

  @Test
  void aLostStreamIsOpenedAgainAndTheMeshComesBack() {
    Node a = node().joined();
    Node b = node().joined();
    connect(a, b);
    meshed(a, b);
    a.host.opened.getFirst().reset();
    Eventually.until("second stream", () -> a.host.opened.size() == 2);
    meshed(a, b);
    assertThat(a.publish("again").peers()).isEqualTo(1);
    Eventually.until("arrival", () -> b.got.contains("again"));
  }

  @Test
  void aClosedConnectionIsForgotten() {
    Node a = node().joined();
    Node b = node().joined();
    connect(a, b);
    meshed(a, b);
    a.host.connection(b.host).close();
    Eventually.until("gone", () -> a.count("peers") == 0 && b.count("peers") == 0);
    assertThat(a.publish("x").peers()).isZero();
    connect(b, a);
    meshed(a, b);
    a.publish("y");
    Eventually.until("arrival", () -> b.got.contains("y"));
  }

  @Test
  void aPeerWithoutGossipIsLeftAlone() {
    Node a = node().joined();
    FakeHost plain = network.host(99);
    network.connect(a.host, plain);
    Node b = node().joined();
    connect(a, b);
    meshed(a, b);
    assertThat(a.count("peers")).isEqualTo(1);
  }

  @Test
  void aHeldMessageIsForwardedWhenItsVerdictComes() {
    Node a = node().joined();
    Node b = node();
    Node c = node().joined();
    CompletableFuture<ValidationResult> verdict = new CompletableFuture<>();
    Semaphore asked = new Semaphore(0);
    b.gossip.subscribe(
        TOPIC,
        (message, from) -> {
          asked.release();
          return verdict;
        });
    connect(a, b);
    connect(b, c);
    meshed(a, b, c);
    Eventually.until("both", () -> b.gossip.subscriberCount(TOPIC) == 2);
    a.publish("held");
    acquire(asked);
    assertThat(c.got).isEmpty();
    verdict.complete(ValidationResult.ACCEPT);
    Eventually.until("arrival", () -> c.got.contains("held"));
  }

  private static void acquire(Semaphore asked) {
    try {
      assertThat(asked.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aValidatorThatFailsMeansIgnore() {
    Node a = node().joined();
    Node b = node();
    b.gossip.subscribe(
        TOPIC,
        (message, from) -> {
          if (message.data().size() == 1) {
            throw new IllegalStateException("expected by the test");
          }
          return CompletableFuture.failedFuture(new IllegalStateException("expected, too"));
        });
    connect(a, b);
    meshed(a, b);
    a.publish("1");
    a.publish("22");
    Eventually.until("ignored", () -> b.count("messages.ignored") == 2);
    assertThat(b.count("validatorFailures")).isEqualTo(2);
  }

  @Test
  void aPeerOfRejectedMessagesIsDisconnected() {
    Node a = node().joined();
    Node b = node();
    b.gossip.subscribe(
        TOPIC, (message, from) -> CompletableFuture.completedFuture(ValidationResult.REJECT));
    connect(a, b);
    meshed(a, b);
    for (int i = 0; i < 20; i++) {
      a.publish("bad" + i);
    }
    Eventually.until("cut", () -> b.host.connections().isEmpty());
  }

  @Test
  void aFrameAboveTheLimitEndsItsStreamAndIsBlamed() {
    Node a = node().joined();
    FakeStream raw = rawStream(a);
    raw.writeRaw(new byte[] {-1, -1, -1, 1});
    Eventually.until("refusal", () -> a.count("refused.rpc_too_large") == 1);
    Eventually.until("reset", () -> a.count("loopFailures") == 0 && isReset(raw));
  }

  @Test
  void aMalformedFrameIsBlamedAndTheNextOneRead() {
    Node a = node().joined();
    FakeStream raw = rawStream(a);
    raw.writeRaw(new byte[] {2, 8, 1, 0, 1, 7, 2, 18, 0});
    Eventually.until("refusals", () -> a.count("refused.rpc_malformed") == 3);
  }

  @Test
  void extensionsToldAgainOrLateAreBlamed() {
    Node a = node().joined();
    FakeStream raw = rawStream(a);
    byte[] extensions = {4, 0x1a, 2, 0x32, 0};
    raw.writeRaw(extensions);
    raw.writeRaw(extensions);
    raw.writeRaw(extensions);
    Eventually.until("refusals", () -> a.count("refused.extensions_late") == 2);
  }

  private FakeStream rawStream(Node to) {
    FakeHost raw = network.host(50);
    raw.handle(new Sink());
    network.connect(raw, to.host);
    raw.newStream(to.host.peerId(), GossipProtocol.ids()).join();
    return raw.opened.getFirst();
  }

  private static boolean isReset(Stream stream) {
    return stream.write(Unpooled.EMPTY_BUFFER).isCompletedExceptionally();
  }

  /** Accepts gossip streams without reading them. */
  private static final class Sink implements ProtocolBinding {
    @Override
    public List<String> protocols() {
      return List.of(GossipProtocol.V1_1.id());
    }

    @Override
    public void onStream(Stream stream) {}
  }

  @Test
  void publishingRefusesWhatIsTooLargeOrNotAllowedOrAfterTheEnd() {
    Node a = node();
    assertThatThrownBy(() -> a.gossip.publish("x", new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> a.gossip.publish(TOPIC, new byte[GossipLimits.DEFAULT.messageBytesMax() + 1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                a.gossip.subscribe(
                    "x",
                    (message, from) -> CompletableFuture.completedFuture(ValidationResult.ACCEPT)))
        .isInstanceOf(IllegalArgumentException.class);
    a.gossip.close();
    a.gossip.close();
    assertThatThrownBy(() -> a.gossip.publish(TOPIC, new byte[1]))
        .isInstanceOf(IllegalStateException.class);
    assertThat(a.gossip.counters()).containsKey("bytesOut");
  }

  @Test
  void manyMessagesFromAllSidesArriveOnce() {
    Node[] all = new Node[6];
    for (int i = 0; i < all.length; i++) {
      all[i] = node().joined();
    }
    for (int i = 0; i < all.length; i++) {
      connect(all[i], all[(i + 1) % all.length]);
    }
    for (Node node : all) {
      Eventually.until("mesh", () -> node.gossip.meshSizes().getOrDefault(TOPIC, 0) == 2);
    }
    for (int i = 0; i < 50; i++) {
      for (int n = 0; n < all.length; n++) {
        all[n].publish("m" + n + "-" + i);
      }
    }
    for (Node node : all) {
      Eventually.until("250 messages", () -> node.got.size() >= 250);
      assertThat(node.got).hasSize(250).doesNotHaveDuplicates();
      assertThat(node.count("loopFailures")).isZero();
    }
  }

  @Test
  void scoresMeshesAndDropsAreTold() {
    Node a = node().joined();
    Node b = node().joined();
    connect(a, b);
    meshed(a, b);
    a.gossip.appScore(b.host.peerId(), -3);
    Eventually.until("score", () -> a.count("scoreMilli.p5_app.min") == -3_000);
    assertThat(a.gossip.counters())
        .containsEntry("scoreMilli.total.median", -3_000L)
        .containsEntry("scoreMilli.p7_misbehaviour.max", 0L)
        .containsEntry("mesh." + TOPIC, 1L)
        .containsEntry("droppedOut.forward", 0L);
  }
}
