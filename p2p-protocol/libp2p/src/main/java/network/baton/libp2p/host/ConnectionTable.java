package network.baton.libp2p.host;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.IpRange;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Refusal;
import org.jspecify.annotations.Nullable;

/** Which connections there are, at most one per peer, and how many there may be. Thread-safe. */
final class ConnectionTable {
  private static final int SUBNET_BITS_4 = 24;
  private static final int SUBNET_BITS_6 = 48;

  private final PeerId self;
  private final HostLimits limits;
  private final Map<PeerId, PeerConnection> byPeer = new HashMap<>();
  private final Map<InetAddress, Integer> connectionsByIp = new HashMap<>();
  private final Map<IpRange, Integer> connectionsBySubnet = new HashMap<>();
  private final Map<InetAddress, Integer> handshakesByIp = new HashMap<>();
  private final Set<PeerId> kept = new HashSet<>();
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
  synchronized Optional<Refusal> beginHandshake(InetAddress address) {
    InetAddress ip = IpRange.place(address);
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
  synchronized void endHandshake(InetAddress address) {
    handshakes--;
    decrement(handshakesByIp, IpRange.place(address));
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
    if (present != null) {
      leave(present);
    }
    Refusal crowded = crowded(fresh.remoteIp());
    if (crowded != null) {
      if (present != null) {
        enter(present);
      }
      return new Admission(crowded, null);
    }
    byPeer.put(fresh.remotePeer(), fresh);
    enter(fresh);
    return new Admission(null, present);
  }

  /** Takes a connection out, if it is in. */
  synchronized void remove(PeerConnection connection) {
    if (byPeer.remove(connection.remotePeer(), connection)) {
      leave(connection);
    }
  }

  /** N-16: connections to that peer are not closed for their number. */
  synchronized void protect(PeerId peer) {
    kept.add(peer);
  }

  synchronized void unprotect(PeerId peer) {
    kept.remove(peer);
  }

  /**
   * N-16: what to close, if there are more connections than the high-water mark, so that the
   * low-water mark is left: inbound ones before those that this side dialled, then those with the
   * fewest streams, then the youngest. Protected peers stay, and so does {@code fresh}, whose
   * streams are still to come.
   */
  synchronized List<PeerConnection> surplus(PeerConnection fresh) {
    if (byPeer.size() <= limits.connectionsHigh()) {
      return List.of();
    }
    Comparator<PeerConnection> leastUseful =
        Comparator.<PeerConnection>comparingInt(connection -> connection.outbound() ? 1 : 0)
            .thenComparingInt(connection -> connection.streams().size())
            .thenComparingLong(connection -> -connection.readyNs());
    return byPeer.values().stream()
        .filter(connection -> connection != fresh && !kept.contains(connection.remotePeer()))
        .sorted(leastUseful)
        .limit(byPeer.size() - limits.connectionsLow())
        .toList();
  }

  private @Nullable Refusal crowded(InetAddress ip) {
    if (connectionsByIp.getOrDefault(IpRange.place(ip), 0) >= limits.connectionsPerIpMax()) {
      return Refusal.CONNECTIONS_PER_IP;
    }
    int inSubnet = connectionsBySubnet.getOrDefault(subnet(ip), 0);
    return inSubnet >= limits.connectionsPerSubnetMax() ? Refusal.CONNECTIONS_PER_SUBNET : null;
  }

  private void enter(PeerConnection connection) {
    connectionsByIp.merge(IpRange.place(connection.remoteIp()), 1, Integer::sum);
    connectionsBySubnet.merge(subnet(connection.remoteIp()), 1, Integer::sum);
  }

  private void leave(PeerConnection connection) {
    decrement(connectionsByIp, IpRange.place(connection.remoteIp()));
    decrement(connectionsBySubnet, subnet(connection.remoteIp()));
  }

  private static IpRange subnet(InetAddress ip) {
    return IpRange.around(ip, SUBNET_BITS_4, SUBNET_BITS_6);
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

  private static <K> void decrement(Map<K, Integer> counts, K place) {
    counts.computeIfPresent(place, (any, count) -> count == 1 ? null : count - 1);
  }
}
