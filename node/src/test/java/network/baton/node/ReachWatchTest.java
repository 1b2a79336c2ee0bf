package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.TcpHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator is shown, with real sockets. */
class ReachWatchTest {
  private static final long CEILING_MS = 60_000;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void anOperatorSeesThatTwoPeersReachedTheNode() throws Exception {
    TcpHost node = host();
    ReachWatch watch = watch(node, true);
    connectTwo(node);
    awaitState(watch, "reachable");
    assertThat(watch.gauge()).isEqualTo(1);
    assertThat(watch.status().addresses())
        .containsExactly(
            new NodeStatus.ReachedAddress(
                node.listenAddresses().getFirst().toText(), "reachable", 2, 0, 0));
  }

  @Test
  void anOperatorSeesThatAnAdvertisedPortIsClosed() throws Exception {
    TcpHost node = host();
    ReachWatch watch = watch(node, true);
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      closed = socket.getLocalPort();
    }
    node.advertise(List.of(Multiaddr.fromText("/ip4/127.0.0.1/tcp/" + closed)));
    connectTwo(node);
    awaitState(watch, "unreachable");
    assertThat(watch.gauge()).isEqualTo(-1);
  }

  @Test
  void aNodeThatTellsNoAddressIsNotJudged() throws Exception {
    TcpHost node = host();
    ReachWatch watch = watch(node, false);
    connectTwo(node);
    watch.round();
    assertThat(watch.status()).isEqualTo(new NodeStatus.Reachability("unknown", List.of()));
    assertThat(watch.gauge()).isZero();
    assertThat(watch.counters()).doesNotContainKey("dial-back.asked");
  }

  private void connectTwo(TcpHost node) throws Exception {
    for (int i = 0; i < 2; i++) {
      TcpHost peer = host();
      var _ = watch(peer, true);
      var _ =
          node.connect(peer.listenAddresses().getFirst().withPeer(peer.peerId()))
              .get(CEILING_MS, TimeUnit.MILLISECONDS);
    }
  }

  private static void awaitState(ReachWatch watch, String state) throws InterruptedException {
    long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CEILING_MS);
    while (!watch.status().state().equals(state) && System.nanoTime() < endNs) {
      watch.round();
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertThat(watch.status().state()).as("%s", watch.status()).isEqualTo(state);
  }

  private ReachWatch watch(TcpHost host, boolean privateToo) {
    var watch = new ReachWatch(host, privateToo, Runnable::run);
    open.add(watch);
    return watch;
  }

  private TcpHost host() throws Exception {
    TcpHost host =
        TcpHost.create(
            HostConfig.of(
                    Multiaddr.fromText("/ip4/127.0.0.1/tcp/0"), NodeKey.generate(), "baton/test")
                .advertising(List.of(), true));
    open.add(host);
    host.listen();
    return host;
  }
}
