package network.baton.libp2p.protocol;

import static network.baton.libp2p.TestHosts.address;
import static network.baton.libp2p.TestHosts.await;
import static network.baton.libp2p.TestHosts.awaitIdle;
import static network.baton.libp2p.TestHosts.join;
import static network.baton.libp2p.TestHosts.listening;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.host.TcpHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestResponseTest {
  private static final String PROOF = "/test/proof/1";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final RequestLimits SMALL = new RequestLimits(1_000, 5 << 20, 2, 3, 1_000, 30_000);

  private final TestHosts hosts = new TestHosts();
  private final TcpHost server = hosts.create();
  private final TcpHost client = hosts.create();
  private RequestResponse serving = new RequestResponse(server, SMALL);
  private final RequestResponse asking = new RequestResponse(client, RequestLimits.defaults());

  @BeforeEach
  void listen() {
    listening(server);
  }

  @AfterEach
  void closeHosts() {
    asking.close();
    serving.close();
    hosts.close();
  }

  @Test
  void largeAnswersComeWholeAndSideBySide() {
    byte[] proof = new byte[4 << 20];
    new Random(1).nextBytes(proof);
    serve((peer, request) -> CompletableFuture.completedFuture(proof));
    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < SMALL.perPeerMax(); i++) {
      answers.add(request(new byte[] {(byte) i}));
    }
    answers.forEach(answer -> assertThat(join(answer)).isEqualTo(proof));
    client.close();
    awaitIdle(server);
  }

  @Test
  void handlerKnowsThePeerAndMayBlock() {
    serve(
        (peer, request) -> {
          assertThat(peer).isEqualTo(client.peerId());
          assertThat(join(server.ping(peer))).isPositive();
          return CompletableFuture.completedFuture(request);
        });
    assertThat(join(request(new byte[0]))).isEmpty();
    assertThat(join(request(new byte[] {1, 2}))).containsExactly(1, 2);
  }

  @Test
  void requestsOverThePlacesAreRefusedAtOnce() {
    CompletableFuture<byte[]> never = new CompletableFuture<>();
    serve((peer, request) -> never);
    List<CompletableFuture<byte[]>> answers = new ArrayList<>();
    for (int i = 0; i < SMALL.perPeerMax(); i++) {
      answers.add(request(new byte[1]));
    }
    await(() -> serving.counters().getOrDefault("requests.served", 0L) == SMALL.perPeerMax());
    assertThat(request(new byte[1])).failsWithin(SOON);
    assertThat(count(Refusal.REQUESTS)).isEqualTo(1);
    never.complete(new byte[] {5});
    answers.forEach(answer -> assertThat(join(answer)).containsExactly(5));
    assertThat(join(request(new byte[1]))).containsExactly(5);
  }

  @Test
  void handlerThatNeverAnswersLosesItsPlaceAndItsRequest() {
    serveWithin(300);
    serve((peer, request) -> new CompletableFuture<>());
    assertThat(request(new byte[1])).failsWithin(SOON);
    assertThat(count(Refusal.REQUEST_TIMEOUT)).isEqualTo(1);
  }

  @Test
  void remoteThatNeverSendsItsRequestLosesItsPlace() {
    serveWithin(300);
    serve((peer, request) -> CompletableFuture.completedFuture(request));
    join(client.connect(address(server)));
    Stream slow = join(client.newStream(server.peerId(), List.of(PROOF)));
    var _ = slow.write(Unpooled.wrappedBuffer(new byte[] {100, 1, 2}));
    await(() -> count(Refusal.REQUEST_TIMEOUT) == 1);
    awaitNoStreams();
  }

  @Test
  void handlerThatFailsResetsTheStream() {
    serve(
        (peer, request) -> {
          throw new IllegalStateException("on purpose");
        });
    assertThat(request(new byte[1])).failsWithin(SOON);
    assertThat(serving.counters()).containsEntry("requests.failed", 1L);
  }

  @Test
  void askerGivesUpAfterItsTimeout() {
    serve((peer, request) -> new CompletableFuture<>());
    join(client.connect(address(server)));
    assertThat(asking.request(server.peerId(), PROOF, new byte[1], 20))
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void requestsLongerThanTheLimitAreNotReadNorSent() {
    serve((peer, request) -> CompletableFuture.completedFuture(request));
    assertThat(request(new byte[SMALL.requestBytesMax() + 1])).failsWithin(SOON);
    await(() -> TestHosts.count(server, Refusal.MESSAGE_SIZE) == 1);
    int max = RequestLimits.defaults().requestBytesMax();
    assertThatIllegalArgumentException().isThrownBy(() -> request(new byte[max + 1]));
  }

  @Test
  void answersLongerThanTheLimitAreNotRead() {
    RequestResponse modest =
        new RequestResponse(client, new RequestLimits(1_000, 1_000, 1, 1, 1_000, 1_000));
    serve((peer, request) -> CompletableFuture.completedFuture(new byte[1_001]));
    join(client.connect(address(server)));
    assertThat(modest.request(server.peerId(), PROOF, new byte[1], 10_000)).failsWithin(SOON);
    assertThat(TestHosts.count(client, Refusal.MESSAGE_SIZE)).isEqualTo(1);
    modest.close();
  }

  @Test
  void lengthsAreReadByteByByteAndBounded() {
    List<Integer> lengths = new ArrayList<>();
    List<String> ends = new ArrayList<>();
    StreamReader reader =
        new DelimitedReader(
            70_000, message -> lengths.add(message.length), () -> ends.add("end"), () -> {});
    byte[] bytes = new byte[3 + 70_000 + 1 + 2];
    bytes[0] = (byte) 0xf0; // 70,000
    bytes[1] = (byte) 0xa2;
    bytes[2] = 4;
    bytes[70_003] = 0;
    bytes[70_004] = 1;
    for (byte part : bytes) {
      reader.onData(Unpooled.wrappedBuffer(new byte[] {part}));
    }
    reader.onEnd();
    assertThat(lengths).containsExactly(70_000, 0, 1);
    assertThat(ends).containsExactly("end");
  }

  private void serveWithin(long serveMs) {
    serving.close();
    serving = new RequestResponse(server, new RequestLimits(1_000, 1_000, 2, 3, 1_000, serveMs));
  }

  private void awaitNoStreams() {
    await(() -> TestHosts.count(server, "streams.open") == 0);
  }

  private void serve(BiFunction<PeerId, byte[], CompletionStage<byte[]>> handler) {
    serving.serve(PROOF, handler);
  }

  private CompletableFuture<byte[]> request(byte[] request) {
    join(client.connect(address(server)));
    return asking.request(server.peerId(), PROOF, request, 20_000);
  }

  private long count(Refusal refusal) {
    return serving.counters().getOrDefault(refusal.counterName(), 0L);
  }
}
