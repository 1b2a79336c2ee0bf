package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.TcpHost;
import network.baton.node.discovery.DiscoverySettings;
import network.baton.node.store.PeerBook;
import network.baton.node.store.RecordSequence;
import network.baton.node.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that find, dial and remember each other, on real sockets and disks. */
class FoundPeersTest {
  private static final Multiaddr ANY = Multiaddr.fromText("/ip4/127.0.0.1/tcp/0");
  private static final long NOW_MS = 1_800_000_000_000L;
  private static final long PATIENCE_S = 120;
  private static final long TURN_MS = 100;
  private static final int TURNS_PER_SEARCH = 30;

  @TempDir private Path folder;

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final AtomicLong clockMs = new AtomicLong();

  /** One node without lease, chain and API. */
  private record Peer(TcpHost host, PeerBook book, FoundPeers found) {}

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  @Test
  void fourNodesConnectAllToAllAndRememberEachOtherThroughOneBootRecord() throws Exception {
    Peer boot = peer("a", 1, List.of());
    List<String> record = List.of(boot.found.discovery().record());
    List<Peer> peers =
        List.of(boot, peer("b", 1, record), peer("c", 1, record), peer("d", 1, record));
    awaitRounds(peers, () -> peers.stream().allMatch(peer -> peer.host.connections().size() == 3));
    for (Peer peer : peers) {
      long dialledByIt =
          peer.host.connections().stream().filter(connection -> connection.outbound()).count();
      await(() -> peer.book.peers(NOW_MS).size() >= dialledByIt);
    }
    assertThat(peers.stream().mapToInt(peer -> peer.book.peers(NOW_MS).size()).sum())
        .isGreaterThanOrEqualTo(6);
  }

  @Test
  void aNodeOfAnotherNetworkIsNotDialled() throws Exception {
    Peer boot = peer("a", 1, List.of());
    List<String> record = List.of(boot.found.discovery().record());
    Peer friend = peer("b", 1, record);
    Peer foreign = peer("c", 2, record);
    List<Peer> peers = List.of(boot, friend, foreign);
    awaitRounds(
        peers,
        () ->
            friend.host.connections().size() == 1
                && boot.found.discovery().nodes() == 2
                && friend.found.discovery().nodes() == 2);
    rounds(peers);
    assertThat(foreign.host.connections()).isEmpty();
    assertThat(foreign.found.counters()).doesNotContainKey("dials");
    assertThat(friend.found.counters()).containsEntry("nodes.foreign", 1L);
  }

  @Test
  void whoIsNotThereIsDialledAgainAfterAMinuteOnly() throws Exception {
    Peer boot = peer("a", 1, List.of());
    Peer other = peer("b", 1, List.of(boot.found.discovery().record()));
    boot.host.close();
    awaitRounds(List.of(other), () -> dials(other) == 1);
    rounds(List.of(other));
    assertThat(dials(other)).isEqualTo(1);
    clockMs.addAndGet(FoundPeers.AGAIN_MS);
    rounds(List.of(other));
    assertThat(dials(other)).isEqualTo(2);
  }

  @Test
  void theSequenceOfTheRecordRisesWithEveryRestartAlsoWithAClockSetBack() throws Exception {
    NodeKey key = NodeKey.generate();
    long before = 0;
    for (long clock : new long[] {NOW_MS, NOW_MS, NOW_MS - 1_000_000, NOW_MS + 5}) {
      try (Store store = Store.open(folder, "test");
          TcpHost host = host(key);
          var found = found(host, key, 1, List.of(), new RecordSequence(store), clock)) {
        assertThat(found.discovery().sequence()).isGreaterThan(before);
        before = found.discovery().sequence();
      }
    }
    assertThat(before).isEqualTo(NOW_MS + 5);
  }

  private static long dials(Peer peer) {
    return peer.found.counters().getOrDefault("dials", 0L);
  }

  private Peer peer(String name, long chainId, List<String> boot) throws Exception {
    NodeKey key = NodeKey.generate();
    Store store = Store.open(folder.resolve(name), "test");
    open.push(store);
    TcpHost host = host(key);
    open.push(host);
    var book = new PeerBook(store);
    var _ = new KnownPeers(host, book, Runnable::run, () -> NOW_MS);
    FoundPeers found = found(host, key, chainId, boot, new RecordSequence(store), NOW_MS);
    open.push(found);
    return new Peer(host, book, found);
  }

  private static TcpHost host(NodeKey key) throws Exception {
    TcpHost host = TcpHost.create(HostConfig.of(ANY, key, "test"));
    host.listen();
    return host;
  }

  private FoundPeers found(
      TcpHost host,
      NodeKey key,
      long chainId,
      List<String> boot,
      RecordSequence sequence,
      long recordClockMs)
      throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    int port = host.listenAddresses().getFirst().tcpAddress().orElseThrow().getPort();
    return new FoundPeers(
        host,
        new DiscoverySettings(
            new InetSocketAddress(loopback, 0),
            Optional.empty(),
            List.of(new InetSocketAddress(loopback, port)),
            true,
            boot,
            key,
            chainId,
            "0x00000000000000000000000000000000000000aa",
            1,
            sequence.next(recordClockMs)),
        sequence,
        Runnable::run,
        clockMs::get);
  }

  private static void rounds(List<Peer> peers) {
    peers.forEach(peer -> peer.found.round());
  }

  /**
   * Lets discovery's time pass faster than the clock's: a search every three seconds, all of one
   * place.
   */
  private void awaitRounds(List<Peer> peers, BooleanSupplier condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    for (int turn = 0; !condition.getAsBoolean(); turn++) {
      assertThat(System.nanoTime())
          .as("time until %s", peers.stream().map(peer -> peer.found.counters()).toList())
          .isLessThan(end);
      rounds(peers);
      if (turn % TURNS_PER_SEARCH == 0) {
        peers.forEach(peer -> peer.found.discovery().search());
      }
      Thread.sleep(TURN_MS);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(20);
    }
  }
}
