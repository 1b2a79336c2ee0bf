package network.baton.libp2p.host;

import static network.baton.libp2p.TestHosts.address;
import static network.baton.libp2p.TestHosts.await;
import static network.baton.libp2p.TestHosts.awaitIdle;
import static network.baton.libp2p.TestHosts.join;
import static network.baton.libp2p.TestHosts.listening;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import network.baton.libp2p.Collected;
import network.baton.libp2p.Connection;
import network.baton.libp2p.Echo;
import network.baton.libp2p.JsPeer;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.protocol.IdentifyExchange;
import network.baton.libp2p.protocol.PeerInfo;
import network.baton.libp2p.protocol.Ping;
import network.baton.libp2p.yamux.YamuxSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** This stack and js-libp2p, each way. */
class JsInteropTest {
  private static final int ECHO_BYTES = 1 << 20;
  private static final int MANY_STREAMS = 64;
  private static final int MANY_STREAMS_BYTES = 4 << 20;
  private static final long MANY_STREAMS_SECONDS_MAX = 400;

  private final TestHosts hosts = new TestHosts();

  @AfterEach
  void closeHosts() {
    hosts.close();
  }

  @Test
  void dialsJs() throws Exception {
    TcpHost host = hosts.create();
    host.handle(new Echo());
    listening(host);
    try (JsPeer js = JsPeer.start("--listen", "0")) {
      Connection connection = join(host.connect(js.address()));
      assertThat(connection.remotePeer()).isEqualTo(js.peerId());
      talkBothWays(host, js);
    }
    awaitIdle(host);
  }

  @Test
  void isDialledByJs() throws Exception {
    TcpHost host = hosts.create();
    host.handle(new Echo());
    listening(host);
    try (JsPeer js = JsPeer.start()) {
      js.dial(address(host));
      await(() -> host.connections().size() == 1);
      talkBothWays(host, js);
      js.hangUp(host.peerId());
      awaitIdle(host);
    }
  }

  @ParameterizedTest
  @CsvSource({"secp256k1, 16Uiu2HA", "rsa, Qm"})
  void knowsJsByItsKindOfKey(String kind, String idBegins) {
    TcpHost host = hosts.listening();
    try (JsPeer js = JsPeer.start("--listen", "0", "--key", kind)) {
      assertThat(js.peerId().toText()).startsWith(idBegins);
      join(host.connect(js.address()));
      assertThat(join(host.ping(js.peerId()))).isPositive();
    }
    try (JsPeer js = JsPeer.start("--key", kind)) {
      js.dial(address(host));
      assertThat(js.ping(host.peerId())).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyType.class,
      names = {"SECP256K1", "RSA"})
  void isKnownToJsByItsKindOfKey(KeyType kind) {
    TcpHost host = listening(hosts.create(TestHosts.patient(), NodeKey.generate(kind)));
    try (JsPeer js = JsPeer.start("--listen", "0")) {
      js.dial(address(host));
      assertThat(js.ping(host.peerId())).isPositive();
      js.hangUp(host.peerId());
      awaitIdle(host);
      join(host.connect(js.address()));
      assertThat(join(host.ping(js.peerId()))).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sixtyFourStreamsCarryFourMebibytesEachWayAtOnce(boolean jsListens) throws Exception {
    TcpHost host = hosts.create();
    host.handle(new Echo());
    listening(host);
    byte[] sent = new byte[MANY_STREAMS_BYTES];
    Arrays.fill(sent, (byte) 7);
    try (JsPeer js = jsListens ? JsPeer.start("--listen", "0") : JsPeer.start()) {
      if (jsListens) {
        join(host.connect(js.address()));
        echoOfJs(host, js, sent);
      } else {
        js.dial(address(host));
        echoOfOurs(host, js, sent);
      }
      // The connection has not suffered.
      assertThat(join(host.ping(js.peerId()))).isPositive();
    }
    awaitIdle(host);
  }

  private static void echoOfJs(TcpHost host, JsPeer js, byte[] sent) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(sent);
    List<Hashed> answers = new ArrayList<>();
    for (int i = 0; i < MANY_STREAMS; i++) {
      Stream stream = join(host.newStream(js.peerId(), List.of(Echo.PROTOCOL)));
      Hashed received = new Hashed();
      answers.add(received);
      stream.read(received);
      var _ = stream.write(Unpooled.wrappedBuffer(sent));
      stream.closeWrite();
    }
    for (Hashed answer : answers) {
      assertThat(answer.all.get(MANY_STREAMS_SECONDS_MAX, TimeUnit.SECONDS)).isEqualTo(hash);
    }
  }

  /** Keeps the hash of what comes, not the bytes: there are a quarter of a gibibyte. */
  private static final class Hashed implements StreamReader {
    private final MessageDigest sha = MessageDigest.getInstance("SHA-256");
    private final CompletableFuture<byte[]> all = new CompletableFuture<>();

    private Hashed() throws NoSuchAlgorithmException {}

    @Override
    public void onData(ByteBuf data) {
      sha.update(data.nioBuffer());
    }

    @Override
    public void onEnd() {
      all.complete(sha.digest());
    }

    @Override
    public void onReset() {
      all.completeExceptionally(new IOException("the stream was reset"));
    }
  }

  private static void echoOfOurs(TcpHost host, JsPeer js, byte[] sent) throws Exception {
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent));
    try (var asking = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonNode>> answers = new ArrayList<>();
      for (int i = 0; i < MANY_STREAMS; i++) {
        answers.add(asking.submit(() -> js.echo(host.peerId(), sent.length)));
      }
      for (Future<JsonNode> answer : answers) {
        JsonNode echoed = answer.get(MANY_STREAMS_SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(echoed.get("length").asInt()).isEqualTo(sent.length);
        assertThat(echoed.get("sha256").asText()).isEqualTo(hash);
      }
    }
  }

  private static void talkBothWays(TcpHost host, JsPeer js) throws Exception {
    PeerId peer = js.peerId();
    JsonNode opened = js.await("connected", of(host));
    assertThat(opened.get("muxer").asText()).isEqualTo(YamuxSession.PROTOCOL);
    assertThat(opened.get("security").asText()).isEqualTo("/noise");

    JsonNode seenByJs = js.await("identified", of(host));
    assertThat(seenByJs.get("agent").asText()).isEqualTo("test");
    assertThat(texts(seenByJs.get("protocols")))
        .contains(IdentifyExchange.ID, IdentifyExchange.PUSH, Ping.PROTOCOL, Echo.PROTOCOL);
    assertThat(texts(seenByJs.get("listen"))).contains(host.listenAddresses().getFirst().toText());
    await(() -> host.info(peer).isPresent());
    PeerInfo seenHere = host.info(peer).orElseThrow();
    assertThat(seenHere.agentVersion()).contains("js-libp2p");
    assertThat(seenHere.protocols()).contains(IdentifyExchange.ID, Echo.PROTOCOL);
    assertThat(seenHere.observed()).isPresent();

    for (int i = 0; i < 3; i++) {
      assertThat(join(host.ping(peer))).isPositive();
      assertThat(js.ping(host.peerId())).isNotNegative();
    }

    byte[] sent = new byte[ECHO_BYTES];
    Arrays.fill(sent, (byte) 7);
    Stream stream = join(host.newStream(peer, List.of(Echo.PROTOCOL)));
    Collected received = new Collected();
    stream.read(received);
    var _ = stream.write(Unpooled.wrappedBuffer(sent));
    stream.closeWrite();
    assertThat(join(received.all())).isEqualTo(sent);

    JsonNode echoed = js.echo(host.peerId(), ECHO_BYTES);
    assertThat(echoed.get("length").asInt()).isEqualTo(ECHO_BYTES);
    assertThat(echoed.get("sha256").asText())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent)));
  }

  private static Predicate<JsonNode> of(TcpHost host) {
    return event -> event.get("peer").asText().equals(host.peerId().toText());
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
