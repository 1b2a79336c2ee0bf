package network.baton.libp2p.host;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import network.baton.libp2p.Connection;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.libp2p.protocol.PeerInfo;
import network.baton.libp2p.yamux.YamuxSession;
import org.jspecify.annotations.Nullable;

/** A ready connection of the host. */
final class PeerConnection implements Connection {
  private final Channel channel;
  private final PeerId remotePeer;
  private final Multiaddr remoteAddress;
  private final InetAddress remoteIp;
  private final boolean outbound;
  private final YamuxSession session;
  private final long readyNs;

  /** Completes when the listeners have heard that the connection is gone. */
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  // These belong to the event loop.
  private final Map<ProtocolBinding, Integer> inboundStreams = new HashMap<>();
  private boolean announced;
  private CompletableFuture<Void> formerGone = CompletableFuture.completedFuture(null);

  private final Set<HostStream> streams = ConcurrentHashMap.newKeySet();
  private volatile @Nullable PeerInfo info;

  PeerConnection(
      Channel channel, Remote remote, boolean outbound, YamuxSession session, long readyNs) {
    this.channel = channel;
    this.remotePeer = remote.key().peerId();
    this.remoteAddress = remote.address();
    this.remoteIp = remote.ip();
    this.outbound = outbound;
    this.session = session;
    this.readyNs = readyNs;
  }

  /** Who the remote proved to be, and where it is. */
  record Remote(PublicKey key, Multiaddr address, InetAddress ip) {}

  @Override
  public PeerId remotePeer() {
    return remotePeer;
  }

  @Override
  public Multiaddr remoteAddress() {
    return remoteAddress;
  }

  @Override
  public boolean outbound() {
    return outbound;
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return (outbound ? "outbound " : "inbound ") + remoteAddress.withPeer(remotePeer);
  }

  Channel channel() {
    return channel;
  }

  InetAddress remoteIp() {
    return remoteIp;
  }

  YamuxSession session() {
    return session;
  }

  long readyNs() {
    return readyNs;
  }

  CompletableFuture<Void> gone() {
    return gone;
  }

  /** Another connection to the same peer must be over, for the listeners, before this one. */
  void follows(PeerConnection former) {
    formerGone = former.gone;
  }

  boolean announced() {
    return announced;
  }

  void announce() {
    announced = true;
  }

  void end() {
    var _ = formerGone.thenRun(() -> gone.complete(null));
  }

  Optional<PeerInfo> info() {
    return Optional.ofNullable(info);
  }

  void learn(PeerInfo told) {
    info = told;
  }

  /** Streams whose protocol is known, both ways. */
  Set<HostStream> streams() {
    return streams;
  }

  void add(HostStream stream) {
    streams.add(stream);
  }

  void remove(HostStream stream) {
    streams.remove(stream);
  }

  boolean takeInbound(ProtocolBinding binding) {
    int open = inboundStreams.getOrDefault(binding, 0);
    if (open >= binding.inboundStreamsMax()) {
      return false;
    }
    inboundStreams.put(binding, open + 1);
    return true;
  }

  void giveBackInbound(ProtocolBinding binding) {
    inboundStreams.computeIfPresent(binding, (any, open) -> open == 1 ? null : open - 1);
  }
}
