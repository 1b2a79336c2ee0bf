package network.baton.peer;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.TcpHost;
import org.jspecify.annotations.Nullable;

/**
 * One side of a test of libp2p/test-plans transport-interop: the environment says which, a Redis
 * server carries the listener's address to the dialler, and the dialler prints how long handshake
 * and ping took. Exit codes: 0 done, 1 failed or out of time, 2 something that is not supported.
 */
public final class Interop {
  private static final String ADDRESSES = "listenerAddr";
  private static final Map<String, Set<String>> SUPPORTED =
      Map.of("transport", Set.of("tcp"), "muxer", Set.of("yamux"), "security", Set.of("noise"));
  private static final long REDIS_RETRY_MS = 250;

  private final Map<String, String> environment;
  private final long deadlineNs;

  private Interop(Map<String, String> environment, long timeoutSeconds) {
    this.environment = environment;
    this.deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
  }

  public static void main(String[] args) throws InterruptedException {
    System.exit(run(System.getenv()));
  }

  /** Returns the exit code. A listener returns at the timeout only, with 1. */
  static int run(Map<String, String> environment) throws InterruptedException {
    for (Map.Entry<String, Set<String>> setting : SUPPORTED.entrySet()) {
      String value = environment.get(setting.getKey());
      if (value == null || !setting.getValue().contains(value)) {
        return complain(setting.getKey() + "=" + value + ": only " + setting.getValue(), 2);
      }
    }
    String isDialer = environment.getOrDefault("is_dialer", "");
    if (!isDialer.equals("true") && !isDialer.equals("false")) {
      return complain("is_dialer=" + isDialer + ": only true and false", 2);
    }
    long timeoutSeconds;
    try {
      timeoutSeconds = Long.parseLong(environment.getOrDefault("test_timeout_seconds", "180"));
    } catch (NumberFormatException e) {
      return complain("test_timeout_seconds is not a number", 2);
    }
    Interop side = new Interop(environment, timeoutSeconds);
    try (RedisClient redis = side.redis()) {
      return isDialer.equals("true") ? side.dial(redis) : side.listen(redis);
    } catch (IOException | ExecutionException | TimeoutException e) {
      return complain(e.toString(), 1);
    }
  }

  private int listen(RedisClient redis) throws IOException, InterruptedException {
    String ip = environment.getOrDefault("ip", "0.0.0.0");
    Multiaddr listen = Multiaddr.fromText((ip.contains(":") ? "/ip6/" : "/ip4/") + ip + "/tcp/0");
    try (TcpHost host = host(listen)) {
      host.listen();
      Multiaddr bound = host.listenAddresses().getFirst();
      String address = bound.toText().replace("/ip4/0.0.0.0/", "/ip4/" + reachable() + "/");
      redis.push(ADDRESSES, Multiaddr.fromText(address).withPeer(host.peerId()).toText());
      Thread.sleep(leftMs());
      return complain("nobody ended the listener in time", 1);
    }
  }

  private int dial(RedisClient redis)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    @Nullable String address = redis.take(ADDRESSES, TimeUnit.MILLISECONDS.toSeconds(leftMs()) + 1);
    if (address == null) {
      return complain("no listener came in time", 1);
    }
    try (TcpHost host = host(null)) {
      long startNs = System.nanoTime();
      Multiaddr listener = Multiaddr.fromText(address);
      var connection = host.connect(listener).get(leftMs(), TimeUnit.MILLISECONDS);
      long roundTripNs = host.ping(connection.remotePeer()).get(leftMs(), TimeUnit.MILLISECONDS);
      long bothNs = System.nanoTime() - startNs;
      // The misspelling is the contract's.
      System.out.printf(
          "{\"handshakePlusOneRTTMillis\": %.3f, \"pingRTTMilllis\": %.3f}%n",
          bothNs / 1e6, roundTripNs / 1e6);
      return 0;
    } catch (IllegalArgumentException e) {
      return complain(ADDRESSES + " " + address + ": " + e.getMessage(), 1);
    }
  }

  /** Redis may come up later than this process. */
  private RedisClient redis() throws IOException, InterruptedException {
    String address = environment.getOrDefault("redis_addr", "redis:6379");
    while (true) {
      try {
        return RedisClient.connect(address, (int) Math.min(Integer.MAX_VALUE, leftMs() + 1_000));
      } catch (IOException e) {
        if (leftMs() <= REDIS_RETRY_MS) {
          throw e;
        }
        Thread.sleep(REDIS_RETRY_MS);
      }
    }
  }

  private long leftMs() {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime()));
  }

  private static TcpHost host(@Nullable Multiaddr listen) {
    HostConfig some =
        HostConfig.of(
            Multiaddr.fromText("/ip4/127.0.0.1/tcp/0"), NodeKey.generate(), "baton-interop");
    return TcpHost.create(some.listeningOn(listen == null ? List.of() : List.of(listen)));
  }

  /** An IPv4 address under which other containers find this one; loopback if there is no other. */
  private static String reachable() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(ip -> ip instanceof Inet4Address && !ip.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElse("127.0.0.1");
  }

  private static int complain(String line, int code) {
    System.err.println("interop: " + line);
    return code;
  }
}
