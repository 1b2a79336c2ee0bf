package network.baton.libp2p.host;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Refusal;
import org.jspecify.annotations.Nullable;

/** Which connections there are, at most one per peer, and how many there may be. Thread-safe. */
final class ConnectionTable {
  private final PeerId self;
  private final HostLimits limits;
  private final Map<PeerId, PeerConnection> byPeer = new HashMap<>();
  private final Map<InetAddress, Integer> connectionsByIp = new HashMap<>();
  private final Map<InetAddress, Integer> handshakesByIp = new HashMap<>();
  private int handshakes;
  private boolean closed;

  ConnectionTable(PeerId self, HostLimits limits) {
    this.self = self;
    this.limits = limits;
  }

  /**
   * What became of a new connection: refused for a reason, or in the table, perhaps instead of
   * another one, which the caller must close.
   */
  record Admission(@Nullable Refusal refusal, @Nullable PeerConnection other) {}

  /** Takes a place for a handshake, or says why there is none. */
  synchronized Optional<Refusal> beginHandshake(InetAddress ip) {
    if (handshakes >= limits.handshakesMax()) {
      return Optional.of(Refusal.HANDSHAKES_TOTAL);
    }
    if (handshakesByIp.getOrDefault(ip, 0) >= limits.handshakesPerIpMax()) {
      return Optional.of(Refusal.HANDSHAKES_PER_IP);
    }
    // Said already here, so that a full node does not pay for the handshake.
    if (byPeer.size() >= limits.connectionsMax()) {
      return Optional.of(Refusal.CONNECTIONS_TOTAL);
    }
    handshakes++;
    handshakesByIp.merge(ip, 1, Integer::sum);
    return Optional.empty();
  }

  /** Gives the place back. */
  synchronized void endHandshake(InetAddress ip) {
    handshakes--;
    decrement(handshakesByIp, ip);
  }

  /** Puts a connection in, unless a limit or a better connection to the same peer forbids it. */
  synchronized Admission admit(PeerConnection fresh) {
    PeerConnection present = byPeer.get(fresh.remotePeer());
    if (closed) {
      return new Admission(Refusal.CONNECTIONS_TOTAL, null);
    }
    if (present != null && !supersedes(fresh, present)) {
      return new Admission(Refusal.CONNECTION_DUPLICATE, present);
    }
    if (present == null && byPeer.size() >= limits.connectionsMax()) {
      return new Admission(Refusal.CONNECTIONS_TOTAL, null);
    }
    boolean samePlace = present != null && present.remoteIp().equals(fresh.remoteIp());
    int others = connectionsByIp.getOrDefault(fresh.remoteIp(), 0) - (samePlace ? 1 : 0);
    if (others >= limits.connectionsPerIpMax()) {
      return new Admission(Refusal.CONNECTIONS_PER_IP, null);
    }
    if (present != null) {
      decrement(connectionsByIp, present.remoteIp());
    }
    byPeer.put(fresh.remotePeer(), fresh);
    connectionsByIp.merge(fresh.remoteIp(), 1, Integer::sum);
    return new Admission(null, present);
  }

  /** Takes a connection out, if it is in. */
  synchronized void remove(PeerConnection connection) {
    if (byPeer.remove(connection.remotePeer(), connection)) {
      decrement(connectionsByIp, connection.remoteIp());
    }
  }

  synchronized Optional<PeerConnection> find(PeerId peer) {
    return Optional.ofNullable(byPeer.get(peer));
  }

  synchronized List<PeerConnection> all() {
    return List.copyOf(byPeer.values());
  }

  synchronized int handshakes() {
    return handshakes;
  }

  /** Lets nothing in any more; returns what is in. */
  synchronized List<PeerConnection> close() {
    closed = true;
    return all();
  }

  /**
   * N-13. Two peers that dial each other at the same time must both keep the same connection: the
   * one that the lower peer id dialled. At any other time the newer one is right, since a peer that
   * dials again has lost the older one.
   */
  private boolean supersedes(PeerConnection fresh, PeerConnection present) {
    long apartNs = fresh.readyNs() - present.readyNs();
    boolean simultaneous = apartNs < TimeUnit.MILLISECONDS.toNanos(limits.simultaneousDialMs());
    if (!simultaneous || fresh.outbound() == present.outbound()) {
      return true;
    }
    boolean lower = self.compareTo(fresh.remotePeer()) < 0;
    return fresh.outbound() == lower;
  }

  private static void decrement(Map<InetAddress, Integer> counts, InetAddress ip) {
    counts.computeIfPresent(ip, (any, count) -> count == 1 ? null : count - 1);
  }
}
