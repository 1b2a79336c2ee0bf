package network.baton.benchmark.libp2p;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import network.baton.benchmark.Bench;
import network.baton.benchmark.orchestration.Machine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./baton bench libp2p}: our stack and js-libp2p side by side in one run on loopback. */
@Command(
    name = "libp2p",
    mixinStandardHelpOptions = true,
    description =
        "Latency, throughput, transfers, connections and memory of our libp2p stack and of"
            + " js-libp2p, in one run on loopback.")
public final class Libp2pBench implements Callable<Integer> {
  private static final GossipRun.Length FULL = new GossipRun.Length(12_000, 10_000);
  private static final GossipRun.Length SHORT = new GossipRun.Length(4_000, 4_000);
  private static final String SIGN = "strict-sign";
  private static final String NO_SIGN = "strict-no-sign";

  @Option(names = "--rounds", description = "of each run (default ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(names = "--quick", description = "short runs: for a look, not for numbers")
  private boolean quick;

  @Option(names = "--no-js", description = "leave js-libp2p out")
  private boolean noJs;

  @Option(names = "--record", description = "also write the tables to this file")
  private @Nullable Path record;

  private final Map<String, List<Row>> figures = new LinkedHashMap<>();

  /** One measured value, with what else went on. */
  private record Row(PeerKind kind, double value, double stealPercent, double foreignPercent) {}

  @Override
  public Integer call() throws Exception {
    if (rounds < 1 || rounds > 100) {
      System.err.println("--rounds " + rounds + " must be within 1..100");
      return 2;
    }
    Machine before = Machine.now();
    long begunNs = System.nanoTime();
    List<PeerKind> kinds = noJs ? List.of(PeerKind.BATON) : List.of(PeerKind.values());
    for (int round = 1; round <= rounds; round++) {
      for (PeerKind kind : kinds) {
        say("round " + round + " of " + rounds + ", " + kind.label);
        gossip(kind);
        idle(kind);
      }
    }
    double seconds = (System.nanoTime() - begunNs) / 1e9;
    String text = text(seconds, Machine.now().stealPercentSince(before), kinds);
    System.out.print(text);
    if (record != null) {
      Files.writeString(record, text);
    }
    return 0;
  }

  private void gossip(PeerKind kind) throws IOException {
    GossipRun.Length length = quick ? SHORT : FULL;
    GossipRun latency = GossipRun.latency(kind, SIGN, length);
    add("one hop at 100/s, StrictSign, p50, ms", kind, latency.p50Ms(), latency);
    add("one hop at 100/s, StrictSign, p99, ms", kind, latency.p99Ms(), latency);
    for (String policy : List.of(SIGN, NO_SIGN)) {
      String name = policy.equals(SIGN) ? "StrictSign" : "StrictNoSign";
      GossipRun run = GossipRun.throughput(kind, policy, length);
      add("throughput, " + name + ", messages/s", kind, run.perSecond(), run);
      add("publisher's CPU, " + name + ", us a message", kind, run.publisherCpuUs(), run);
      add("receiver's CPU, " + name + ", us a message", kind, run.receiverCpuUs(), run);
    }
  }

  private void add(String name, PeerKind kind, double value, GossipRun run) {
    add(name, new Row(kind, value, run.stealPercent(), run.foreignPercent()));
  }

  private void add(String name, Row row) {
    figures.computeIfAbsent(name, key -> new ArrayList<>()).add(row);
  }

  private void idle(PeerKind kind) throws Exception {
    Machine before = Machine.now();
    Map<String, Double> found = new LinkedHashMap<>();
    try (Idle idle = new Idle(kind)) {
      double[] transfers = idle.transfersMs(quick ? 20 : 200);
      found.put("4 MiB to a listener, median, ms", transfers[transfers.length / 2]);
      Idle.Connections connections = idle.connections(quick ? 40 : 400, quick ? 80 : 800);
      found.put("connections to a listener, 1/s", connections.perSecond());
      found.put("listener's CPU, ms a connection", connections.listenerCpuMs());
    }
    try (Idle idle = new Idle(kind)) {
      Idle.Memory memory = idle.memory(quick ? 50 : 200);
      found.put("heap of a listener per idle peer, KiB", memory.heapKiB());
      found.put("resident memory per idle peer, KiB", memory.residentKiB());
    }
    double steal = Machine.now().stealPercentSince(before);
    found.forEach((name, value) -> add(name, new Row(kind, value, steal, Double.NaN)));
  }

  private String text(double seconds, double stealPercent, List<PeerKind> kinds) {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    out.println("# libp2p: ours and js-libp2p side by side");
    out.println();
    out.printf(
        "command: `./baton bench libp2p --rounds %d%s%s`  %n",
        rounds, quick ? " --quick" : "", noJs ? " --no-js" : "");
    out.println(Bench.machine() + "  ");
    out.println("commit: " + System.getProperty("baton.commit", "unknown") + "  ");
    out.printf("%.0f s; the host took %.1f %% of the processors' time.%n%n", seconds, stealPercent);
    out.println(
        """
        Two processes of one stack on loopback, 1 KiB messages, Ed25519, Noise, Yamux. Transfers and
        connections are dialled by hosts of ours, whichever stack listens; four dial at once. `steal` and
        `foreign` are the shares of the processors' time that the machine's host and other programs took
        during the runs (medians).
        """);
    out.println("| figure | stack | best | median | worst | rounds | steal % | foreign % |");
    out.println("|---|---|---:|---:|---:|---:|---:|---:|");
    figures.forEach(
        (name, rows) -> {
          for (PeerKind kind : kinds) {
            row(out, name, kind, rows.stream().filter(row -> row.kind == kind).toList());
          }
        });
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void row(PrintStream out, String name, PeerKind kind, List<Row> rows) {
    boolean moreIsBetter = name.endsWith("/s");
    double[] values = rows.stream().mapToDouble(Row::value).sorted().toArray();
    double least = values[0];
    double most = values[values.length - 1];
    double foreign = median(rows.stream().mapToDouble(Row::foreignPercent).sorted().toArray());
    out.printf(
        "| %s | %s | %,.2f | %,.2f | %,.2f | %d | %.1f | %s |%n",
        name,
        kind.label,
        moreIsBetter ? most : least,
        median(values),
        moreIsBetter ? least : most,
        values.length,
        median(rows.stream().mapToDouble(Row::stealPercent).sorted().toArray()),
        Double.isNaN(foreign) ? "" : String.format("%.1f", foreign));
  }

  private static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static void say(String what) {
    System.err.println("baton: " + what);
  }
}
