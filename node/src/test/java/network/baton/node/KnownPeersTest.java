package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.TcpHost;
import network.baton.node.store.PeerBook;
import network.baton.node.store.PeerBook.KnownPeer;
import network.baton.node.store.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers of last time, on a real disk and real sockets. */
class KnownPeersTest {
  private static final long NOW_MS = 1_800_000_000_000L;
  private static final Multiaddr ANY = Multiaddr.fromText("/ip4/127.0.0.1/tcp/0");

  @TempDir private Path folder;

  @Test
  void whoWasReachedIsDialledAfterARestartWithoutAnyNamedPeer() throws Exception {
    try (TcpHost other = host()) {
      Multiaddr address = other.listenAddresses().getFirst();
      try (Store store = Store.open(folder, "test");
          TcpHost host = host()) {
        var book = new PeerBook(store);
        var written = new CompletableFuture<Boolean>();
        var _ =
            new KnownPeers(
                host,
                book,
                work -> {
                  work.run();
                  written.complete(true);
                },
                () -> NOW_MS);
        var _ = host.connect(address.withPeer(other.peerId())).get(60, TimeUnit.SECONDS);
        assertThat(written.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(book.peers(NOW_MS))
            .containsExactly(new KnownPeer(other.peerId().toText(), address.toText()));
      }
      try (Store store = Store.open(folder, "test");
          TcpHost host = host()) {
        CompletableFuture<Connection> connected = connected(host);
        var known = new KnownPeers(host, new PeerBook(store), Runnable::run, () -> NOW_MS + 1);
        known.round();
        assertThat(connected.get(60, TimeUnit.SECONDS).remotePeer()).isEqualTo(other.peerId());
      }
    }
  }

  @Test
  void whoDialledUsIsNotKnownToBeReachable() throws Exception {
    try (Store store = Store.open(folder, "test");
        TcpHost host = host();
        TcpHost other = host()) {
      var book = new PeerBook(store);
      var _ = new KnownPeers(host, book, Runnable::run, () -> NOW_MS);
      CompletableFuture<Connection> connected = connected(host);
      var _ =
          other
              .connect(host.listenAddresses().getFirst().withPeer(host.peerId()))
              .get(60, TimeUnit.SECONDS);
      assertThat(connected.get(60, TimeUnit.SECONDS).outbound()).isFalse();
      assertThat(book.peers(NOW_MS)).isEmpty();
    }
  }

  @Test
  void theOldestGoFirstAndAllGoAfterTwoWeeks() {
    try (Store store = Store.open(folder, "test")) {
      var book = new PeerBook(store);
      for (int i = 0; i < PeerBook.PEERS_MAX + 3; i++) {
        book.reached("peer" + i, "/ip4/9.9.9.9/tcp/" + (i + 1), NOW_MS + i);
      }
      List<KnownPeer> peers = book.peers(NOW_MS);
      assertThat(peers).hasSize(PeerBook.PEERS_MAX);
      assertThat(peers.getFirst().id()).isEqualTo("peer" + (PeerBook.PEERS_MAX + 2));
      assertThat(peers.getLast().id()).isEqualTo("peer3");

      book.reached("peer3", "/ip4/9.9.9.9/tcp/9", NOW_MS + 1_000);
      assertThat(book.peers(NOW_MS).getFirst())
          .isEqualTo(new KnownPeer("peer3", "/ip4/9.9.9.9/tcp/9"));
      assertThat(book.peers(NOW_MS + 1_001 + PeerBook.KEPT_MS)).isEmpty();
    }
  }

  private static TcpHost host() throws Exception {
    TcpHost host = TcpHost.create(HostConfig.of(ANY, NodeKey.generate(), "test"));
    host.listen();
    return host;
  }

  private static CompletableFuture<Connection> connected(TcpHost host) {
    var connected = new CompletableFuture<Connection>();
    host.addConnectionListener(
        new ConnectionListener() {
          @Override
          public void onConnected(Connection connection) {
            connected.complete(connection);
          }

          @Override
          public void onDisconnected(Connection connection) {}
        });
    return connected;
  }
}
