package network.baton.node.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import network.baton.node.clock.NtpServer;
import network.baton.prover.ProcessProverConfig;
import org.jspecify.annotations.Nullable;

/**
 * {@code node.yaml}: one operator's node. Relative paths are relative to the file.
 *
 * @param network path of the network file
 * @param dataDir the node's state; one node only
 * @param trace file for the trace, relative to {@code dataDir}; absent for none
 */
public record NodeFile(
    String network,
    String name,
    String dataDir,
    Keys keys,
    Rpc rpc,
    P2p p2p,
    Api api,
    List<ProverEntry> provers,
    Safety safety,
    Clock clock,
    SpendingEntry spending,
    @Nullable String trace) {
  public NodeFile {
    Check.text(network, "network");
    Check.text(name, "name");
    Check.text(dataDir, "dataDir");
    Check.present(keys, "keys");
    Check.present(rpc, "rpc");
    p2p = p2p == null ? new P2p("/ip4/127.0.0.1/tcp/4001", List.of(), List.of(), null, null) : p2p;
    api = api == null ? new Api("127.0.0.1:8600") : api;
    provers = Check.entries(provers, "provers");
    safety = safety == null ? new Safety(null) : safety;
    clock = clock == null ? new Clock(List.of()) : clock;
    spending = spending == null ? new SpendingEntry(null, null) : spending;
  }

  public static NodeFile read(Path path) {
    return YamlFile.read(path, NodeFile.class);
  }

  /**
   * Paths of the two key files: the lease key signs what is paid and punished, the node key is the
   * libp2p identity.
   */
  public record Keys(String lease, String node) {
    public Keys {
      Check.text(lease, "lease");
      Check.text(node, "node");
    }
  }

  /**
   * The execution client: {@code ws://} (pushes heads, fastest), {@code wss://}, {@code http://} or
   * {@code https://}.
   */
  public record Rpc(String url) {
    public Rpc {
      Check.text(url, "url");
      try {
        String scheme = new URI(url).getScheme();
        if (scheme == null || !List.of("ws", "wss", "http", "https").contains(scheme)) {
          throw new IllegalArgumentException(
              "'url' must begin with ws://, wss://, http:// or https://");
        }
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("'url' is not a URL: " + e.getReason(), e);
      }
    }
  }

  /**
   * Where the node listens, peers to keep connected besides the network file's, what addresses it
   * tells instead of the one it listens on, whether it tells private ones, and how it finds peers
   * that no file names.
   */
  public record P2p(
      String listen,
      List<String> peers,
      List<String> advertise,
      @Nullable Boolean announcePrivate,
      @Nullable DiscoveryEntry discovery) {
    public P2p {
      Check.text(listen, "listen");
      peers = Check.entries(peers, "peers");
      advertise = Check.entries(advertise, "advertise");
    }
  }

  /** Address of the HTTP API and the dashboard, {@code host:port}; port 0 takes any. */
  public record Api(String listen) {
    public Api {
      Check.text(listen, "listen");
      int colon = listen.lastIndexOf(':');
      if (colon < 1 || !listen.substring(colon + 1).matches("[0-9]{1,5}")) {
        throw new IllegalArgumentException("'listen' must be host:port, such as 127.0.0.1:8600");
      }
      Check.within(Integer.parseInt(listen.substring(colon + 1)), 0, 65_535, "listen port");
    }

    public String host() {
      return listen.substring(0, listen.lastIndexOf(':'));
    }

    public int port() {
      return Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
    }
  }

  /**
   * How careful the node is with its lease key.
   *
   * @param listenSlots slots to listen for the own key before the first claim, unless the last run
   *     ended cleanly; 0 for not at all
   */
  public record Safety(@Nullable Integer listenSlots) {
    static final int LISTEN_SLOTS_DEFAULT = 2;
    static final int LISTEN_SLOTS_MAX = 64;

    public Safety {
      if (listenSlots != null) {
        Check.within(listenSlots, 0, LISTEN_SLOTS_MAX, "listenSlots");
      }
    }

    /** The slots to listen for, given or not. */
    public int slots() {
      return listenSlots == null ? LISTEN_SLOTS_DEFAULT : listenSlots;
    }
  }

  /** Time servers to compare this node's clock with, {@code host} or {@code host:port}. */
  public record Clock(List<String> ntp) {
    static final int SERVERS_MAX = 8;

    public Clock {
      ntp = Check.entries(ntp, "ntp");
      if (ntp.size() > SERVERS_MAX) {
        throw new IllegalArgumentException("'ntp' lists more than " + SERVERS_MAX + " servers");
      }
      ntp.forEach(NtpServer::parse);
    }

    public List<NtpServer> servers() {
      return ntp.stream().map(NtpServer::parse).toList();
    }
  }

  /**
   * A prover of this node.
   *
   * @param proofType what it makes: of the network, or a work of a workflow's stages
   * @param kind {@code process}, {@code nats} (a fleet on other machines), {@code trace} (times
   *     without proofs) or {@code workflow} (in stages)
   * @param mode {@code worker} (stays warm) or {@code oneshot} (a process per proof)
   * @param parallel proofs it makes at once
   * @param graceMs from asking it to stop to killing it
   * @param env environment variables added for it
   * @param attempts how often a proof of this type is tried while there is time
   * @param nats of kind {@code nats}, and of a {@code workflow} whose stages that fleet makes
   * @param trace of kind {@code trace}
   * @param workflow of kind {@code workflow}
   */
  public record ProverEntry(
      String proofType,
      String kind,
      String mode,
      List<String> command,
      @Nullable Integer parallel,
      @Nullable Long graceMs,
      Map<String, String> env,
      @Nullable Integer attempts,
      @Nullable NatsEntry nats,
      @Nullable TraceEntry trace,
      @Nullable WorkflowEntry workflow) {
    /** Tries of a proof in a fleet, unless the file says otherwise. */
    public static final int ATTEMPTS_DEFAULT = 3;

    static final int ATTEMPTS_MAX = 100;

    public ProverEntry {
      Check.text(proofType, "proofType");
      switch (String.valueOf(kind)) {
        case "process" -> Check.notEmpty(command, "command");
        case "nats" -> Check.present(nats, "nats");
        case "trace" -> Check.present(trace, "trace");
        case "workflow" -> Check.present(workflow, "workflow");
        default ->
            throw new IllegalArgumentException(
                "'kind' is '" + kind + "'; allowed: process, nats, trace, workflow");
      }
      mode = mode == null ? "worker" : mode;
      if (!mode.equals("worker") && !mode.equals("oneshot")) {
        throw new IllegalArgumentException("'mode' is '" + mode + "'; allowed: worker, oneshot");
      }
      command = Check.entries(command, "command");
      parallel =
          parallel == null
              ? 1
              : (int) Check.within(parallel, 1, ProcessProverConfig.PARALLEL_MAX, "parallel");
      graceMs = graceMs == null ? 500 : Check.within(graceMs, 1, 60_000, "graceMs");
      env = env == null ? Map.of() : Map.copyOf(env);
      if (attempts != null) {
        Check.within(attempts, 1, ATTEMPTS_MAX, "attempts");
      }
    }
  }
}
