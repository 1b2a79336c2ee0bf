package network.baton.peer;

import static network.baton.libp2p.TestHosts.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.JsPeer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The peer as a process, with js-libp2p at the other end or with itself. */
@Tag("process")
class PeerTest {
  private static final int COUNT = 5;

  @ParameterizedTest
  @CsvSource({
    "sign, ed25519, listens",
    "sign, secp256k1, dials",
    "sign, rsa, dials",
    "no-sign, ed25519, dials",
    "no-sign, rsa, listens"
  })
  void talksToJsBothWays(String policy, String key, String part) {
    boolean listens = part.equals("listens");
    try (JsPeer js = JsPeer.start("--listen", "0", "--policy", policy);
        PeerProcess peer = pairedWith(js, policy, key, listens)) {
      if (listens) {
        js.dial(peer.address());
      }
      js.subscribe("t");
      peer.await("published");
      for (int i = 0; i < COUNT; i++) {
        int index = i;
        JsonNode message =
            js.await("message", event -> event.get("hex").asText().startsWith(hex(index)));
        assertThat(message.get("hex").asText()).hasSize(2 * 100);
      }
      for (int i = 0; i < COUNT; i++) {
        byte[] data = ByteBuffer.allocate(20).putLong(i).putLong(System.nanoTime()).array();
        assertThat(js.publish("t", data)).isEqualTo(1);
      }
      check(peer, js, policy, listens);
    }
  }

  private static PeerProcess pairedWith(JsPeer js, String policy, String key, boolean listens) {
    String part = listens ? "--listen 0" : "--listen -1 --dial " + js.address();
    return PeerProcess.start(
        (part
                + " --topic t --size 100 --start-delay 200 --linger 3000 --ping-every 100"
                + " --publish-every 20 --count "
                + COUNT
                + " --key "
                + key
                + " --policy strict-"
                + policy)
            .split(" ", -1));
  }

  private static void check(PeerProcess peer, JsPeer js, String policy, boolean listens) {
    JsonNode summary = peer.await("summary");
    assertThat(peer.exitCode()).isZero();
    assertThat(summary.get("received").asInt()).isEqualTo(COUNT);
    assertThat(summary.get("dup").asInt()).isZero();
    assertThat(summary.get("missing").asInt()).isZero();
    assertThat(summary.get("p50_us").asDouble()).isPositive();
    JsonNode message = peer.await("msg");
    assertThat(message.get("topic").asText()).isEqualTo("t");
    assertThat(message.get("size").asInt()).isEqualTo(20);
    assertThat(message.get("head").asText()).hasSize(32);
    assertThat(Long.parseLong(message.get("mono_ns").asText())).isPositive();
    boolean signed = policy.equals("sign");
    assertThat(message.get("hasKey").asBoolean()).isEqualTo(signed);
    assertThat(message.get("from").asText()).isEqualTo(signed ? js.peerId().toText() : "null");
    JsonNode connected = peer.await("connected");
    assertThat(connected.get("dir").asText()).isEqualTo(listens ? "in" : "out");
    assertThat(connected.get("muxer").asText()).isEqualTo("/yamux/1.0.0");
    assertThat(peer.await("identify").get("agent").asText()).contains("js-libp2p");
    assertThat(peer.await("mesh").get("peer").asText()).isEqualTo(js.peerId().toText());
    assertThat(peer.await("subs").get("subs").get(0).asText()).isEqualTo("+t");
    assertThat(peer.await("ping").get("rtt_us").asDouble()).isPositive();
    assertThat(peer.await("published").get("count").asInt()).isEqualTo(COUNT);
    assertThat(peer.all("publish-error")).isEmpty();
  }

  @Test
  void closedLoopDeliversEverythingOnceAlsoWithKeysThatJsRefuses() {
    int count = 5_000;
    try (PeerProcess listener =
            PeerProcess.start(
                ("--topic t --key ecdsa --policy strict-no-sign --ack-every 100 --quiet --expect "
                        + count)
                    .split(" ", -1));
        PeerProcess publisher =
            PeerProcess.start(
                ("--listen -1 --topic t --key ecdsa --policy strict-no-sign --window 1000"
                        + " --start-delay 100 --linger 200 --quiet --count "
                        + count
                        + " --dial "
                        + listener.address())
                    .split(" ", -1))) {
      assertThat(publisher.await("published").get("count").asInt()).isEqualTo(count);
      JsonNode summary = listener.await("summary");
      assertThat(summary.get("received").asInt()).isEqualTo(count);
      assertThat(summary.get("dup").asInt()).isZero();
      assertThat(summary.get("missing").asInt()).isZero();
      assertThat(publisher.all("stalled")).isEmpty();
      assertThat(publisher.all("msg")).isEmpty();
    }
  }

  @Test
  void sigtermClosesTheConnectionCleanly() {
    try (PeerProcess listener = PeerProcess.start("--topic", "t");
        PeerProcess dialler =
            PeerProcess.start("--topic", "t", "--dial", listener.address().toText())) {
      dialler.await("mesh");
      listener.stop();
      int code = listener.exitCode();
      assertThat(code).as(listener.complaints()).isEqualTo(128 + 15);
      await(() -> !dialler.all("disconnected").isEmpty());
    }
  }

  @Test
  void unsupportedValueEndsWithCodeTwoAndOneLine() throws IOException, InterruptedException {
    Process process = PeerProcess.builder(Peer.class, List.of("--muxer", "mplex")).start();
    String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(complaint).contains("--muxer mplex").contains("peer --help");
  }

  private static String hex(long index) {
    return String.format("%016x", index);
  }
}
