package network.baton.fuzz;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.protocol.Announcement;
import network.baton.libp2p.protocol.IdentifyExchange;
import network.baton.libp2p.protocol.PeerInfo;
import org.jspecify.annotations.Nullable;

/** A host, connection and stream that lead nowhere, so that identify can be fed by hand. */
final class LonePeer implements Host, Connection, Stream {
  private final NodeKey key;
  private @Nullable StreamReader reader;

  LonePeer(NodeKey key) {
    this.key = key;
  }

  /** What reads the remote's push. */
  StreamReader pushed() {
    IdentifyExchange identify =
        new IdentifyExchange(
            this,
            key.publicKey().encode(),
            "fuzz",
            List::of,
            () -> Announcement.of(key, List.of(), List.of(), false, 1),
            new Counters(),
            () -> 0,
            (connection, info) -> check(info));
    identify.onConnected(this);
    identify.bindings().get(1).onStream(this);
    if (reader == null) {
      throw new AssertionError("nobody reads the push");
    }
    return reader;
  }

  private static void check(PeerInfo info) {
    Targets.require(info.protocols().size() <= 128, "too many protocols");
    Targets.require(info.listenAddresses().size() <= 32, "too many addresses");
  }

  @Override
  public PeerId peerId() {
    return key.peerId();
  }

  @Override
  public List<Multiaddr> listenAddresses() {
    return List.of();
  }

  @Override
  public CompletableFuture<Connection> connect(Multiaddr address) {
    return new CompletableFuture<>();
  }

  @Override
  public List<Connection> connections() {
    return List.of(this);
  }

  @Override
  public CompletableFuture<Stream> newStream(PeerId peer, List<String> protocols) {
    return new CompletableFuture<>();
  }

  @Override
  public void handle(ProtocolBinding binding) {}

  @Override
  public void addConnectionListener(ConnectionListener listener) {}

  @Override
  public void close() {}

  @Override
  public PeerId remotePeer() {
    return key.peerId();
  }

  @Override
  public Multiaddr remoteAddress() {
    return Multiaddr.fromText("/ip4/127.0.0.1/tcp/1");
  }

  @Override
  public boolean outbound() {
    return false;
  }

  @Override
  public String protocol() {
    return IdentifyExchange.PUSH;
  }

  @Override
  public Connection connection() {
    return this;
  }

  @Override
  public void read(StreamReader to) {
    reader = to;
  }

  @Override
  public void pauseReading() {}

  @Override
  public void resumeReading() {}

  @Override
  public CompletableFuture<Void> write(ByteBuf data) {
    data.release();
    return new CompletableFuture<>();
  }

  @Override
  public void execute(Runnable task) {
    task.run();
  }

  @Override
  public long pendingBytes() {
    return 0;
  }

  @Override
  public void closeWrite() {}

  @Override
  public void reset() {}
}
