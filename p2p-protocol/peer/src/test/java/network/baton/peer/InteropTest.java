package network.baton.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.JsPeer;
import network.baton.libp2p.Multiaddr;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of libp2p/test-plans transport-interop, with a Redis played by the test. */
@Tag("process")
class InteropTest {
  private static final Map<String, String> TEST =
      Map.of("transport", "tcp", "muxer", "yamux", "security", "noise", "ip", "0.0.0.0");

  @Test
  void diallerPrintsTheTimesAndEnds() throws Exception {
    try (FakeRedis redis = new FakeRedis()) {
      Process listener = start(redis, Map.of("is_dialer", "false"));
      Process dialer = start(redis, Map.of("is_dialer", "true"));
      try {
        JsonNode times = new ObjectMapper().readTree(dialer.inputReader().readLine());
        assertThat(times.get("handshakePlusOneRTTMillis").asDouble())
            .isGreaterThan(times.get("pingRTTMilllis").asDouble());
        assertThat(times.get("pingRTTMilllis").asDouble()).isPositive();
        assertThat(dialer.inputReader().readLine()).isNull();
        assertThat(dialer.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(dialer.exitValue()).isZero();
        assertThat(listener.isAlive()).isTrue();
      } finally {
        listener.destroyForcibly();
        dialer.destroyForcibly();
      }
    }
  }

  @Test
  void listenerTellsAnAddressThatJsCanDial() throws Exception {
    try (FakeRedis redis = new FakeRedis();
        JsPeer js = JsPeer.start()) {
      Process listener = start(redis, Map.of("is_dialer", "false", "ip", "127.0.0.1"));
      try {
        String address = redis.list("listenerAddr").poll(60, TimeUnit.SECONDS);
        assertThat(address).isNotNull();
        Multiaddr listening = Multiaddr.fromText(address);
        js.dial(listening);
        assertThat(js.ping(listening.peerId().orElseThrow())).isNotNegative();
      } finally {
        listener.destroyForcibly();
      }
    }
  }

  @Test
  void listenerFailsAtTheTimeoutAndDiallerWithoutListener() throws Exception {
    try (FakeRedis redis = new FakeRedis()) {
      Map<String, String> environment = new HashMap<>(TEST);
      environment.put("redis_addr", redis.address());
      environment.put("test_timeout_seconds", "1");
      environment.put("is_dialer", "true");
      assertThat(Interop.run(environment)).isEqualTo(1);
      environment.put("is_dialer", "false");
      assertThat(Interop.run(environment)).isEqualTo(1);
      assertThat(redis.list("listenerAddr")).hasSize(1);
    }
  }

  @Test
  void whatIsNotSupportedEndsWithCodeTwo() throws Exception {
    for (Map.Entry<String, String> other :
        Map.of("transport", "quic-v1", "muxer", "mplex", "security", "tls", "is_dialer", "maybe")
            .entrySet()) {
      Map<String, String> environment = new HashMap<>(TEST);
      environment.put("is_dialer", "true");
      environment.put(other.getKey(), other.getValue());
      assertThat(Interop.run(environment)).isEqualTo(2);
    }
  }

  private static Process start(FakeRedis redis, Map<String, String> more) throws IOException {
    ProcessBuilder builder = PeerProcess.builder(Interop.class, List.of());
    builder.environment().putAll(TEST);
    builder.environment().put("redis_addr", redis.address());
    builder.environment().put("test_timeout_seconds", "60");
    builder.environment().putAll(more);
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
