package network.baton.libp2p.host;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Connection;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;

/**
 * N-17: dials the addresses of a peer in turn, each for a bounded time, until one leads to a ready
 * connection. Dials to one peer that overlap are one. Thread-safe.
 */
final class Dialler implements AutoCloseable {
  /** N-17: more addresses of one peer are not tried. */
  static final int ADDRESSES_MAX = 8;

  /** Gets a new channel to upgrade, with the peer that must be at its other end. */
  interface Upgrading {
    void upgrade(Channel channel, PeerId dialled, CompletableFuture<Connection> ready);
  }

  private final EventLoopGroup loops;
  private final WriteBufferWaterMark marks;
  private final long addressMs;
  private final Upgrading upgrading;

  /** Looking up names blocks. */
  private final ExecutorService resolver = Executors.newVirtualThreadPerTaskExecutor();

  private final Map<PeerId, CompletableFuture<Connection>> dials = new ConcurrentHashMap<>();

  Dialler(EventLoopGroup loops, WriteBufferWaterMark marks, long addressMs, Upgrading upgrading) {
    this.loops = loops;
    this.marks = marks;
    this.addressMs = addressMs;
    this.upgrading = upgrading;
  }

  /** Completes with the connection, or with what went wrong at the last address. */
  CompletableFuture<Connection> dial(PeerId peer, List<InetSocketAddress> sockets) {
    CompletableFuture<Connection> dial = new CompletableFuture<>();
    CompletableFuture<Connection> underWay = dials.putIfAbsent(peer, dial);
    if (underWay != null) {
      return underWay.copy();
    }
    var _ = dial.whenComplete((connection, failure) -> dials.remove(peer, dial));
    next(peer, sockets, 0, dial);
    return dial.copy();
  }

  @Override
  public void close() {
    resolver.shutdownNow();
  }

  private void next(
      PeerId peer, List<InetSocketAddress> sockets, int index, CompletableFuture<Connection> dial) {
    CompletableFuture<Connection> attempt = new CompletableFuture<>();
    var _ =
        attempt
            .orTimeout(addressMs, TimeUnit.MILLISECONDS)
            .whenComplete(
                (connection, failure) -> {
                  if (failure == null) {
                    dial.complete(connection);
                  } else if (index + 1 < Math.min(sockets.size(), ADDRESSES_MAX)) {
                    next(peer, sockets, index + 1, dial);
                  } else {
                    dial.completeExceptionally(failure);
                  }
                });
    try {
      resolver.execute(() -> connect(resolved(sockets.get(index)), peer, attempt));
    } catch (RejectedExecutionException e) {
      dial.completeExceptionally(new IOException("host is closed", e));
    }
  }

  private void connect(InetSocketAddress socket, PeerId peer, CompletableFuture<Connection> ready) {
    if (socket.isUnresolved()) {
      ready.completeExceptionally(new IOException("unknown host " + socket.getHostString()));
      return;
    }
    try {
      new Bootstrap()
          .group(loops)
          .channel(NioSocketChannel.class)
          .option(ChannelOption.TCP_NODELAY, true)
          .option(ChannelOption.WRITE_BUFFER_WATER_MARK, marks)
          .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) addressMs)
          .handler(
              new ChannelInitializer<SocketChannel>() {
                @Override
                protected void initChannel(SocketChannel channel) {
                  upgrading.upgrade(channel, peer, ready);
                }
              })
          .connect(socket)
          .addListener(
              connected -> {
                if (!connected.isSuccess()) {
                  ready.completeExceptionally(connected.cause());
                }
              });
    } catch (RejectedExecutionException e) {
      ready.completeExceptionally(e);
    }
  }

  /** The socket of an address, its name not looked up yet. */
  static InetSocketAddress socket(Multiaddr address) {
    return address
        .tcpAddress()
        .orElseThrow(() -> new IllegalArgumentException("cannot dial " + address));
  }

  static InetSocketAddress resolved(InetSocketAddress socket) {
    return new InetSocketAddress(socket.getHostString(), socket.getPort());
  }
}
