package network.baton.libp2p.host;

import static network.baton.libp2p.TestHosts.address;
import static network.baton.libp2p.TestHosts.await;
import static network.baton.libp2p.TestHosts.awaitIdle;
import static network.baton.libp2p.TestHosts.count;
import static network.baton.libp2p.TestHosts.join;
import static network.baton.libp2p.TestHosts.listening;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import network.baton.libp2p.Collected;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.Stream;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.protocol.DelimitedReader;
import network.baton.libp2p.protocol.IdentifyExchange;
import network.baton.libp2p.protocol.Ping;
import network.baton.libp2p.yamux.YamuxLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What hostile remotes do to a host, and that nothing of it stays. */
class AbuseTest {
  private static final YamuxLimits YAMUX = YamuxLimits.defaults();

  private final TestHosts hosts = new TestHosts();

  @AfterEach
  void closeHosts() {
    hosts.close();
  }

  @Test
  void remoteThatSaysNothingIsClosedAtTheDeadline() throws IOException {
    TcpHost host = listening(hosts.create(limits(128, 64, 300, 256)));
    try (Socket silent = dial(host)) {
      assertThat(bytesUntilClosed(silent)).isGreaterThan(0); // our multistream header
    }
    assertThat(count(host, Refusal.HANDSHAKE_TIMEOUT)).isEqualTo(1);
    awaitIdle(host);
  }

  @Test
  void remoteThatSendsByteByByteIsClosedAtTheDeadline() throws Exception {
    TcpHost host = listening(hosts.create(limits(128, 64, 300, 256)));
    byte[] opening = opening();
    try (Socket slow = dial(host)) {
      slow.setTcpNoDelay(true);
      Thread drip =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (byte octet : opening) {
                        slow.getOutputStream().write(octet);
                        Thread.sleep(20);
                      }
                    } catch (IOException | InterruptedException e) {
                      // Closed by the host, as it should be.
                    }
                  });
      bytesUntilClosed(slow);
      drip.join();
    }
    assertThat(count(host, Refusal.HANDSHAKE_TIMEOUT)).isEqualTo(1);
    awaitIdle(host);
  }

  @Test
  void connectionsBeforeTheHandshakeAreLimitedPerIpAndInTotal() throws IOException {
    TcpHost perIp = listening(hosts.create(limits(128, 5, 10_000, 256)));
    TcpHost inTotal = listening(hosts.create(limits(5, 64, 10_000, 256)));
    for (TcpHost host : List.of(perIp, inTotal)) {
      List<Socket> silent = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        silent.add(dial(host));
      }
      Refusal refusal = host == perIp ? Refusal.HANDSHAKES_PER_IP : Refusal.HANDSHAKES_TOTAL;
      await(() -> count(host, refusal) == 3);
      assertThat(count(host, "handshakes.open")).isEqualTo(5);
      for (Socket socket : silent) {
        socket.close();
      }
      awaitIdle(host);
    }
  }

  @Test
  void fullHostRefusesNewPeers() {
    TcpHost host = listening(hosts.create(limits(128, 64, 10_000, 1)));
    TcpHost first = hosts.create();
    TcpHost second = hosts.create();
    join(first.connect(address(host)));
    await(() -> host.connections().size() == 1);
    second.connect(address(host)).exceptionally(e -> null).join();
    await(() -> second.connections().isEmpty());
    assertThat(count(host, Refusal.CONNECTIONS_TOTAL)).isEqualTo(1);
    assertThat(join(first.ping(host.peerId()))).isPositive();
  }

  @Test
  void thousandConnectionsOfRandomBytesLeaveNothingBehind() throws IOException {
    TcpHost host = listening(hosts.create(limits(128, 128, 10_000, 256)));
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      try (Socket socket = dial(host)) {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        if (random.nextBoolean()) {
          socket.getOutputStream().write(opening());
        }
        socket.getOutputStream().write(bytes);
      } catch (IOException e) {
        // The host was faster.
      }
    }
    awaitIdle(host);
    assertThat(count(host, Refusal.INTERNAL)).isZero();
    assertThat(count(host, Refusal.MULTISTREAM_LINE)).isPositive();
    TcpHost honest = hosts.create();
    join(honest.connect(address(host)));
    assertThat(join(honest.ping(host.peerId()))).isPositive();
  }

  @Test
  void linesAndHandshakeMessagesThatAreTooLongAreRefused() throws IOException {
    TcpHost host = hosts.listening();
    try (Socket socket = dial(host)) {
      socket.getOutputStream().write(new byte[] {(byte) 0x81, 8}); // 1,025
      bytesUntilClosed(socket);
    }
    try (Socket socket = dial(host)) {
      socket.getOutputStream().write(new byte[] {(byte) 0x80, (byte) 0x80, 1});
      bytesUntilClosed(socket);
    }
    assertThat(count(host, Refusal.MULTISTREAM_LINE)).isEqualTo(2);
    try (Socket socket = dial(host)) {
      socket.getOutputStream().write(opening());
      socket.getOutputStream().write(new byte[] {(byte) 0xff, (byte) 0xff});
      bytesUntilClosed(socket);
    }
    try (Socket socket = dial(host)) {
      socket.getOutputStream().write(opening());
      socket.getOutputStream().write(new byte[34]); // a message of length zero
      bytesUntilClosed(socket);
    }
    assertThat(count(host, Refusal.NOISE_MESSAGE)).isEqualTo(2);
    awaitIdle(host);
  }

  @Test
  void endlessProposalsAreRefused() throws IOException {
    TcpHost host = hosts.listening();
    try (Socket socket = dial(host)) {
      socket.getOutputStream().write(line("/multistream/1.0.0"));
      for (int i = 0; i < 16; i++) {
        socket.getOutputStream().write(line("/guess/" + i));
      }
      bytesUntilClosed(socket);
    }
    assertThat(count(host, Refusal.MULTISTREAM_PROPOSALS)).isEqualTo(1);
    awaitIdle(host);
  }

  @Test
  void streamsOfOneProtocolAreLimited() {
    TcpHost host = hosts.create();
    Holding holding = new Holding();
    host.handle(holding);
    listening(host);
    TcpHost greedy = hosts.create();
    join(greedy.connect(address(host)));
    for (int i = 0; i < holding.inboundStreamsMax() + 3; i++) {
      var _ = greedy.newStream(host.peerId(), holding.protocols());
    }
    await(() -> count(host, Refusal.STREAMS_PROTOCOL) == 3);
    assertThat(holding.streams).hasSize(holding.inboundStreamsMax());
    // A stream that ends makes room.
    holding.streams.removeFirst().reset();
    await(() -> count(host, "streams.open") <= holding.inboundStreamsMax());
    var _ = join(greedy.newStream(host.peerId(), holding.protocols()));
    await(() -> holding.streams.size() == holding.inboundStreamsMax());
    greedy.close();
    awaitIdle(host);
  }

  @Test
  void pingsWhoseAnswersAreNotTakenWait() {
    TcpHost host = hosts.listening();
    TcpHost flooding = hosts.create();
    join(flooding.connect(address(host)));
    Stream stream = join(flooding.newStream(host.peerId(), List.of(Ping.PROTOCOL)));
    stream.pauseReading();
    Collected answers = new Collected();
    stream.read(answers);
    int bytes = 2 << 20;
    CompletableFuture<Void> written = stream.write(Unpooled.wrappedBuffer(new byte[bytes]));
    stream.closeWrite();
    // One window of answers comes and is not read; then the host stops reading as well.
    await(() -> count(host, "bytes.in") > 500 << 10);
    assertThat(join(flooding.ping(host.peerId()))).isPositive();
    assertThat(written).isNotDone();
    stream.resumeReading();
    assertThat(join(answers.all())).hasSize(bytes);
  }

  @Test
  void identifyOfAnotherKeyAndOverlongOnesAreNotBelieved() {
    byte[] otherKey = NodeKey.generate().publicKey().encode();
    byte[] lying = new byte[otherKey.length + 2];
    lying[0] = 0x0a;
    lying[1] = (byte) otherKey.length;
    System.arraycopy(otherKey, 0, lying, 2, otherKey.length);
    TcpHost host = hosts.listening();
    TcpHost liar = hosts.create();
    join(liar.connect(address(host)));
    await(() -> host.info(liar.peerId()).isPresent());
    List<String> before = host.info(liar.peerId()).orElseThrow().protocols();

    push(liar, host, DelimitedReader.delimited(lying));
    push(liar, host, DelimitedReader.delimited(new byte[] {(byte) 0xff, 1, 2}));
    push(liar, host, DelimitedReader.delimited(new byte[IdentifyExchange.MESSAGE_BYTES_MAX + 1]));
    await(() -> count(host, Refusal.IDENTIFY) == 2 && count(host, Refusal.MESSAGE_SIZE) == 1);
    assertThat(host.info(liar.peerId()).orElseThrow().protocols()).isEqualTo(before);
    assertThat(join(liar.ping(host.peerId()))).isPositive();
  }

  @Test
  void identifyPushesAreLimitedPerMinute() {
    TcpHost host = hosts.listening();
    TcpHost chatty = hosts.create();
    join(chatty.connect(address(host)));
    await(() -> host.info(chatty.peerId()).isPresent());
    int max = IdentifyExchange.PUSHES_PER_MINUTE_MAX;
    for (int i = 0; i < max; i++) {
      push(chatty, host, DelimitedReader.delimited(new byte[0]));
      await(() -> count(host, "streams.open") == 0);
    }
    var _ = chatty.newStream(host.peerId(), List.of(IdentifyExchange.PUSH));
    await(() -> count(host, Refusal.IDENTIFY_RATE) == 1);
    assertThat(join(chatty.ping(host.peerId()))).isPositive();
  }

  @Test
  void churnLeavesNothingBehind() {
    TcpHost host = hosts.create();
    Holding holding = new Holding();
    host.handle(holding);
    listening(host);
    for (int i = 0; i < 30; i++) {
      try (TestHosts visitors = new TestHosts()) {
        TcpHost visitor = visitors.create();
        Connection connection = join(visitor.connect(address(host)));
        Stream stream = join(visitor.newStream(host.peerId(), holding.protocols()));
        var _ = stream.write(Unpooled.wrappedBuffer(new byte[1000]));
        switch (i % 3) {
          case 0 -> stream.closeWrite();
          case 1 -> stream.reset();
          default -> connection.close();
        }
      }
    }
    awaitIdle(host);
  }

  private static void push(TcpHost from, TcpHost to, ByteBuf message) {
    Stream stream = join(from.newStream(to.peerId(), List.of(IdentifyExchange.PUSH)));
    stream.read(new Collected());
    var _ = stream.write(message);
    stream.closeWrite();
  }

  private static HostLimits limits(int handshakes, int perIp, long handshakeMs, int connections) {
    return new HostLimits(
        handshakes,
        perIp,
        handshakeMs,
        connections,
        128,
        connections,
        connections,
        connections,
        handshakeMs,
        10_000,
        10_000,
        YAMUX);
  }

  private static Socket dial(TcpHost host) throws IOException {
    InetSocketAddress address = host.listenAddresses().getFirst().tcpAddress().orElseThrow();
    Socket socket = new Socket(address.getHostString(), address.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static int bytesUntilClosed(Socket socket) {
    int bytes = 0;
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        bytes++;
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the host does not close", e);
    } catch (IOException e) {
      // Reset is as good as an end.
    }
    return bytes;
  }

  private static byte[] opening() {
    ByteBuffer both = ByteBuffer.allocate(64);
    both.put(line("/multistream/1.0.0")).put(line("/noise"));
    return Arrays.copyOf(both.array(), both.position());
  }

  private static byte[] line(String text) {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + bytes.length).put((byte) bytes.length).put(bytes).array();
  }

  /** Keeps its streams open and reads them. */
  private static final class Holding implements ProtocolBinding {
    private final List<Stream> streams = new CopyOnWriteArrayList<>();

    @Override
    public List<String> protocols() {
      return List.of("/test/hold/1");
    }

    @Override
    public int inboundStreamsMax() {
      return 4;
    }

    @Override
    public void onStream(Stream stream) {
      streams.add(stream);
      stream.read(new DelimitedReader(4096, message -> {}, stream::closeWrite, () -> {}));
    }
  }
}
