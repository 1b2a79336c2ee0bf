package network.baton.benchmark.libp2p;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.gossip.AuthorMessageId;
import network.baton.libp2p.gossip.AuthorPolicy;
import network.baton.libp2p.gossip.GossipSettings;
import network.baton.libp2p.gossip.GossipSub;
import network.baton.libp2p.gossip.ValidationResult;
import network.baton.libp2p.host.HostConfig;
import network.baton.libp2p.host.HostLimits;
import network.baton.libp2p.host.TcpHost;
import network.baton.libp2p.yamux.YamuxLimits;

/**
 * A process with a host and gossip that listens, serves {@link Sink} and tells how much memory it
 * holds for every line on its standard input; ends with that.
 */
public final class QuietPeer {
  private static final int CONNECTIONS_MAX = 1_024;
  private static final int COLLECTIONS = 3;

  private QuietPeer() {}

  public static void main(String[] arguments) throws IOException {
    NodeKey key = NodeKey.generate();
    TcpHost host =
        TcpHost.create(
            new HostConfig(
                List.of(Multiaddr.fromText("/ip4/127.0.0.1/tcp/0")),
                key,
                "baton-bench",
                2,
                roomyLimits(),
                List.of(),
                true));
    host.handle(new Sink());
    GossipSub gossip =
        new GossipSub(
            host,
            GossipSettings.of(Set.of(Idle.TOPIC)),
            new AuthorMessageId(),
            AuthorPolicy.strictSign(key),
            Executors.newVirtualThreadPerTaskExecutor());
    gossip.subscribe(
        Idle.TOPIC, (message, from) -> CompletableFuture.completedFuture(ValidationResult.ACCEPT));
    host.listen();
    Multiaddr address = host.listenAddresses().getFirst().withPeer(host.peerId());
    System.out.println("{\"ev\":\"start\",\"addrs\":[\"" + address.toText() + "\"]}");
    var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (commands.readLine() != null) {
      System.out.println("{\"ev\":\"memory\",\"bytes\":" + heapBytes() + "}");
    }
    System.exit(0);
  }

  /** All dial from one address here, so what bounds an address must not bind. */
  static HostLimits roomyLimits() {
    return new HostLimits(
        CONNECTIONS_MAX,
        CONNECTIONS_MAX,
        10_000,
        CONNECTIONS_MAX,
        CONNECTIONS_MAX,
        CONNECTIONS_MAX,
        CONNECTIONS_MAX,
        CONNECTIONS_MAX,
        5_000,
        10_000,
        10_000,
        YamuxLimits.defaults());
  }

  private static long heapBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
