package network.baton.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.node.store.PeerBook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the peers that this node reached, and dials some of them while it has few connections:
 * so that a node comes back into the network when all peers that its files name are gone.
 */
final class KnownPeers implements ConnectionListener {
  /** N-66: with so many connections nobody else is dialled. */
  static final int CONNECTIONS_ENOUGH = 8;

  /** N-66: dials in one round. */
  static final int DIALS_PER_ROUND = 4;

  /** N-66: between two rounds. */
  static final long ROUND_MS = 10_000;

  /** N-66: before the first one, so that named peers come first. */
  static final long FIRST_ROUND_MS = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(KnownPeers.class);

  private final Host host;
  private final PeerBook book;
  private final Background background;
  private final LongSupplier nowMs;
  private final Deque<PeerBook.KnownPeer> untried = new ArrayDeque<>();

  /** Registers itself with the host. {@code workers} may block. */
  KnownPeers(Host host, PeerBook book, Executor workers, LongSupplier nowMs) {
    this.host = host;
    this.book = book;
    background = new Background("known peers", workers);
    this.nowMs = nowMs;
    host.addConnectionListener(this);
  }

  void begin(ScheduledExecutorService timer) {
    background.every(timer, FIRST_ROUND_MS, ROUND_MS, this::round);
  }

  /** N-65: only what was dialled is known to be there; what a peer says of itself is not. */
  @Override
  public void onConnected(Connection connection) {
    if (connection.outbound()) {
      background.run(
          () ->
              book.reached(
                  connection.remotePeer().toText(),
                  connection.remoteAddress().toText(),
                  nowMs.getAsLong()));
    }
  }

  @Override
  public void onDisconnected(Connection connection) {}

  /** Dials the next few; those that were tried come again when all were. */
  synchronized void round() {
    List<PeerId> connected = host.connections().stream().map(Connection::remotePeer).toList();
    if (connected.size() >= CONNECTIONS_ENOUGH) {
      return;
    }
    if (untried.isEmpty()) {
      untried.addAll(book.peers(nowMs.getAsLong()));
    }
    int dials = 0;
    while (dials < DIALS_PER_ROUND && !untried.isEmpty()) {
      PeerBook.KnownPeer next = untried.remove();
      PeerId peer = PeerId.fromText(next.id());
      if (!connected.contains(peer) && !peer.equals(host.peerId())) {
        dials++;
        var _ =
            host.connect(Multiaddr.fromText(next.address()).withPeer(peer))
                .exceptionally(
                    failure -> {
                      LOG.debug("{} at {} is gone: {}", peer, next.address(), failure.toString());
                      return null;
                    });
      }
    }
  }
}
