package network.baton.libp2p.host;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps connections to static peers: dials them, and dials again when they are lost, each time
 * later, so that a peer that comes back is not met by everybody at once. Thread-safe.
 */
public final class PeerKeeper implements ConnectionListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeerKeeper.class);

  /** N-63: wait before the second dial; doubled at each failure, and cut by up to a half. */
  static final long WAIT_MS_MIN = 500;

  static final long WAIT_MS_MAX = 30_000;

  private final Host host;
  private final ScheduledExecutorService scheduler;
  private final RandomGenerator random;
  private final Map<PeerId, Kept> kept = new HashMap<>();
  private boolean closed;

  private static final class Kept {
    private final List<Multiaddr> addresses;
    private int failures;
    private boolean waiting;

    private Kept(List<Multiaddr> addresses) {
      this.addresses = addresses;
    }
  }

  /** {@code scheduler} stays the caller's. Registers itself with the host. */
  public PeerKeeper(Host host, ScheduledExecutorService scheduler, RandomGenerator random) {
    this.host = host;
    this.scheduler = scheduler;
    this.random = random;
    host.addConnectionListener(this);
  }

  /** Keeps a connection to the peer that {@code address} ends with; dials at once. */
  public void keep(Multiaddr address) {
    PeerId peer =
        address
            .peerId()
            .orElseThrow(() -> new IllegalArgumentException("no peer id in " + address));
    keep(peer, List.of(address));
  }

  /** The same with several addresses of one peer, which are dialled in turn. */
  public synchronized void keep(PeerId peer, List<Multiaddr> addresses) {
    if (!peer.equals(host.peerId())) {
      kept.put(peer, new Kept(addresses.stream().map(address -> address.withPeer(peer)).toList()));
      dialAfter(peer, 0);
    }
  }

  /** Dials that peer no more; a present connection stays. */
  public synchronized void forget(PeerId peer) {
    kept.remove(peer);
  }

  @Override
  public synchronized void close() {
    closed = true;
    kept.clear();
  }

  @Override
  public synchronized void onConnected(Connection connection) {}

  @Override
  public synchronized void onDisconnected(Connection connection) {
    Kept lost = kept.get(connection.remotePeer());
    if (lost != null) {
      // A peer that accepts and hangs up at once counts as one that cannot be reached.
      lost.failures = Math.max(1, lost.failures);
      dialAfter(connection.remotePeer(), waitMs(lost.failures));
    }
  }

  private void dialAfter(PeerId peer, long waitMs) {
    Kept target = kept.get(peer);
    if (closed || target == null || target.waiting) {
      return;
    }
    try {
      var _ = scheduler.schedule(() -> dial(peer), waitMs, TimeUnit.MILLISECONDS);
      target.waiting = true;
    } catch (RejectedExecutionException e) {
      closed = true;
    }
  }

  private void dial(PeerId peer) {
    List<Multiaddr> addresses;
    synchronized (this) {
      Kept target = kept.get(peer);
      if (closed || target == null) {
        return;
      }
      addresses = target.addresses;
    }
    var _ = host.connect(addresses).whenComplete((connection, failure) -> onDialled(peer, failure));
  }

  private synchronized void onDialled(PeerId peer, @Nullable Throwable failure) {
    Kept target = kept.get(peer);
    if (target == null) {
      return;
    }
    target.waiting = false;
    if (failure == null) {
      target.failures = 0;
      if (host.connections().stream().noneMatch(open -> open.remotePeer().equals(peer))) {
        // Lost again before this was heard.
        target.failures = 1;
        dialAfter(peer, waitMs(1));
      }
    } else {
      target.failures++;
      LOG.debug("{} cannot be reached: {}", target.addresses, failure.getMessage());
      dialAfter(peer, waitMs(target.failures));
    }
  }

  private long waitMs(int failures) {
    long full = Math.min(WAIT_MS_MAX, WAIT_MS_MIN << Math.min(16, failures - 1));
    return full / 2 + random.nextLong(full / 2 + 1);
  }
}
