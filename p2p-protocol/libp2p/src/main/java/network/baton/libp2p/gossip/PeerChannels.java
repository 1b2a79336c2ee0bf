package network.baton.libp2p.gossip;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The channels to the connected peers: one each, with one stream for writing that is opened again
 * when it dies, and the peer's own stream, of which the newest counts. Owned by the loop.
 */
final class PeerChannels {
  /** A peer that identify says nothing of is asked for a stream after this time. */
  private static final long UNIDENTIFIED_MS = 2_000;

  /** Attempts to open a stream to a peer that may not speak the protocol at all. */
  private static final int BLIND_ATTEMPTS_MAX = 3;

  private final Host host;
  private final GossipSettings settings;
  private final Mailbox mailbox;
  private final GossipCounters counters;
  private final Consumer<GossipEvent> apply;
  private final Map<PeerId, PeerChannel> channels = new HashMap<>();
  private final PriorityQueue<Retry> retries =
      new PriorityQueue<>(Comparator.comparingLong(Retry::atMs));

  /** When to try again to open a stream. */
  private record Retry(PeerChannel channel, long atMs, int attempt) {}

  PeerChannels(
      Host host,
      GossipSettings settings,
      Mailbox mailbox,
      GossipCounters counters,
      Consumer<GossipEvent> apply) {
    this.host = host;
    this.settings = settings;
    this.mailbox = mailbox;
    this.counters = counters;
    this.apply = apply;
  }

  /** Begins to serve streams and to hear of connections. */
  void attach() {
    host.handle(new Inbound());
    host.addConnectionListener(new Connections());
  }

  @Nullable PeerChannel find(PeerId peer) {
    return channels.get(peer);
  }

  /** How many the router knows. */
  long announced() {
    return channels.values().stream().filter(channel -> channel.announced).count();
  }

  /** Closes the connection of a peer. */
  void cut(PeerId peer) {
    PeerChannel channel = channels.get(peer);
    if (channel != null) {
      channel.connection.close();
    }
  }

  /** When {@link #tick} has something to do; the end of time if never. */
  long nextRetryMs() {
    Retry retry = retries.peek();
    return retry == null ? Long.MAX_VALUE : retry.atMs;
  }

  void tick() {
    long nowMs = GossipSub.nowMs();
    for (Retry due = retries.peek(); due != null && due.atMs <= nowMs; due = retries.peek()) {
      retries.poll();
      if (channels.get(due.channel.peer) == due.channel) {
        open(due.channel, due.attempt);
      }
    }
  }

  void close() {
    channels.values().forEach(PeerChannel::close);
    channels.clear();
  }

  private PeerChannel channel(Connection connection) {
    return channels.computeIfAbsent(
        connection.remotePeer(),
        peer -> new PeerChannel(connection, counters, settings.limits().outboundBytesMax()));
  }

  private void connected(Connection connection) {
    PeerChannel present = channels.get(connection.remotePeer());
    if (present != null && !present.connection.equals(connection)) {
      remove(present);
    }
    retries.add(new Retry(channel(connection), GossipSub.nowMs() + UNIDENTIFIED_MS, 1));
  }

  private void identified(Connection connection, List<String> protocols) {
    PeerChannel channel = channels.get(connection.remotePeer());
    if (channel != null
        && channel.connection.equals(connection)
        && GossipProtocol.ids().stream().anyMatch(protocols::contains)) {
      channel.speaks = true;
      open(channel, 1);
    }
  }

  private void disconnected(Connection connection) {
    PeerChannel channel = channels.get(connection.remotePeer());
    if (channel != null && channel.connection.equals(connection)) {
      remove(channel);
    }
  }

  private void remove(PeerChannel channel) {
    channels.remove(channel.peer);
    retries.removeIf(retry -> retry.channel == channel);
    channel.close();
    if (channel.announced) {
      apply.accept(new GossipEvent.PeerDisconnected(channel.peer));
    }
  }

  private void open(PeerChannel channel, int attempt) {
    if (channel.opening || channel.hasOutbound()) {
      return;
    }
    channel.opening = true;
    var _ =
        host.newStream(channel.peer, GossipProtocol.ids())
            .whenComplete(
                (stream, error) ->
                    mailbox.post(
                        () -> openingEnded(channel, attempt, error == null ? stream : null)));
  }

  private void openingEnded(PeerChannel channel, int attempt, @Nullable Stream stream) {
    channel.opening = false;
    if (channels.get(channel.peer) != channel) {
      if (stream != null) {
        stream.reset();
      }
      return;
    }
    if (stream == null) {
      counters.streamsFailed.increment();
      if (channel.speaks || attempt < BLIND_ATTEMPTS_MAX) {
        retries.add(new Retry(channel, GossipSub.nowMs() + channel.nextRetryMs(), attempt + 1));
      }
      return;
    }
    channel.speaks = true;
    channel.opened(stream, () -> mailbox.post(() -> lost(channel, stream)), GossipSub.nowMs());
    if (channel.openedBefore || !channel.announced) {
      announce(channel, stream);
    }
    channel.openedBefore = true;
    channel.drain();
  }

  private void lost(PeerChannel channel, Stream stream) {
    if (channels.get(channel.peer) == channel && channel.isOutbound(stream)) {
      channel.lost(GossipSub.nowMs());
      retries.add(new Retry(channel, GossipSub.nowMs() + channel.nextRetryMs(), 1));
    }
  }

  private void announce(PeerChannel channel, Stream stream) {
    channel.announced = true;
    GossipProtocol version = GossipProtocol.ofId(stream.protocol()).orElse(GossipProtocol.V1_0);
    boolean direct = settings.directPeers().contains(channel.peer);
    apply.accept(
        new GossipEvent.PeerConnected(
            channel.peer, version, channel.connection.outbound(), direct, ip(channel)));
  }

  private static @Nullable InetAddress ip(PeerChannel channel) {
    Multiaddr.Component host = channel.connection.remoteAddress().components().getFirst();
    return switch (host.protocol()) {
      case IP4, IP6 -> InetAddress.ofLiteral(host.value());
      default -> null;
    };
  }

  private void inboundOpened(InboundStream inbound) {
    PeerChannel channel = channel(inbound.stream().connection());
    InboundStream before = channel.inbound;
    channel.inbound = inbound;
    if (before != null) {
      before.stream().reset();
    }
    channel.speaks = true;
    if (!channel.announced) {
      announce(channel, inbound.stream());
    }
    open(channel, 1);
  }

  private void inboundEnded(InboundStream inbound) {
    PeerChannel channel = channels.get(inbound.peer());
    if (channel != null && channel.inbound == inbound) {
      channel.inbound = null;
    }
  }

  /** Serves the streams that peers open. */
  private final class Inbound implements ProtocolBinding, InboundStream.Sink {
    @Override
    public List<String> protocols() {
      return GossipProtocol.ids();
    }

    @Override
    public void onStream(Stream stream) {
      InboundStream inbound = new InboundStream(stream, settings.limits(), counters, this);
      mailbox.post(() -> inboundOpened(inbound));
      stream.read(inbound);
    }

    @Override
    public void received(InboundStream from, RpcDecoder.Result result, int frameBytes) {
      mailbox.run(
          () -> {
            from.taken(frameBytes);
            apply.accept(
                switch (result) {
                  case RpcDecoder.Result.Decoded(Rpc rpc) ->
                      new GossipEvent.RpcReceived(from.peer(), rpc);
                  case RpcDecoder.Result.Refused(GossipRefusal reason) ->
                      new GossipEvent.RpcRefused(from.peer(), reason);
                });
          });
    }

    @Override
    public void ended(InboundStream stream) {
      mailbox.post(() -> inboundEnded(stream));
    }
  }

  /** Hears of connections. */
  private final class Connections implements ConnectionListener {
    @Override
    public void onConnected(Connection connection) {
      mailbox.post(() -> connected(connection));
    }

    @Override
    public void onIdentified(Connection connection, List<String> protocols) {
      List<String> spoken = List.copyOf(protocols);
      mailbox.post(() -> identified(connection, spoken));
    }

    @Override
    public void onDisconnected(Connection connection) {
      mailbox.post(() -> disconnected(connection));
    }
  }
}
