package network.baton.node.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.NodeKey;
import org.ethereum.beacon.discovery.schema.NodeRecord;
import org.ethereum.beacon.discovery.schema.NodeRecordFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real nodes on loopback. */
class DiscoveryTest {
  private static final String REGISTRY = "0x00000000000000000000000000000000000000aa";
  private static final long PATIENCE_S = 120;
  private static final long TURN_MS = 100;
  private static final int TURNS_PER_SEARCH = 30;

  private final List<Discovery> open = new ArrayList<>();

  @AfterEach
  void close() {
    open.forEach(Discovery::close);
  }

  @Test
  void nodesFindEachOtherThatKnowOneBootNodeOnly() throws Exception {
    List<NodeKey> keys = keys(6);
    Discovery boot = start(settings(keys.getFirst(), 1, List.of()));
    for (NodeKey key : keys.subList(1, keys.size())) {
      start(settings(key, 1, List.of(boot.record())));
    }
    awaitSearching(() -> open.stream().allMatch(node -> node.peers().size() == keys.size() - 1));
    for (int i = 0; i < keys.size(); i++) {
      Set<PeerId> others = keys.stream().map(NodeKey::peerId).collect(Collectors.toSet());
      others.remove(keys.get(i).peerId());
      assertThat(open.get(i).peers()).extracting(FoundPeer::peer).containsAll(others);
      assertThat(open.get(i).counters()).containsEntry("nodes.ours", (long) others.size());
      assertThat(open.get(i).counters()).doesNotContainKey("nodes.foreign");
    }
  }

  @Test
  void nodesOfAnotherNetworkAreCountedOnceAndNotNamed() throws Exception {
    List<NodeKey> keys = keys(4);
    Discovery boot = start(settings(keys.get(0), 1, List.of()));
    Discovery friend = start(settings(keys.get(1), 1, List.of(boot.record())));
    start(settings(keys.get(2), 2, List.of(boot.record())));
    start(settings(keys.get(3), 2, List.of(boot.record())));
    awaitSearching(
        () -> open.stream().allMatch(node -> node.peers().size() == 1 && node.nodes() == 3));
    assertThat(friend.peers()).extracting(FoundPeer::peer).containsExactly(keys.get(0).peerId());
    assertThat(friend.peers().getFirst().addresses())
        .extracting(Object::toString)
        .containsExactly("/ip4/127.0.0.1/tcp/4001");
    assertThat(friend.counters())
        .containsEntry("nodes.ours", 1L)
        .containsEntry("nodes.foreign", 2L);
  }

  @Test
  void randomDatagramsAreCountedAndMakeNoState() throws Exception {
    Discovery node = start(settings(NodeKey.generate(), 1, List.of()));
    var random = new Random(1);
    try (var socket = new DatagramSocket()) {
      while (refused(node, "size") + refused(node, "not-discv5") < 150) { // some may be lost
        byte[] bytes = new byte[1 + random.nextInt(1_400)];
        random.nextBytes(bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, node.listening()));
      }
    }
    // A datagram is counted before it is refused.
    await(
        () -> {
          long refused = refused(node, "size") + refused(node, "not-discv5");
          return Long.valueOf(refused).equals(node.counters().get("datagrams"));
        });
    assertThat(node.nodes()).isZero();

    Discovery other = start(settings(NodeKey.generate(), 1, List.of(node.record())));
    awaitSearching(() -> node.peers().size() == 1 && other.peers().size() == 1);
  }

  @Test
  void privateAddressesAreNeitherAnnouncedNorSpokenWithUnlessTheOperatorNamesThem()
      throws Exception {
    NodeKey key = NodeKey.generate();
    Discovery hidden = start(withPrivate(settings(key, 1, List.of()), false));
    assertThat(hidden.canBeFound()).isFalse();
    Discovery stranger = start(settings(NodeKey.generate(), 1, List.of(hidden.record())));
    try (var socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(new byte[100], 100, hidden.listening()));
    }
    await(() -> refused(hidden, "address") > 0);
    assertThat(stranger.canBeFound()).isTrue();

    Discovery named =
        start(withPrivate(settings(NodeKey.generate(), 1, List.of(stranger.record())), false));
    awaitSearching(() -> named.peers().size() == 1);
  }

  @Test
  void aNodeWithoutAnAddressFindsOthers() throws Exception {
    Discovery boot = start(settings(NodeKey.generate(), 1, List.of()));
    DiscoverySettings all = settings(NodeKey.generate(), 1, List.of(boot.record()));
    Discovery silent =
        start(
            new DiscoverySettings(
                all.listen(),
                all.announcedPort(),
                List.of(),
                true,
                all.boot(),
                all.key(),
                all.chainId(),
                all.registry(),
                all.protocolVersion(),
                all.sequence()));
    awaitSearching(() -> silent.peers().size() == 1);
    assertThat(silent.canBeFound()).isFalse();
    assertThat(boot.peers()).isEmpty();
  }

  @Test
  void theRecordNamesNetworkPeerAndAddressAndIsTheSameNodeAfterARestart() throws Exception {
    for (KeyType type : List.of(KeyType.ED25519, KeyType.SECP256K1)) {
      NodeKey key = NodeKey.generate(type);
      Discovery first = start(settings(key, 7, List.of()));
      NodeRecord record = NodeRecordFactory.DEFAULT.fromEnr(first.record());
      assertThat(NetworkEntry.of(record))
          .contains(new NetworkEntry(NetworkEntry.network(7, REGISTRY, 1), key.peerId()));
      assertThat(record.getUdpAddress()).contains(first.listening());
      assertThat(record.getTcpAddress())
          .contains(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4001));
      assertThat(record.serialize().size()).isLessThanOrEqualTo(300);

      Discovery second = start(settings(key, 7, List.of()));
      assertThat(NodeRecordFactory.DEFAULT.fromEnr(second.record()).getNodeId())
          .isEqualTo(record.getNodeId());
    }
  }

  @Test
  void networksDifferByChainRegistryAndVersion() {
    assertThat(
            Set.of(
                NetworkEntry.network(1, REGISTRY, 1),
                NetworkEntry.network(2, REGISTRY, 1),
                NetworkEntry.network(1, REGISTRY, 2),
                NetworkEntry.network(1, REGISTRY.replace("aa", "ab"), 1)))
        .hasSize(4);
  }

  @Test
  void aRecordWithAWrongSignatureIsNone() throws Exception {
    String record = start(settings(NodeKey.generate(), 1, List.of())).record();
    Discovery.check(record);
    char changed = record.charAt(30) == 'A' ? 'B' : 'A';
    for (String wrong :
        List.of(
            "",
            "enr:",
            record.substring(4),
            record.substring(0, 60),
            record.substring(0, 30) + changed + record.substring(31))) {
      assertThatThrownBy(() -> Discovery.check(wrong)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closingGivesThePortBack() throws Exception {
    Discovery node = start(settings(NodeKey.generate(), 1, List.of()));
    InetSocketAddress place = node.listening();
    assertThatThrownBy(
            () ->
                Discovery.start(
                    listening(settings(NodeKey.generate(), 1, List.of()), place), s -> {}))
        .isInstanceOf(java.io.IOException.class);
    node.close();
    open.remove(node);
    assertThat(start(listening(settings(NodeKey.generate(), 1, List.of()), place)).listening())
        .isEqualTo(place);
  }

  private Discovery start(DiscoverySettings settings) throws Exception {
    Discovery node = Discovery.start(settings, sequence -> {});
    open.add(node);
    return node;
  }

  private static List<NodeKey> keys(int count) {
    return java.util.stream.Stream.generate(NodeKey::generate).limit(count).toList();
  }

  private static long refused(Discovery node, String reason) {
    return node.counters().getOrDefault("refused." + reason, 0L);
  }

  private static DiscoverySettings settings(NodeKey key, long chainId, List<String> boot) {
    return new DiscoverySettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.empty(),
        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4001)),
        true,
        boot,
        key,
        chainId,
        REGISTRY,
        1,
        1_800_000_000_000L);
  }

  private static DiscoverySettings withPrivate(DiscoverySettings all, boolean privateToo) {
    return new DiscoverySettings(
        all.listen(),
        all.announcedPort(),
        all.tcp(),
        privateToo,
        all.boot(),
        all.key(),
        all.chainId(),
        all.registry(),
        all.protocolVersion(),
        all.sequence());
  }

  private static DiscoverySettings listening(DiscoverySettings all, InetSocketAddress listen) {
    return new DiscoverySettings(
        listen,
        all.announcedPort(),
        all.tcp(),
        all.privateToo(),
        all.boot(),
        all.key(),
        all.chainId(),
        all.registry(),
        all.protocolVersion(),
        all.sequence());
  }

  /** Has the nodes search until it is so; not faster than the rate of one place allows. */
  private void awaitSearching(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    for (int turn = 0; !condition.getAsBoolean(); turn++) {
      assertThat(System.nanoTime())
          .as("time until %s", open.stream().map(Discovery::counters).toList())
          .isLessThan(end);
      if (turn % TURNS_PER_SEARCH == 0) {
        open.forEach(Discovery::search);
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
