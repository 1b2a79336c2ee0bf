package network.baton.libp2p.gossip;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import network.baton.libp2p.Connection;
import network.baton.libp2p.ConnectionListener;
import network.baton.libp2p.Host;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolBinding;
import network.baton.libp2p.Stream;
import network.baton.libp2p.StreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Hosts in one process, joined by memory. Each host calls its listeners, bindings and readers on
 * one event loop of its own, as the real one does; bytes arrive in small pieces.
 */
final class FakeNetwork implements AutoCloseable {
  private static final int PIECE_BYTES = 7;

  private final Map<PeerId, FakeHost> hosts = new ConcurrentHashMap<>();

  FakeHost host(int number) {
    FakeHost host = new FakeHost(TestPeers.peer(number));
    hosts.put(host.peer, host);
    return host;
  }

  /** Connects two hosts; the first one dials. */
  void connect(FakeHost dialler, FakeHost listener) {
    FakeConnection there = new FakeConnection(dialler, listener, true);
    FakeConnection here = new FakeConnection(listener, dialler, false);
    there.twin = here;
    here.twin = there;
    there.open();
    here.open();
  }

  @Override
  public void close() {
    hosts.values().forEach(FakeHost::close);
  }

  static final class FakeHost implements Host {
    private final PeerId peer;
    private final List<ProtocolBinding> bindings = new CopyOnWriteArrayList<>();
    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<PeerId, FakeConnection> connections = new ConcurrentHashMap<>();
    private final ExecutorService loop =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    /** Streams opened by this host, in order. */
    final List<FakeStream> opened = new CopyOnWriteArrayList<>();

    /** While set, streams of this host keep what is written, and do not complete writes. */
    volatile boolean stalled;

    private FakeHost(PeerId peer) {
      this.peer = peer;
    }

    FakeConnection connection(FakeHost to) {
      FakeConnection connection = connections.get(to.peer);
      if (connection == null) {
        throw new IllegalStateException("not connected");
      }
      return connection;
    }

    @Override
    public PeerId peerId() {
      return peer;
    }

    @Override
    public List<Multiaddr> listenAddresses() {
      return List.of();
    }

    @Override
    public CompletableFuture<Connection> connect(Multiaddr address) {
      throw new UnsupportedOperationException("FakeNetwork.connect does it");
    }

    @Override
    public List<Connection> connections() {
      return List.copyOf(connections.values());
    }

    @Override
    public CompletableFuture<Stream> newStream(PeerId to, List<String> protocols) {
      FakeConnection connection = connections.get(to);
      if (connection == null) {
        return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
      }
      FakeHost remote = connection.remote;
      for (String protocol : protocols) {
        for (ProtocolBinding binding : remote.bindings) {
          if (binding.protocols().contains(protocol)) {
            FakeStream near = new FakeStream(protocol, connection, this);
            FakeStream far = new FakeStream(protocol, connection.twin(), remote);
            near.twin = far;
            far.twin = near;
            opened.add(near);
            connection.streams.add(near);
            remote.later(() -> binding.onStream(far));
            return CompletableFuture.completedFuture(near);
          }
        }
      }
      return CompletableFuture.failedFuture(new IllegalStateException("na"));
    }

    @Override
    public void handle(ProtocolBinding binding) {
      bindings.add(binding);
    }

    @Override
    public void addConnectionListener(ConnectionListener listener) {
      listeners.add(listener);
    }

    @Override
    public void close() {
      connections.values().forEach(FakeConnection::close);
      loop.shutdown();
    }

    private void later(Runnable work) {
      if (!loop.isShutdown()) {
        loop.execute(work);
      }
    }

    private List<String> protocols() {
      return bindings.stream().flatMap(binding -> binding.protocols().stream()).toList();
    }
  }

  static final class FakeConnection implements Connection {
    private final FakeHost local;
    private final FakeHost remote;
    private final boolean outbound;
    private final List<FakeStream> streams = new CopyOnWriteArrayList<>();
    private @Nullable FakeConnection twin;

    private FakeConnection(FakeHost local, FakeHost remote, boolean outbound) {
      this.local = local;
      this.remote = remote;
      this.outbound = outbound;
    }

    private FakeConnection twin() {
      if (twin == null) {
        throw new IllegalStateException("half a connection");
      }
      return twin;
    }

    private void open() {
      local.connections.put(remote.peer, this);
      local.later(() -> local.listeners.forEach(listener -> listener.onConnected(this)));
      local.later(
          () ->
              local.listeners.forEach(listener -> listener.onIdentified(this, remote.protocols())));
    }

    @Override
    public PeerId remotePeer() {
      return remote.peer;
    }

    @Override
    public Multiaddr remoteAddress() {
      return Multiaddr.fromText("/ip4/127.0.0.1/tcp/1");
    }

    @Override
    public boolean outbound() {
      return outbound;
    }

    @Override
    public void close() {
      twin().end();
      end();
    }

    private void end() {
      if (local.connections.remove(remote.peer, this)) {
        streams.forEach(FakeStream::reset);
        local.later(() -> local.listeners.forEach(listener -> listener.onDisconnected(this)));
      }
    }
  }

  static final class FakeStream implements Stream {
    private final String protocol;
    private final FakeConnection connection;
    private final FakeHost owner;
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private final List<Runnable> stalledWrites = new ArrayList<>();
    private @Nullable FakeStream twin;
    private @Nullable StreamReader reader;
    private boolean paused;
    private boolean ended;
    private long pending;

    private FakeStream(String protocol, FakeConnection connection, FakeHost owner) {
      this.protocol = protocol;
      this.connection = connection;
      this.owner = owner;
    }

    private FakeStream twin() {
      if (twin == null) {
        throw new IllegalStateException("half a stream");
      }
      return twin;
    }

    @Override
    public String protocol() {
      return protocol;
    }

    @Override
    public Connection connection() {
      return connection;
    }

    @Override
    public synchronized void read(StreamReader reader) {
      this.reader = reader;
      owner.later(this::deliver);
    }

    @Override
    public synchronized void pauseReading() {
      paused = true;
    }

    @Override
    public synchronized void resumeReading() {
      paused = false;
      owner.later(this::deliver);
    }

    @Override
    public synchronized CompletableFuture<Void> write(ByteBuf data) {
      if (ended) {
        data.release();
        return CompletableFuture.failedFuture(new IllegalStateException("ended"));
      }
      CompletableFuture<Void> done = new CompletableFuture<>();
      int bytes = data.readableBytes();
      pending += bytes;
      Runnable leave =
          () -> {
            twin().arrive(data);
            left(bytes);
            done.complete(null);
          };
      if (owner.stalled) {
        stalledWrites.add(leave);
      } else {
        owner.later(leave);
      }
      return done;
    }

    /** Lets go of what was written while the host was stalled. */
    void flush() {
      List<Runnable> writes;
      synchronized (this) {
        writes = List.copyOf(stalledWrites);
        stalledWrites.clear();
      }
      writes.forEach(owner::later);
    }

    private synchronized void left(int bytes) {
      pending -= bytes;
    }

    private synchronized void arrive(ByteBuf data) {
      early.add(data);
      owner.later(this::deliver);
    }

    private void deliver() {
      while (true) {
        StreamReader to;
        ByteBuf data;
        synchronized (this) {
          to = reader;
          data = to == null || paused ? null : early.poll();
        }
        if (to == null || data == null) {
          return;
        }
        while (data.isReadable()) {
          to.onData(data.readSlice(Math.min(PIECE_BYTES, data.readableBytes())));
        }
        data.release();
      }
    }

    @Override
    public void execute(Runnable task) {
      owner.later(task);
    }

    @Override
    public synchronized long pendingBytes() {
      return pending;
    }

    @Override
    public void closeWrite() {
      FakeStream far = twin();
      owner.later(() -> far.owner.later(far::end));
    }

    private void end() {
      StreamReader to;
      synchronized (this) {
        to = reader;
      }
      if (to != null) {
        to.onEnd();
      }
    }

    @Override
    public void reset() {
      die();
      twin().die();
    }

    private void die() {
      synchronized (this) {
        if (ended) {
          return;
        }
        ended = true;
      }
      owner.later(
          () -> {
            StreamReader to = reader;
            if (to != null) {
              to.onReset();
            }
          });
    }

    /** Writes bytes as they are, for peers that misbehave. */
    void writeRaw(byte[] bytes) {
      var _ = write(Unpooled.wrappedBuffer(bytes));
    }
  }
}
