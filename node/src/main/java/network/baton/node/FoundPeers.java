package network.baton.node;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import network.baton.libp2p.Connection;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Host;
import network.baton.libp2p.PeerId;
import network.baton.node.discovery.Discovery;
import network.baton.node.discovery.DiscoverySettings;
import network.baton.node.discovery.FoundPeer;
import network.baton.node.store.RecordSequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials peers that discovery found, while there are few connections. Who answers is remembered by
 * {@link KnownPeers} like everybody whom this node reached.
 */
final class FoundPeers implements AutoCloseable {
  /** N-69: with so many connections nobody else is looked for. */
  static final int CONNECTIONS_ENOUGH = 16;

  /** N-69: dials in one round. */
  static final int DIALS_PER_ROUND = 4;

  /** N-69: between two rounds. */
  static final long ROUND_MS = 5_000;

  /** N-69: between two searches. */
  static final long SEARCH_MS = 30_000;

  /** N-69: a peer is not dialled again before. */
  static final long AGAIN_MS = 60_000;

  /** N-69: of how many peers the last dial is remembered. */
  static final int DIALLED_MAX = 512;

  private static final Logger LOG = LoggerFactory.getLogger(FoundPeers.class);

  private final Host host;
  private final Background background;
  private final LongSupplier nowMs;
  private final Discovery discovery;
  private final Counters counters = new Counters();
  private final Map<PeerId, Long> dialledMs =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerId, Long> eldest) {
          return size() > DIALLED_MAX;
        }
      };
  private long searchedMs = Long.MIN_VALUE / 2;

  /**
   * Binds the UDP port. {@code workers} may block; {@code nowMs} is any clock that does not go
   * back.
   *
   * @throws IOException if the port cannot be had
   */
  FoundPeers(
      Host host,
      DiscoverySettings settings,
      RecordSequence sequence,
      Executor workers,
      LongSupplier nowMs)
      throws IOException {
    this.host = host;
    background = new Background("discovery", workers);
    this.nowMs = nowMs;
    discovery = Discovery.start(settings, sequence::used);
    LOG.info("discovery on UDP {}, node record {}", discovery.listening(), discovery.record());
    if (!discovery.canBeFound()) {
      LOG.info(
          "discovery finds others, but others cannot find this node: set p2p.advertise to the"
              + " public address that leads here");
    }
  }

  void begin(ScheduledExecutorService timer) {
    background.every(timer, ROUND_MS / 5, ROUND_MS, this::round);
  }

  /** Looks who was found, and dials the next few; searches on now and then. */
  synchronized void round() {
    List<FoundPeer> found = discovery.peers();
    List<PeerId> connected = host.connections().stream().map(Connection::remotePeer).toList();
    if (connected.size() >= CONNECTIONS_ENOUGH) {
      return;
    }
    long now = nowMs.getAsLong();
    if (now - searchedMs >= SEARCH_MS) {
      searchedMs = now;
      discovery.search();
    }
    int dials = 0;
    for (FoundPeer peer : found) {
      if (dials < DIALS_PER_ROUND && !connected.contains(peer.peer()) && isDue(peer.peer(), now)) {
        dials++;
        dial(peer, now);
      }
    }
  }

  private boolean isDue(PeerId peer, long now) {
    Long last = dialledMs.get(peer);
    return last == null || now - last >= AGAIN_MS;
  }

  private void dial(FoundPeer peer, long now) {
    dialledMs.remove(peer.peer()); // put last again
    dialledMs.put(peer.peer(), now);
    counters.add("dials", 1);
    var _ =
        host.connect(
                peer.addresses().stream().map(address -> address.withPeer(peer.peer())).toList())
            .whenComplete(
                (connection, failure) -> {
                  if (failure == null) {
                    counters.add("reached", 1);
                  } else {
                    LOG.debug("{} was found and is not there: {}", peer, failure.toString());
                  }
                });
  }

  Discovery discovery() {
    return discovery;
  }

  /** Counts of datagrams, refusals, nodes and dials by name. */
  Map<String, Long> counters() {
    Map<String, Long> all = counters.snapshot();
    all.putAll(discovery.counters());
    return all;
  }

  @Override
  public void close() {
    discovery.close();
  }
}
