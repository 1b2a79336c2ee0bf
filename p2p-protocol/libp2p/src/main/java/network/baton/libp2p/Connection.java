package network.baton.libp2p;

/** A secured, multiplexed connection to one peer. */
public interface Connection {
  PeerId remotePeer();

  /** Where the remote is, as seen on the socket, without {@code /p2p/}. */
  Multiaddr remoteAddress();

  /** Whether this side dialled. */
  boolean outbound();

  void close();
}
