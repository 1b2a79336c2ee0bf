package network.baton.libp2p;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.HostLimits;
import network.baton.libp2p.host.TcpHost;

/** Hosts on free loopback ports that are closed with this. */
public final class TestHosts implements AutoCloseable {
  private static final long WAIT_SECONDS_MAX = 60;

  private final List<TcpHost> hosts = new ArrayList<>();

  /** The defaults without hurry: how long a handshake takes is no test's business but its own. */
  public static HostLimits patient() {
    HostLimits limits = HostLimits.defaults();
    long patienceMs = TimeUnit.SECONDS.toMillis(WAIT_SECONDS_MAX);
    return new HostLimits(
        limits.handshakesMax(),
        limits.handshakesPerIpMax(),
        patienceMs,
        limits.connectionsMax(),
        limits.connectionsPerIpMax(),
        limits.connectionsPerSubnetMax(),
        limits.connectionsHigh(),
        limits.connectionsLow(),
        patienceMs,
        limits.simultaneousDialMs(),
        patienceMs,
        limits.yamux());
  }

  /** A patient host; not listening yet. */
  public TcpHost create() {
    return create(patient());
  }

  public TcpHost create(HostLimits limits) {
    return create(limits, NodeKey.generate());
  }

  public TcpHost create(HostLimits limits, NodeKey key) {
    Multiaddr listen = Multiaddr.fromText("/ip4/127.0.0.1/tcp/0");
    TcpHost host =
        TcpHost.create(new HostConfig(List.of(listen), key, "test", 1, limits, List.of(), true));
    hosts.add(host);
    return host;
  }

  public TcpHost listening() {
    return listening(create());
  }

  public static TcpHost listening(TcpHost host) {
    try {
      host.listen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return host;
  }

  /** Where to dial a listening host. */
  public static Multiaddr address(Host host) {
    return host.listenAddresses().getFirst().withPeer(host.peerId());
  }

  public static <T> T join(CompletableFuture<T> future) {
    try {
      return future.get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for something that another thread or process brings about. */
  public static void await(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadlineNs) {
        throw new AssertionError("did not come true in " + WAIT_SECONDS_MAX + " s");
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  /** Waits until nothing is open on a host. */
  public static void awaitIdle(TcpHost host) {
    await(
        () ->
            count(host, "connections.open") == 0
                && count(host, "handshakes.open") == 0
                && count(host, "streams.open") == 0);
  }

  /** A counter of a host; zero if nothing was counted. */
  public static long count(TcpHost host, String name) {
    return host.counters().getOrDefault(name, 0L);
  }

  public static long count(TcpHost host, Refusal refusal) {
    return count(host, refusal.counterName());
  }

  @Override
  public void close() {
    hosts.forEach(TcpHost::close);
  }
}
