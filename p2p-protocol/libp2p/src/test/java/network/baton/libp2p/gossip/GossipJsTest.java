package network.baton.libp2p.gossip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import network.baton.libp2p.JsPeer;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.host.TcpHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gossip with js-libp2p, an implementation that is not ours. */
class GossipJsTest {
  private static final String TOPIC = "/baton/test/1/beat";
  private static final int MESSAGES = 20;

  private final TestHosts hosts = new TestHosts();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<String> got = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    hosts.close();
    executor.close();
  }

  private GossipSub gossip(TcpHost host, MessageIdFunction ids) {
    return gossip(host, ids, AuthorPolicy.STRICT_NO_SIGN);
  }

  private GossipSub signingGossip(NodeKey key, TcpHost host) {
    return gossip(host, new AuthorMessageId(), AuthorPolicy.strictSign(key));
  }

  private GossipSub gossip(TcpHost host, MessageIdFunction ids, AuthorPolicy policy) {
    GossipSub gossip = new GossipSub(host, GossipSettings.of(Set.of(TOPIC)), ids, policy, executor);
    gossip.subscribe(
        TOPIC,
        (message, from) -> {
          got.add(HexFormat.of().formatHex(message.data().toByteArray()));
          return CompletableFuture.completedFuture(ValidationResult.ACCEPT);
        });
    return gossip;
  }

  @Test
  void messagesGoBothWaysWhenJsDials() {
    TcpHost host = hosts.create();
    try (GossipSub gossip = gossip(host, new ContentMessageId());
        JsPeer js = JsPeer.start()) {
      TestHosts.listening(host);
      js.subscribe(TOPIC);
      js.dial(TestHosts.address(host));
      exchange(gossip, js, host);
    }
  }

  @Test
  void messagesGoBothWaysWhenJsListens() {
    TcpHost host = hosts.create();
    try (GossipSub gossip = gossip(host, new ContentMessageId());
        JsPeer js = JsPeer.start("--listen", "0")) {
      js.subscribe(TOPIC);
      TestHosts.join(host.connect(js.address()));
      exchange(gossip, js, host);
    }
  }

  @Test
  void ethereumsMessageIdsAgree() {
    TcpHost host = hosts.create();
    try (GossipSub gossip = gossip(host, new EthereumMessageId(1 << 16));
        JsPeer js = JsPeer.start("--listen", "0", "--message-id", "topic")) {
      js.subscribe(TOPIC);
      TestHosts.join(host.connect(js.address()));
      exchange(gossip, js, host);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "secp256k1"})
  void signedMessagesGoBothWaysWhenJsListens(String kind) {
    NodeKey key = NodeKey.generate();
    TcpHost host = hosts.create(TestHosts.patient(), key);
    try (GossipSub gossip = signingGossip(key, host);
        JsPeer js = JsPeer.start("--listen", "0", "--policy", "sign", "--key", kind)) {
      js.subscribe(TOPIC);
      TestHosts.join(host.connect(js.address()));
      exchange(gossip, js, host);
      assertThat(js.events())
          .filteredOn(event -> event.get("event").asText().equals("message"))
          .allMatch(event -> event.get("from").asText().equals(host.peerId().toText()));
    }
  }

  @Test
  void signedMessagesGoBothWaysWhenJsDials() {
    NodeKey key = NodeKey.generate();
    TcpHost host = hosts.create(TestHosts.patient(), key);
    try (GossipSub gossip = signingGossip(key, host);
        JsPeer js = JsPeer.start("--policy", "sign")) {
      TestHosts.listening(host);
      js.subscribe(TOPIC);
      js.dial(TestHosts.address(host));
      exchange(gossip, js, host);
    }
  }

  @Test
  void aSigningPeerIsRefusedAndInTheEndCut() {
    TcpHost host = hosts.create();
    try (GossipSub gossip = gossip(host, new ContentMessageId());
        JsPeer js = JsPeer.start("--listen", "0", "--policy", "sign")) {
      js.subscribe(TOPIC);
      TestHosts.join(host.connect(js.address()));
      Eventually.until("subscriber", () -> gossip.subscriberCount(TOPIC) == 1);
      js.await("subscriptions", event -> event.get("peer").asText().equals(host.peerId().toText()));
      for (int i = 0; i < 12 && !host.connections().isEmpty(); i++) {
        int _ = js.publish(TOPIC, ("signed" + i).getBytes(UTF_8));
      }
      Eventually.until("cut", () -> host.connections().isEmpty());
      assertThat(gossip.counters().get("refused.message_signed")).isGreaterThanOrEqualTo(10);
      assertThat(got).isEmpty();
    }
  }

  private void exchange(GossipSub gossip, JsPeer js, TcpHost host) {
    Eventually.until("mesh", () -> gossip.meshSizes().getOrDefault(TOPIC, 0) == 1);
    js.await("subscriptions", event -> event.get("peer").asText().equals(host.peerId().toText()));
    for (int i = 0; i < MESSAGES; i++) {
      byte[] ours = EthereumMessageId.compress(("ours " + i).getBytes(UTF_8));
      byte[] theirs = EthereumMessageId.compress(("theirs " + i).getBytes(UTF_8));
      assertThat(gossip.publish(TOPIC, ours)).isEqualTo(1);
      assertThat(js.publish(TOPIC, theirs)).isEqualTo(1);
      js.await("message", event -> event.get("hex").asText().equals(hex(ours)));
      Eventually.until("arrival", () -> got.contains(hex(theirs)));
    }
    // Large enough for several frames of Noise and Yamux, and for IDONTWANT.
    byte[] large = new byte[24_000];
    new SplittableRandom(1).nextBytes(large);
    gossip.publish(TOPIC, large);
    js.await("message", event -> event.get("hex").asText().equals(hex(large)));
    List<JsonNode> messages =
        js.events().stream()
            .filter(event -> event.get("event").asText().equals("message"))
            .toList();
    assertThat(messages).hasSize(MESSAGES + 1);
    assertThat(got).hasSize(MESSAGES);
    assertThat(gossip.counters())
        .containsEntry("loopFailures", 0L)
        .doesNotContainKey("refused.rpc_malformed");
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
