package network.baton.libp2p.host;

import static network.baton.libp2p.TestHosts.address;
import static network.baton.libp2p.TestHosts.await;
import static network.baton.libp2p.TestHosts.awaitIdle;
import static network.baton.libp2p.TestHosts.count;
import static network.baton.libp2p.TestHosts.join;
import static network.baton.libp2p.TestHosts.listening;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import network.baton.libp2p.Collected;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Echo;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.Stream;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.protocol.IdentifyExchange;
import network.baton.libp2p.protocol.PeerInfo;
import network.baton.libp2p.protocol.Ping;
import network.baton.libp2p.record.PeerRecord;
import network.baton.libp2p.yamux.YamuxLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpHostTest {
  private final TestHosts hosts = new TestHosts();

  @AfterEach
  void closeHosts() {
    hosts.close();
  }

  @Test
  void dialledHostsKnowEachOther() {
    TcpHost a = hosts.listening();
    TcpHost b = hosts.listening();
    Connection toB = join(a.connect(address(b)));

    assertThat(toB.remotePeer()).isEqualTo(b.peerId());
    assertThat(toB.outbound()).isTrue();
    await(() -> b.connections().size() == 1);
    Connection toA = b.connections().getFirst();
    assertThat(toA.remotePeer()).isEqualTo(a.peerId());
    assertThat(toA.outbound()).isFalse();
    assertThat(join(a.connect(address(b)))).isSameAs(toB);

    a.close();
    awaitIdle(b);
  }

  @Test
  void identifyTellsProtocolsAndAddressesBothWays() {
    TcpHost a = hosts.listening();
    TcpHost b = hosts.listening();
    join(a.connect(address(b)));
    await(() -> a.info(b.peerId()).isPresent() && b.info(a.peerId()).isPresent());

    PeerInfo ofB = a.info(b.peerId()).orElseThrow();
    assertThat(ofB.agentVersion()).isEqualTo("test");
    assertThat(ofB.protocols()).contains(Ping.PROTOCOL, IdentifyExchange.ID, IdentifyExchange.PUSH);
    assertThat(ofB.listenAddresses()).isEqualTo(b.listenAddresses());
    assertThat(ofB.observed()).contains(b.connections().getFirst().remoteAddress());
  }

  @Test
  void newProtocolIsPushedToConnectedPeers() {
    TcpHost a = hosts.listening();
    TcpHost b = hosts.listening();
    join(a.connect(address(b)));
    await(() -> b.info(a.peerId()).isPresent());
    a.handle(new Echo());
    await(() -> b.info(a.peerId()).orElseThrow().protocols().contains(Echo.PROTOCOL));
  }

  @Test
  void pingMeasuresTheRoundTrip() {
    TcpHost a = hosts.listening();
    TcpHost b = hosts.listening();
    join(a.connect(address(b)));
    assertThat(join(a.ping(b.peerId()))).isPositive();
    assertThat(join(a.ping(b.peerId()))).isPositive();
    assertThat(join(b.ping(a.peerId()))).isPositive();
  }

  @Test
  void bytesComeBackInOrderThroughBackPressure() {
    TcpHost a = hosts.listening();
    TcpHost b = hosts.create();
    b.handle(new Echo());
    listening(b);
    join(a.connect(address(b)));
    Stream stream = join(a.newStream(b.peerId(), List.of("/not/spoken", Echo.PROTOCOL)));
    assertThat(stream.protocol()).isEqualTo(Echo.PROTOCOL);

    byte[] sent = new byte[3 << 20];
    new Random(1).nextBytes(sent);
    Collected received = new Collected();
    stream.read(received);
    CompletableFuture<Void> written = stream.write(Unpooled.wrappedBuffer(sent));
    stream.closeWrite();
    assertThat(join(received.all())).isEqualTo(sent);
    join(written);
    assertThat(stream.pendingBytes()).isZero();
    a.close();
    awaitIdle(b);
  }

  @Test
  void unknownProtocolFailsTheStreamOnly() {
    TcpHost a = hosts.listening();
    TcpHost b = hosts.listening();
    join(a.connect(address(b)));
    assertThatThrownBy(() -> a.newStream(b.peerId(), List.of("/x", "/y")).get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            ProtocolViolation.class,
            e -> assertThat(e.refusal()).isEqualTo(Refusal.NO_COMMON_PROTOCOL));
    assertThat(join(a.ping(b.peerId()))).isPositive();
  }

  @Test
  void wrongPeerIdIsRefused() {
    TcpHost a = hosts.listening();
    TcpHost b = hosts.listening();
    Multiaddr wrong = b.listenAddresses().getFirst().withPeer(NodeKey.generate().peerId());
    assertThatThrownBy(() -> a.connect(wrong).get())
        .cause()
        .isInstanceOfSatisfying(
            ProtocolViolation.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.PEER_MISMATCH));
    awaitIdle(a);
    awaitIdle(b);
  }

  @Test
  void nobodyListensFailsTheDial() {
    TcpHost a = hosts.listening();
    Multiaddr nobody =
        Multiaddr.fromText("/ip4/127.0.0.1/tcp/1").withPeer(NodeKey.generate().peerId());
    assertThatThrownBy(() -> a.connect(nobody).get()).cause().isInstanceOf(IOException.class);
  }

  @Test
  void addressesOfPeerAreDialledInTurnUntilOneAnswersAsThatPeer() throws IOException {
    TcpHost a = listening(hosts.create(HostLimits.defaults()));
    TcpHost b = hosts.listening();
    TcpHost other = hosts.listening();
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Multiaddr> addresses =
          List.of(
              Multiaddr.fromText("/ip4/127.0.0.1/tcp/1"),
              other.listenAddresses().getFirst(),
              Multiaddr.fromText("/ip4/127.0.0.1/tcp/" + silent.getLocalPort()),
              b.listenAddresses().getFirst());
      Connection connection =
          join(a.connect(addresses.stream().map(each -> each.withPeer(b.peerId())).toList()));
      assertThat(connection.remotePeer()).isEqualTo(b.peerId());
      assertThat(connection.remoteAddress()).isEqualTo(b.listenAddresses().getFirst());
      assertThat(count(a, Refusal.PEER_MISMATCH)).isEqualTo(1);
    }
  }

  @Test
  void addressesOfTwoPeersAreNotOneDial() {
    TcpHost a = hosts.listening();
    assertThatThrownBy(() -> a.connect(List.of(address(hosts.listening()), address(a))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> a.connect(a.listenAddresses()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void connectionsAboveTheHighWaterMarkAreClosedButNotProtectedOnes() {
    HostLimits limits =
        new HostLimits(
            64, 64, 10_000, 64, 64, 64, 4, 2, 5_000, 10_000, 10_000, YamuxLimits.defaults());
    TcpHost full = listening(hosts.create(limits));
    TcpHost kept = hosts.listening();
    full.protect(kept.peerId());
    join(kept.connect(address(full)));
    for (int i = 0; i < 4; i++) {
      join(hosts.create().connect(address(full)));
    }
    await(() -> full.connections().size() == 2);
    assertThat(full.connections()).extracting(Connection::remotePeer).contains(kept.peerId());
    assertThat(count(full, Refusal.CONNECTIONS_TRIMMED)).isEqualTo(3);
  }

  @Test
  void changedAddressesArePushedToConnectedPeers() {
    TcpHost a = hosts.listening();
    TcpHost b = hosts.listening();
    join(a.connect(address(b)));
    await(() -> b.info(a.peerId()).isPresent());
    Multiaddr named = Multiaddr.fromText("/dns4/prover.example.org/tcp/4001");
    a.advertise(List.of(named));
    await(() -> b.info(a.peerId()).orElseThrow().listenAddresses().equals(List.of(named)));
    PeerRecord record =
        PeerRecord.open(b.info(a.peerId()).orElseThrow().signedPeerRecord().toByteArray());
    assertThat(record.peer()).isEqualTo(a.peerId());
    assertThat(record.addresses()).containsExactly(named);
  }

  @Test
  void simultaneousDialsEndInOneConnection() {
    for (int round = 0; round < 5; round++) {
      TcpHost a = hosts.listening();
      TcpHost b = hosts.listening();
      Events heardByA = new Events();
      Events heardByB = new Events();
      a.addConnectionListener(heardByA);
      b.addConnectionListener(heardByB);
      CompletableFuture<Connection> fromA = a.connect(address(b));
      CompletableFuture<Connection> fromB = b.connect(address(a));
      CompletableFuture.allOf(fromA, fromB).exceptionally(e -> null).join();
      await(() -> a.connections().size() == 1 && b.connections().size() == 1);
      await(() -> count(a, "handshakes.open") == 0);
      await(() -> count(b, "handshakes.open") == 0);
      await(
          () ->
              a.connections().size() == 1
                  && b.connections().size() == 1
                  && a.connections().getFirst().outbound()
                      != b.connections().getFirst().outbound());
      assertThat(join(a.ping(b.peerId()))).isPositive();
      a.close();
      awaitIdle(b);
      await(() -> heardByB.open == 0 && heardByB.closed >= 1);
      assertThat(heardByA.openMax).isEqualTo(1);
      assertThat(heardByB.openMax).isEqualTo(1);
    }
  }

  @Test
  void peerThatComesBackReplacesItsOldConnection() {
    NodeKey key = NodeKey.generate();
    TcpHost b = hosts.listening();
    Events heard = new Events();
    b.addConnectionListener(heard);
    TcpHost first = hosts.create(HostLimits.defaults(), key);
    TcpHost second = hosts.create(HostLimits.defaults(), key);
    join(first.connect(address(b)));
    join(second.connect(address(b)));
    await(() -> first.connections().isEmpty());
    await(() -> heard.closed == 1 && heard.open == 1);
    assertThat(heard.openMax).isEqualTo(1);
    assertThat(join(second.ping(b.peerId()))).isPositive();
  }

  @Test
  void pausedReaderStopsTheRemote() {
    TcpHost a = hosts.listening();
    TcpHost b = hosts.create();
    CompletableFuture<Stream> served = new CompletableFuture<>();
    Collected received = new Collected();
    b.handle(
        new ProtocolBinding() {
          @Override
          public List<String> protocols() {
            return List.of("/test/slow/1");
          }

          @Override
          public void onStream(Stream stream) {
            stream.pauseReading();
            stream.read(received);
            served.complete(stream);
          }
        });
    listening(b);
    join(a.connect(address(b)));
    Stream stream = join(a.newStream(b.peerId(), List.of("/test/slow/1")));
    byte[] sent = new byte[1 << 20];
    CompletableFuture<Void> written = stream.write(Unpooled.wrappedBuffer(sent));
    stream.closeWrite();
    // One window goes out, the rest stays here for as long as nobody reads over there.
    await(() -> stream.pendingBytes() <= sent.length - (255 << 10));
    assertThat(stream.pendingBytes()).isGreaterThanOrEqualTo(sent.length - (256 << 10));
    assertThat(join(a.ping(b.peerId()))).isPositive();
    assertThat(written).isNotDone();
    assertThat(received.length()).isZero();

    join(served).resumeReading();
    assertThat(join(received.all())).isEqualTo(sent);
    join(written);
  }

  private static final class Events implements ConnectionListener {
    private volatile int open;
    private volatile int openMax;
    private volatile int closed;

    @Override
    public synchronized void onConnected(Connection connection) {
      open++;
      openMax = Math.max(open, openMax);
    }

    @Override
    public synchronized void onDisconnected(Connection connection) {
      open--;
      closed++;
    }
  }
}
