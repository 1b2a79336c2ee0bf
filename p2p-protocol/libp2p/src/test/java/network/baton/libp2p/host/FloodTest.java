package network.baton.libp2p.host;

import static network.baton.libp2p.TestHosts.address;
import static network.baton.libp2p.TestHosts.await;
import static network.baton.libp2p.TestHosts.awaitIdle;
import static network.baton.libp2p.TestHosts.count;
import static network.baton.libp2p.TestHosts.join;
import static network.baton.libp2p.TestHosts.listening;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import network.baton.libp2p.Collected;
import network.baton.libp2p.Connection;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.Stream;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.pb.Identify;
import network.baton.libp2p.protocol.DelimitedReader;
import network.baton.libp2p.protocol.IdentifyExchange;
import network.baton.libp2p.protocol.PeerInfo;
import network.baton.libp2p.yamux.YamuxLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Floods of connections, frames and claims: the host stays usable, and all is as before. */
class FloodTest {
  private static final int WINDOW_UPDATE = 1;
  private static final int FRAME_BYTES = 12;

  private final TestHosts hosts = new TestHosts();

  @AfterEach
  void closeHosts() {
    hosts.close();
  }

  @Test
  void remoteThatMakesAnswersAndDoesNotTakeThemIsLeft() {
    TcpHost host = hosts.listening();
    TcpHost flooding = hosts.create();
    Channel channel = channel(join(flooding.connect(address(host))));
    await(() -> host.connections().size() == 1);
    // A socket that takes nothing: how much the kernel would keep is not what is looked at.
    channel(host.connections().getFirst())
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void flush(ChannelHandlerContext ctx) {
                // The bytes stay where the limit counts them.
              }
            });
    ChannelHandlerContext behindNoise = channel.pipeline().context("yamux");
    // Each names a stream that never was, which costs an answer.
    ByteBuf frames = Unpooled.buffer();
    for (int i = 0; i < 4_096; i++) {
      frames.writeByte(0).writeByte(WINDOW_UPDATE).writeShort(0).writeInt(10_001 + 2 * i);
      frames.writeInt(0);
    }
    assertThat(frames.readableBytes()).isEqualTo(4_096 * FRAME_BYTES);
    await(
        () -> {
          var _ = behindNoise.writeAndFlush(frames.retainedDuplicate());
          return count(host, Refusal.CONTROL_QUEUE) == 1;
        });
    awaitIdle(host);
    await(() -> flooding.connections().isEmpty());
    frames.release();
  }

  @Test
  void anyErrorClosesTheConnectionOutOfMemoryToo() {
    TcpHost host = hosts.listening();
    TcpHost peer = hosts.create();
    join(peer.connect(address(host)));
    await(() -> host.connections().size() == 1);
    Channel channel = channel(host.connections().getFirst());
    channel
        .eventLoop()
        .execute(() -> channel.pipeline().fireExceptionCaught(new OutOfMemoryError("by the test")));
    awaitIdle(host);
    assertThat(count(host, Refusal.INTERNAL)).isEqualTo(1);
    await(() -> peer.connections().isEmpty());
  }

  @Test
  void ofEndlessClaimsInIdentifyOnlySomeAreKeptAndNoneIsDialled() {
    TcpHost host = hosts.listening();
    TcpHost third = hosts.listening();
    TcpHost boasting = hosts.create();
    join(boasting.connect(address(host)));
    await(() -> host.info(boasting.peerId()).isPresent());
    Identify.Builder claims = Identify.newBuilder();
    ByteString elsewhere = ByteString.copyFrom(third.listenAddresses().getFirst().toBytes());
    for (int i = 0; i < 400; i++) {
      claims.addListenAddrs(elsewhere).addProtocols("/p/" + i);
    }
    claims.addListenAddrs(ByteString.copyFromUtf8("no address"));
    Stream stream = join(boasting.newStream(host.peerId(), List.of(IdentifyExchange.PUSH)));
    stream.read(new Collected());
    var _ = stream.write(DelimitedReader.delimited(claims.build().toByteArray()));
    stream.closeWrite();
    await(() -> info(host, boasting).protocols().contains("/p/0"));
    assertThat(info(host, boasting).protocols()).hasSizeLessThanOrEqualTo(128);
    assertThat(info(host, boasting).listenAddresses()).hasSizeLessThanOrEqualTo(32);
    assertThat(third.connections()).isEmpty();
    assertThat(count(third, "bytes.in")).isZero();
  }

  /** 200 remotes that say a byte now and then; the honest one is let in between. */
  @Test
  void slowHandshakesDoNotKeepHonestPeersOut() throws Exception {
    TcpHost host = listening(hosts.create(limits(32, 64, 500)));
    List<Socket> slow = new ArrayList<>();
    Thread dribble = Thread.ofVirtual().unstarted(() -> dribble(host, slow));
    dribble.start();
    TcpHost honest = hosts.create();
    await(() -> connects(honest, host));
    assertThat(join(honest.ping(host.peerId()))).isPositive();
    dribble.join();
    assertThat(count(host, Refusal.HANDSHAKES_TOTAL)).isPositive();
    assertThat(count(host, Refusal.HANDSHAKE_TIMEOUT)).isPositive();
    // All places are free again, although the remotes still hold their ends.
    await(() -> count(host, "handshakes.open") == 0);
    assertThat(host.connections()).hasSize(1);
    for (Socket socket : slow) {
      socket.close();
    }
  }

  private static boolean connects(TcpHost from, TcpHost to) {
    return from.connect(address(to)).handle((connection, error) -> error == null).join();
  }

  private static void dribble(TcpHost host, List<Socket> slow) {
    byte[] line = "\u0013/multistream/1.0.0\n".getBytes(StandardCharsets.US_ASCII);
    try {
      for (int i = 0; i < 200; i++) {
        slow.add(dial(host));
        for (Socket socket : slow.subList(Math.max(0, slow.size() - 32), slow.size())) {
          try {
            socket.getOutputStream().write(line[slow.size() % line.length]);
          } catch (IOException e) {
            // Closed by the host, as it should be.
          }
        }
        Thread.sleep(5);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void randomConnectionsLeaveHeapAndHandlesAsTheyWere() throws Exception {
    randomConnections(500, 1_000);
  }

  @Test
  @Tag("long")
  void tenThousandRandomConnectionsLeaveHeapAndHandlesAsTheyWere() throws Exception {
    randomConnections(1_000, 10_000);
  }

  private void randomConnections(int warmUp, int number) throws Exception {
    TcpHost host = listening(hosts.create(limits(128, 128, 10_000)));
    Random random = new Random(7);
    for (int i = 0; i < warmUp; i++) {
      noise(host, random);
    }
    awaitIdle(host);
    Resources before = Resources.now();
    for (int i = 0; i < number; i++) {
      noise(host, random);
    }
    awaitIdle(host);
    assertThat(count(host, Refusal.INTERNAL)).isZero();
    before.awaitReturn();
    assertThat(connects(hosts.create(), host)).isTrue();
  }

  /** Bytes of no meaning, half of the time behind a proper opening. */
  private static void noise(TcpHost host, Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    try (Socket socket = dial(host)) {
      if (random.nextBoolean()) {
        socket
            .getOutputStream()
            .write("\u0013/multistream/1.0.0\n\u0007/noise\n".getBytes(StandardCharsets.US_ASCII));
      }
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      // The host was faster.
    }
  }

  @Test
  void churningPeersLeaveHeapAndHandlesAsTheyWere() throws Exception {
    churn(10);
  }

  @Test
  @Tag("long")
  void tenMinutesOfChurnLeaveHeapAndHandlesAsTheyWere() throws Exception {
    churn(600);
  }

  private void churn(int seconds) throws Exception {
    TcpHost host = listening(hosts.create());
    visits(host, 60);
    awaitIdle(host);
    Resources before = Resources.now();
    long untilNs = System.nanoTime() + seconds * 1_000_000_000L;
    int visits = 0;
    while (System.nanoTime() < untilNs) {
      visits += visits(host, 20);
    }
    awaitIdle(host);
    assertThat(visits).isGreaterThanOrEqualTo(20);
    assertThat(count(host, Refusal.INTERNAL)).isZero();
    before.awaitReturn();
  }

  /** Peers that come, are identified or not, ask something or not, and go in different ways. */
  private static int visits(TcpHost host, int number) throws IOException {
    for (int i = 0; i < number; i++) {
      try (TestHosts visitors = new TestHosts()) {
        TcpHost visitor = visitors.create();
        Connection connection = join(visitor.connect(address(host)));
        switch (i % 4) {
          case 0 -> join(visitor.ping(host.peerId()));
          case 1 -> await(() -> visitor.info(host.peerId()).isPresent());
          case 2 -> connection.close();
          default -> {
            var _ = channel(connection).close();
          }
        }
      }
    }
    return number;
  }

  private static PeerInfo info(TcpHost host, TcpHost about) {
    return host.info(about.peerId()).orElseThrow();
  }

  private static Channel channel(Connection connection) {
    return ((PeerConnection) connection).channel();
  }

  private static Socket dial(TcpHost host) throws IOException {
    Multiaddr address = host.listenAddresses().getFirst();
    InetSocketAddress socket = address.tcpAddress().orElseThrow();
    return new Socket(socket.getHostString(), socket.getPort());
  }

  private static HostLimits limits(int handshakes, int perIp, long handshakeMs) {
    return new HostLimits(
        handshakes,
        perIp,
        handshakeMs,
        256,
        128,
        256,
        256,
        256,
        5_000,
        10_000,
        10_000,
        YamuxLimits.defaults());
  }
}
