package network.baton.libp2p;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One libp2p peer: listens, dials, and opens streams. All methods may be called from any thread.
 */
public interface Host extends AutoCloseable {
  PeerId peerId();

  /** Addresses it listens on, with the real port, without {@code /p2p/}. */
  List<Multiaddr> listenAddresses();

  /**
   * Dials {@code address}, which must end in {@code /p2p/<peer id>}; the peer must prove that id.
   * Completes with the connection that stays, which may be one that was open already.
   */
  CompletableFuture<Connection> connect(Multiaddr address);

  /** The same with several addresses of one peer: in turn, until one answers as that peer. */
  default CompletableFuture<Connection> connect(List<Multiaddr> addresses) {
    CompletableFuture<Connection> found =
        CompletableFuture.failedFuture(new IllegalArgumentException("no address"));
    for (Multiaddr address : addresses) {
      found = found.exceptionallyCompose(before -> connect(address));
    }
    return found;
  }

  /** Present connections, at most one per peer. */
  List<Connection> connections();

  /**
   * Opens a stream to a connected peer and negotiates the first of {@code protocols} that it
   * speaks.
   */
  CompletableFuture<Stream> newStream(PeerId peer, List<String> protocols);

  /** Serves a protocol. Must be called before the first connection. */
  void handle(ProtocolBinding binding);

  /**
   * Calls {@code listener} for every connection from now on, on the connection's event loop: it
   * must not block.
   */
  void addConnectionListener(ConnectionListener listener);

  /** Closes the listeners and every connection with GoAway; returns when all are closed. */
  @Override
  void close();
}
