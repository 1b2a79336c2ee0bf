package network.baton.libp2p.host;

import com.google.protobuf.ByteString;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Counters;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.Stream;
import network.baton.libp2p.protocol.Announcement;
import network.baton.libp2p.protocol.IdentifyExchange;
import network.baton.libp2p.protocol.PeerInfo;
import network.baton.libp2p.protocol.Ping;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host on TCP with Noise and Yamux, identify and ping. */
public final class TcpHost implements Host {
  private static final Logger LOG = LoggerFactory.getLogger(TcpHost.class);

  /** Between these marks the socket takes more from the streams; what it does not take waits. */
  private static final WriteBufferWaterMark WRITE_MARKS =
      new WriteBufferWaterMark(64 << 10, 256 << 10);

  private static final long CLOSE_MS_MAX = 3_000;

  private final HostConfig config;
  private final PeerId self;
  private final Counters counters = new Counters();
  private final Traffic traffic = new Traffic(counters);
  private final ConnectionTable table;
  private final MultiThreadIoEventLoopGroup loops;
  private final List<Channel> listening = new CopyOnWriteArrayList<>();
  private final Map<String, ProtocolBinding> bindings = new ConcurrentHashMap<>();
  private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();
  private final IdentifyExchange identify;
  private final Ping ping;
  private final Admissions admissions;
  private final Dialler dialler;
  private volatile List<Multiaddr> advertised;
  private volatile Announcement announcement;
  private volatile boolean closed;

  private TcpHost(HostConfig config) {
    this.config = config;
    this.self = config.key().peerId();
    this.advertised = config.advertised();
    this.announcement = new Announcement(List.of(), ByteString.EMPTY);
    this.table = new ConnectionTable(self, config.limits());
    this.loops =
        new MultiThreadIoEventLoopGroup(
            config.threads(), new DefaultThreadFactory("libp2p", true), NioIoHandler.newFactory());
    this.ping = new Ping(this, System::nanoTime);
    this.identify =
        new IdentifyExchange(
            this,
            config.key().publicKey().encode(),
            config.agentVersion(),
            () -> bindings.keySet().stream().sorted().toList(),
            () -> announcement,
            counters,
            System::nanoTime,
            this::onIdentified);
    this.admissions = new Admissions(config, table, counters, bindings, listeners, identify);
    this.dialler = new Dialler(loops, WRITE_MARKS, config.limits().dialMs(), this::upgrade);
    announce();
    identify.bindings().forEach(this::bind);
    bind(ping);
  }

  /**
   * Makes a host; it accepts connections after {@link #listen}, so that protocols and listeners can
   * be added before.
   */
  public static TcpHost create(HostConfig config) {
    return new TcpHost(config);
  }

  /** Listens on the addresses of the configuration. */
  public void listen() throws IOException {
    for (Multiaddr address : config.listen()) {
      InetSocketAddress socket = Dialler.resolved(Dialler.socket(address));
      ChannelFuture bound =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
              .childHandler(initializer(this::accept))
              .bind(socket)
              .awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new IOException("cannot listen on " + address, bound.cause());
      }
      listening.add(bound.channel());
    }
    announce();
  }

  @Override
  public PeerId peerId() {
    return self;
  }

  @Override
  public List<Multiaddr> listenAddresses() {
    return listening.stream()
        .map(channel -> Multiaddr.tcp((InetSocketAddress) channel.localAddress()))
        .toList();
  }

  @Override
  public CompletableFuture<Connection> connect(Multiaddr address) {
    return connect(List.of(address));
  }

  @Override
  public CompletableFuture<Connection> connect(List<Multiaddr> addresses) {
    PeerId peer = peer(addresses);
    List<InetSocketAddress> sockets = addresses.stream().map(Dialler::socket).toList();
    if (peer.equals(self) || closed) {
      return CompletableFuture.failedFuture(
          new IOException(closed ? "host is closed" : "cannot dial oneself"));
    }
    Optional<PeerConnection> present = table.find(peer);
    return present.isPresent()
        ? CompletableFuture.completedFuture(present.get())
        : dialler.dial(peer, sockets);
  }

  private static PeerId peer(List<Multiaddr> addresses) {
    Set<Optional<PeerId>> peers =
        addresses.stream().map(Multiaddr::peerId).collect(Collectors.toSet());
    if (peers.size() != 1 || peers.contains(Optional.<PeerId>empty())) {
      throw new IllegalArgumentException("not addresses of one peer: " + addresses);
    }
    return peers.iterator().next().orElseThrow();
  }

  /** N-16: connections to that peer are not closed for their number. */
  public void protect(PeerId peer) {
    table.protect(peer);
  }

  /** Takes back {@link #protect}. */
  public void unprotect(PeerId peer) {
    table.unprotect(peer);
  }

  /**
   * N-64: tells peers other addresses from now on, those that are connected by a push; an empty
   * list stands for the addresses listened on.
   */
  public void advertise(List<Multiaddr> addresses) {
    advertised = List.copyOf(addresses);
    announce();
    identify.push();
  }

  /** N-64: what peers are told now. */
  public List<Multiaddr> announced() {
    return announcement.addresses();
  }

  /** Whether new connections would push others out, or nearly. */
  public boolean isCrowded() {
    return table.all().size() >= config.limits().connectionsLow();
  }

  private void announce() {
    announcement =
        Announcement.of(
            config.key(),
            advertised,
            listenAddresses(),
            config.tellPrivate(),
            TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
  }

  @Override
  public List<Connection> connections() {
    return List.copyOf(table.all());
  }

  @Override
  public CompletableFuture<Stream> newStream(PeerId peer, List<String> protocols) {
    Optional<PeerConnection> connection = table.find(peer);
    if (connection.isEmpty()) {
      return CompletableFuture.failedFuture(new IOException("not connected to " + peer));
    }
    return admissions.open(connection.get(), protocols);
  }

  @Override
  public void handle(ProtocolBinding binding) {
    bind(binding);
    if (!table.all().isEmpty()) {
      identify.push();
    }
  }

  @Override
  public void addConnectionListener(ConnectionListener listener) {
    listeners.add(listener);
  }

  /** What a connected peer told about itself, once it did. */
  public Optional<PeerInfo> info(PeerId peer) {
    return table.find(peer).flatMap(PeerConnection::info);
  }

  /** The open streams of a peer whose protocol is known, and whether this side opened them. */
  public Map<Stream, Boolean> streams(PeerId peer) {
    Map<Stream, Boolean> open = new HashMap<>();
    table
        .find(peer)
        .ifPresent(
            connection ->
                connection.streams().forEach(stream -> open.put(stream, stream.outbound())));
    return open;
  }

  /** Pings a connected peer; completes with the round trip in nanoseconds. */
  public CompletableFuture<Long> ping(PeerId peer) {
    return ping.ping(peer);
  }

  /** Refusals by reason, bytes of all sockets, and what is open now. For metrics. */
  public Map<String, Long> counters() {
    Map<String, Long> snapshot = counters.snapshot();
    snapshot.put("connections.open", (long) table.all().size());
    snapshot.put("handshakes.open", (long) table.handshakes());
    return snapshot;
  }

  @Override
  public void close() {
    closed = true;
    for (Channel channel : listening) {
      var _ = channel.close();
    }
    List<PeerConnection> open = table.close();
    open.forEach(PeerConnection::close);
    try {
      CompletableFuture.allOf(
              open.stream().map(PeerConnection::gone).toArray(CompletableFuture<?>[]::new))
          .get(CLOSE_MS_MAX, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      LOG.debug("some connections did not close in time");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dialler.close();
    var _ =
        loops
            .shutdownGracefully(0, CLOSE_MS_MAX, TimeUnit.MILLISECONDS)
            .awaitUninterruptibly(CLOSE_MS_MAX);
  }

  private void bind(ProtocolBinding binding) {
    for (String protocol : binding.protocols()) {
      if (bindings.putIfAbsent(protocol, binding) != null) {
        throw new IllegalStateException(protocol + " is served already");
      }
    }
  }

  private void accept(Channel channel) {
    InetAddress ip = ((InetSocketAddress) channel.remoteAddress()).getAddress();
    Optional<Refusal> refusal =
        closed ? Optional.of(Refusal.CONNECTIONS_TOTAL) : table.beginHandshake(ip);
    if (refusal.isPresent()) {
      counters.count(refusal.get());
      var _ = channel.close();
      return;
    }
    CompletableFuture<Connection> ready = new CompletableFuture<>();
    var _ = ready.whenComplete((connection, failure) -> table.endHandshake(ip));
    upgrade(channel, null, ready);
  }

  private void upgrade(
      Channel channel, @Nullable PeerId dialled, CompletableFuture<Connection> ready) {
    channel.pipeline().addLast("traffic", traffic);
    Upgrade upgrade =
        new Upgrade(
            config.key(),
            dialled,
            counters,
            (done, remote) -> admissions.admit(channel, remote, dialled != null, done, ready));
    channel
        .closeFuture()
        .addListener(
            any -> {
              Throwable failure = upgrade.failure();
              ready.completeExceptionally(failure != null ? failure : new ClosedChannelException());
            });
    upgrade.start(channel, config.limits().handshakeMs());
  }

  private void onIdentified(Connection connection, PeerInfo info) {
    if (connection instanceof PeerConnection ours) {
      ours.learn(info);
    }
    listeners.forEach(listener -> listener.onIdentified(connection, info.protocols()));
  }

  private static ChannelInitializer<SocketChannel> initializer(Consumer<Channel> start) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SocketChannel channel) {
        start.accept(channel);
      }
    };
  }
}
