package network.baton.node;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.gossip.EthereumMessageId;
import network.baton.libp2p.gossip.GossipSettings;
import network.baton.libp2p.gossip.GossipSub;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.PeerKeeper;
import network.baton.libp2p.host.TcpHost;
import network.baton.libp2p.protocol.RequestLimits;
import network.baton.libp2p.protocol.RequestResponse;
import network.baton.node.store.PeerBook;
import network.baton.node.store.RecordSequence;
import network.baton.node.store.Store;
import network.baton.wire.Family;
import network.baton.wire.NetworkRules;
import org.jspecify.annotations.Nullable;

/**
 * The node's side of the peer-to-peer network: host, gossip, requests, and who to stay connected
 * with.
 */
final class P2p implements AutoCloseable {
  private static final long FADE_MS = 10_000;

  private final TcpHost host;
  private final GossipSub gossip;
  private final PeerStanding standing;
  private final RequestResponse requests;
  private final PeerKeeper keeper;
  private final KnownPeers known;
  private final ReachWatch reach;
  private final ScheduledExecutorService timer;
  private final NodeSetup setup;
  private final boolean tellPrivate;
  private final RecordSequence sequence;
  private final ExecutorService workers;
  private final LongSupplier nowMs;
  private final List<Multiaddr> named;

  /** From {@link #open} on, if the operator wants it. */
  private volatile @Nullable FoundPeers found;

  /** Makes the parts; nobody can connect before {@link #open}. */
  P2p(
      NodeSetup setup,
      NetworkRules rules,
      Store store,
      LongSupplier nowMs,
      ExecutorService workers,
      ScheduledExecutorService timer) {
    tellPrivate = Boolean.TRUE.equals(setup.file().p2p().announcePrivate());
    host =
        TcpHost.create(
            HostConfig.of(setup.listen(), setup.nodeKey(), "baton/" + Version.TEXT)
                .advertising(setup.advertised(), tellPrivate));
    var topics = Stream.of(Family.values()).map(rules::topic).collect(Collectors.toSet());
    gossip =
        new GossipSub(
            host,
            GossipSettings.of(topics),
            new EthereumMessageId(Family.TASK.bytesMax()),
            workers);
    standing = new PeerStanding(() -> System.nanoTime() / 1_000_000, gossip::appScore);
    var _ = timer.scheduleWithFixedDelay(standing::fade, FADE_MS, FADE_MS, TimeUnit.MILLISECONDS);
    requests = new RequestResponse(host, RequestLimits.defaults());
    PeerId self = host.peerId();
    this.setup = setup;
    sequence = new RecordSequence(store);
    this.workers = workers;
    this.nowMs = nowMs;
    named =
        setup.peers().stream()
            .filter(peer -> !peer.peerId().map(self::equals).orElse(true))
            .toList();
    keeper = new PeerKeeper(host, timer, new Random());
    known = new KnownPeers(host, new PeerBook(store), workers, nowMs);
    reach = new ReachWatch(host, tellPrivate, workers);
    this.timer = timer;
    host.addConnectionListener(new Records());
  }

  TcpHost host() {
    return host;
  }

  GossipSub gossip() {
    return gossip;
  }

  /** The lease layer's word on peers. */
  PeerStanding standing() {
    return standing;
  }

  RequestResponse requests() {
    return requests;
  }

  /** Peers that the files name besides this node. */
  int peersNamed() {
    return named.size();
  }

  /**
   * Binds the port and dials the named peers; throws {@link NodeException} when the port cannot be
   * had.
   */
  void open() {
    try {
      host.listen();
    } catch (IOException e) {
      throw new NodeException(
          "p2p.listen "
              + setup.listen()
              + ": the port is in use or not allowed ("
              + e.getMessage()
              + "); set another one",
          e);
    }
    Map<PeerId, List<Multiaddr>> addresses =
        named.stream().collect(Collectors.groupingBy(peer -> peer.peerId().orElseThrow()));
    addresses.forEach(
        (peer, places) -> {
          host.protect(peer);
          keeper.keep(peer, places);
        });
    known.begin(timer);
    reach.begin(timer);
    DiscoverySetup discovery = setup.discovery();
    if (discovery != null) {
      find(discovery);
    }
  }

  private void find(DiscoverySetup discovery) {
    List<Multiaddr> tcp =
        setup.advertised().isEmpty() ? host.listenAddresses() : setup.advertised();
    var settings =
        discovery.settings(
            setup.network(), setup.nodeKey(), tcp, tellPrivate, sequence.next(nowMs.getAsLong()));
    try {
      var peers =
          new FoundPeers(
              host,
              settings,
              sequence,
              workers,
              () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
      found = peers;
      peers.begin(timer);
    } catch (IOException e) {
      throw new NodeException(
          "p2p.discovery.listen "
              + discovery.listen()
              + ": the port is in use or not allowed ("
              + e.getMessage()
              + "); set another one",
          e);
    }
  }

  /** Nodes that answer in discovery; 0 without it. */
  int discoveryNodes() {
    FoundPeers peers = found;
    return peers == null ? 0 : peers.discovery().nodes();
  }

  /** Null without discovery. */
  NodeStatus.@Nullable Discovery discovery() {
    FoundPeers peers = found;
    return peers == null
        ? null
        : new NodeStatus.Discovery(
            peers.discovery().record(), peers.discovery().canBeFound(), peers.discovery().nodes());
  }

  /** Whether others can dial this node. */
  ReachWatch reach() {
    return reach;
  }

  /** The first listening address with the peer id. */
  Multiaddr address() {
    return host.listenAddresses().getFirst().withPeer(host.peerId());
  }

  /** Counts of host, requests and gossip by name. */
  Map<String, Long> counters() {
    var counters = new TreeMap<String, Long>();
    host.counters().forEach((name, count) -> counters.put("host." + name, count));
    requests.counters().forEach((name, count) -> counters.put("host." + name, count));
    reach.counters().forEach((name, count) -> counters.put("host." + name, count));
    FoundPeers peers = found;
    if (peers != null) {
      peers.counters().forEach((name, count) -> counters.put("discovery." + name, count));
    }
    gossip.counters().forEach((name, count) -> counters.put("gossip." + name, count));
    return counters;
  }

  /** Passes on the signed addresses that peers show, so that gossip can name them to others. */
  private final class Records implements ConnectionListener {
    @Override
    public void onConnected(Connection connection) {}

    @Override
    public void onIdentified(Connection connection, List<String> protocols) {
      PeerId peer = connection.remotePeer();
      host.info(peer)
          .map(info -> info.signedPeerRecord().toByteArray())
          .filter(record -> record.length > 0)
          .ifPresent(record -> gossip.peerRecord(peer, record));
    }

    @Override
    public void onDisconnected(Connection connection) {}
  }

  @Override
  public void close() {
    FoundPeers peers = found;
    if (peers != null) {
      peers.close();
    }
    keeper.close();
    reach.close();
    requests.close();
    gossip.close();
    host.close();
  }
}
