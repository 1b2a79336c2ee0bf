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
import network.baton.wire.Family;
import network.baton.wire.NetworkRules;

/**
 * The node's side of the peer-to-peer network: host, gossip, requests, and who to stay connected
 * with.
 */
final class P2p implements AutoCloseable {
  private final TcpHost host;
  private static final long FADE_MS = 10_000;

  private final GossipSub gossip;
  private final PeerStanding standing;
  private final RequestResponse requests;
  private final PeerKeeper keeper;
  private final KnownPeers known;
  private final ScheduledExecutorService timer;
  private final Multiaddr listen;
  private final List<Multiaddr> named;

  /** Makes the parts; nobody can connect before {@link #open}. */
  P2p(
      NodeSetup setup,
      NetworkRules rules,
      PeerBook book,
      LongSupplier nowMs,
      ExecutorService workers,
      ScheduledExecutorService timer) {
    boolean tellPrivate = Boolean.TRUE.equals(setup.file().p2p().announcePrivate());
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
    listen = setup.listen();
    named =
        setup.peers().stream()
            .filter(peer -> !peer.peerId().map(self::equals).orElse(true))
            .toList();
    keeper = new PeerKeeper(host, timer, new Random());
    known = new KnownPeers(host, book, workers, nowMs);
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
              + listen
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
    keeper.close();
    requests.close();
    gossip.close();
    host.close();
  }
}
