package network.baton.libp2p.host;

import static network.baton.libp2p.TestHosts.address;
import static network.baton.libp2p.TestHosts.await;
import static network.baton.libp2p.TestHosts.awaitIdle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Stream;
import network.baton.libp2p.TestHosts;
import network.baton.libp2p.crypto.NodeKey;
import org.junit.jupiter.api.Test;

class PeerKeeperTest {
  @Test
  void lostPeerIsDialledAgain() {
    try (TestHosts hosts = new TestHosts();
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor()) {
      TcpHost b = hosts.listening();
      TcpHost a = hosts.create();
      PeerKeeper keeper = new PeerKeeper(a, scheduler, new Random(1));
      keeper.keep(address(b));
      await(() -> b.connections().size() == 1);
      b.connections().getFirst().close();
      await(() -> a.connections().isEmpty());
      await(() -> a.connections().size() == 1);

      keeper.forget(b.peerId());
      a.connections().getFirst().close();
      awaitIdle(a);
      keeper.close();
    }
  }

  @Test
  void unreachablePeerIsDialledLaterEachTime() {
    Unreachable host = new Unreachable();
    Recorded scheduler = new Recorded();
    PeerKeeper keeper = new PeerKeeper(host, scheduler, new Random(1));
    Multiaddr address =
        Multiaddr.fromText("/ip4/127.0.0.1/tcp/1").withPeer(NodeKey.generate().peerId());
    keeper.keep(address);
    for (int dial = 0; dial < 12; dial++) {
      scheduler.runNext();
    }
    assertThat(host.dialled).hasSize(12).containsOnly(address);
    assertThat(scheduler.waitsMs.getFirst()).isZero();
    for (int i = 1; i < 12; i++) {
      long full = Math.min(PeerKeeper.WAIT_MS_MAX, PeerKeeper.WAIT_MS_MIN << (i - 1));
      assertThat(scheduler.waitsMs.get(i)).isBetween(full / 2, full);
    }
    keeper.close();
    scheduler.runNext();
    assertThat(host.dialled).hasSize(12);
    scheduler.shutdownNow();
  }

  @Test
  void ownAddressIsNotDialledAndOneWithoutPeerIsRefused() {
    Unreachable host = new Unreachable();
    Recorded scheduler = new Recorded();
    PeerKeeper keeper = new PeerKeeper(host, scheduler, new Random(1));
    Multiaddr plain = Multiaddr.fromText("/ip4/127.0.0.1/tcp/1");
    keeper.keep(plain.withPeer(host.peerId()));
    assertThat(scheduler.waitsMs).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> keeper.keep(plain));
    scheduler.shutdownNow();
  }

  /** Remembers what was scheduled; runs it when told. */
  private static final class Recorded extends ScheduledThreadPoolExecutor {
    private final List<Long> waitsMs = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();

    private Recorded() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      waitsMs.add(unit.toMillis(delay));
      tasks.add(task);
      return super.schedule(() -> {}, 1, TimeUnit.DAYS);
    }

    private void runNext() {
      tasks.removeFirst().run();
    }
  }

  /** A host whose dials fail at once. */
  private static final class Unreachable implements Host {
    private final PeerId self = NodeKey.generate().peerId();
    private final List<Multiaddr> dialled = new ArrayList<>();

    @Override
    public PeerId peerId() {
      return self;
    }

    @Override
    public List<Multiaddr> listenAddresses() {
      return List.of();
    }

    @Override
    public CompletableFuture<Connection> connect(Multiaddr address) {
      dialled.add(address);
      return CompletableFuture.failedFuture(new IOException("unreachable"));
    }

    @Override
    public List<Connection> connections() {
      return List.of();
    }

    @Override
    public CompletableFuture<Stream> newStream(PeerId peer, List<String> protocols) {
      return CompletableFuture.failedFuture(new IOException("not connected"));
    }

    @Override
    public void handle(ProtocolBinding binding) {}

    @Override
    public void addConnectionListener(ConnectionListener listener) {}

    @Override
    public void close() {}
  }
}
