package network.baton.libp2p.reach;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.baton.libp2p.IpRange;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.protocol.MinuteRates;

/**
 * Which address of a peer that asks for it is dialled, if any. Nobody can use this node to dial
 * somebody else: the IP address is always the one that the question came from, so a question costs
 * its sender a connection from there and brings at most one back. Pure; thread-safe.
 */
final class DialBackRules {
  /** N-75: more addresses of a question are not looked at. */
  static final int ADDRESSES_MAX = 8;

  /** N-76: dials under way, one for each peer. */
  static final int AT_ONCE_MAX = 8;

  /** N-76: dials to one place in a minute. */
  static final int OF_PLACE_PER_MINUTE_MAX = 6;

  /** N-76: dials in a minute. */
  static final int PER_MINUTE_MAX = 60;

  /** What to do with a question. */
  sealed interface Decision {
    /** Dials {@code address}, the {@code index}-th of those asked about. */
    record Dial(int index, Multiaddr address) implements Decision {}

    /** Dials nothing. */
    record No(Refusal reason) implements Decision {}
  }

  private final boolean privateToo;
  private final Set<PeerId> underWay = new HashSet<>();
  private final MinuteRates<InetAddress> ofPlaces = new MinuteRates<>(OF_PLACE_PER_MINUTE_MAX);
  private final MinuteRates<String> all = new MinuteRates<>(PER_MINUTE_MAX);

  /** {@code privateToo}: whether addresses that the internet does not reach are dialled. */
  DialBackRules(boolean privateToo) {
    this.privateToo = privateToo;
  }

  /**
   * Decides on a question of {@code peer}, whose connection comes from {@code observed}. After
   * {@link Decision.Dial} the caller must call {@link #done} when that dial is over.
   */
  synchronized Decision decide(
      PeerId peer, InetAddress observed, List<byte[]> addresses, long nowNs) {
    if (!privateToo && !IpRange.isPublic(observed)) {
      return new Decision.No(Refusal.DIAL_BACK_ADDRESS);
    }
    for (int i = 0; i < Math.min(addresses.size(), ADDRESSES_MAX); i++) {
      Optional<Integer> port = portAt(observed, addresses.get(i));
      if (port.isPresent()) {
        // Made anew from what the socket says: no way of writing an address leads elsewhere.
        Multiaddr dialled = Multiaddr.tcp(new InetSocketAddress(observed, port.get()));
        return admit(peer, IpRange.place(observed), nowNs)
            ? new Decision.Dial(i, dialled)
            : new Decision.No(Refusal.DIAL_BACK_RATE);
      }
    }
    return new Decision.No(Refusal.DIAL_BACK_ADDRESS);
  }

  /** A dial is over; the peer may ask again. */
  synchronized void done(PeerId peer) {
    underWay.remove(peer);
  }

  /** Whether a dial to that peer was decided on and is not over. */
  synchronized boolean isUnderWay(PeerId peer) {
    return underWay.contains(peer);
  }

  private boolean admit(PeerId peer, InetAddress place, long nowNs) {
    if (underWay.size() >= AT_ONCE_MAX || underWay.contains(peer)) {
      return false;
    }
    // The place first: one that asks too often must not use up what is there for all.
    if (!ofPlaces.allows(place, nowNs) || !all.allows("", nowNs)) {
      return false;
    }
    return underWay.add(peer);
  }

  private static Optional<Integer> portAt(InetAddress observed, byte[] address) {
    try {
      // Names are not looked up for others.
      return Multiaddr.fromBytes(address)
          .tcpLiteral()
          .filter(socket -> observed.equals(socket.getAddress()))
          .map(InetSocketAddress::getPort)
          .filter(port -> port > 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
