package network.baton.node;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.ChainException;
import network.baton.node.config.ConfigException;
import network.baton.node.trace.Trace;
import network.baton.prover.Prover;
import network.baton.wire.BlockHeader;
import network.baton.wire.ProofTypes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times the operator's own provers and says what they can promise (specs/calibration.md). */
@Command(
    name = "calibrate",
    mixinStandardHelpOptions = true,
    description = {
      "Times this node's provers on recorded blocks and prints what they can promise, for the key"
          + " 'promisesMs' of a network file or a registration.",
      "All proof types are proven at once, each in as many places as it has; the node must not run"
          + " meanwhile."
    },
    footer = "Exit codes: 0 ok, 1 a prover made no proof, 2 usage or configuration.")
final class CalibrateCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final double MILLION = 1e6;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "node.yaml")
  private Path config = Path.of("node.yaml");

  @ArgGroup(multiplicity = "1")
  private Blocks source = new Blocks();

  /** Where the blocks come from. */
  static final class Blocks {
    @Option(
        names = "--blocks",
        paramLabel = "FILE",
        description =
            "one block header a line: hex digits of its RLP, as debug_getRawHeader gives it")
    private @Nullable Path file;

    @Option(
        names = "--last",
        paramLabel = "N",
        description = "the last N blocks of the chain at rpc.url")
    private int last;
  }

  @Option(
      names = "--rounds",
      description = "how often each block is proven; default: ${DEFAULT-VALUE}")
  private int rounds = 1;

  @Option(
      names = "--percentile",
      description =
          "share of the proofs that keeps the promise before the reserve; default: ${DEFAULT-VALUE}")
  private int percentile = 95;

  @Option(
      names = "--reserve",
      paramLabel = "PERCENT",
      description = "added to each promise; default: ${DEFAULT-VALUE}")
  private int reservePercent = 10;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "a proof that takes longer counts as failed; default: ${DEFAULT-VALUE}")
  private int timeoutSeconds = 600;

  @Option(
      names = "--ready",
      paramLabel = "SECONDS",
      description = "how long provers may take to start; default: ${DEFAULT-VALUE}")
  private int readySeconds = 60;

  @Option(names = "--json", paramLabel = "FILE", description = "all times and estimates")
  private @Nullable Path json;

  @Override
  public Integer call() throws InterruptedException {
    try {
      within("--rounds", rounds, 1, 1_000);
      within("--percentile", percentile, 50, 100);
      within("--reserve", reservePercent, 0, 1_000);
      within("--timeout", timeoutSeconds, 1, 86_400);
      within("--ready", readySeconds, 1, 86_400);
      NodeSetup setup = NodeSetup.read(config);
      if (setup.file().provers().isEmpty()) {
        throw new ConfigException(config + ": provers: there is none to calibrate");
      }
      return calibrate(setup, blocks(setup));
    } catch (ConfigException e) {
      return Complaint.say(e, 2);
    } catch (ChainException | NodeException e) {
      return Complaint.say(e, 1);
    }
  }

  private static void within(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ConfigException(option + " " + value + " is not within " + least + ".." + most);
    }
  }

  private List<BlockHeader> blocks(NodeSetup setup) {
    Path file = source.file;
    if (file != null) {
      return RecordedBlocks.read(file);
    }
    within("--last", source.last, 1, RecordedBlocks.BLOCKS_MAX);
    try (ChainClient chain = ChainClient.connect(setup.file().rpc().url())) {
      return RecordedBlocks.last(chain, source.last);
    }
  }

  private int calibrate(NodeSetup setup, List<BlockHeader> blocks) throws InterruptedException {
    Path dataDir = temporary();
    Map<String, Prover> provers = open(setup, dataDir);
    Map<String, Calibration.Times> times;
    try {
      var calibration =
          new Calibration(
              provers,
              setup.leaseKey().address(),
              setup.network().chainId(),
              timeoutSeconds * 1_000L);
      calibration.awaitReady(readySeconds * 1_000L);
      var progress = new ProgressLine(System.err, provers.size() * rounds * blocks.size());
      times = calibration.run(blocks, rounds, progress::told);
      progress.end();
    } finally {
      provers.values().forEach(Prover::close);
      delete(dataDir);
    }
    Map<String, PromiseEstimate> estimates = new LinkedHashMap<>();
    times.forEach(
        (type, ofType) -> {
          if (!ofType.timed().isEmpty()) {
            estimates.put(
                type,
                PromiseEstimate.of(
                    ofType.timed(),
                    setup.network().leaseSettings().gasBands(),
                    percentile,
                    reservePercent));
          }
        });
    if (json != null) {
      write(json, report(blocks, times, estimates));
    }
    print(blocks, times, estimates);
    return estimates.size() == times.size() ? 0 : 1;
  }

  private static Map<String, Prover> open(NodeSetup setup, Path dataDir) {
    var order = setup.network().leaseSettings().order();
    var byId = ProverSet.of(setup.file().provers(), order, dataDir, setup.folder(), Trace.none());
    Map<String, Prover> provers = new LinkedHashMap<>();
    setup.file().provers().stream()
        .map(entry -> entry.proofType())
        .distinct()
        .forEach(
            type -> {
              Prover prover = byId.get(ProofTypes.id(type));
              if (prover != null) {
                provers.put(type, prover);
              }
            });
    return provers;
  }

  private void print(
      List<BlockHeader> blocks,
      Map<String, Calibration.Times> times,
      Map<String, PromiseEstimate> estimates) {
    PrintStream out = System.out;
    out.printf(
        Locale.ROOT,
        "# %d blocks, %d rounds; %d of 100 proofs keep it, and %d %% more%n",
        blocks.size(),
        rounds,
        percentile,
        reservePercent);
    times.forEach((type, ofType) -> explain(out, type, ofType, estimates.get(type)));
    long heaviest = blocks.stream().mapToLong(BlockHeader::gasUsed).max().orElseThrow();
    out.printf(
        Locale.ROOT,
        "# no block above %.1f million gas was proven: promises beyond are guesses%n",
        heaviest / MILLION);
    out.println(estimates.isEmpty() ? "promisesMs: {}" : "promisesMs:");
    estimates.forEach(
        (type, estimate) -> out.println("  " + type + ": " + estimate.promisesYaml()));
  }

  private static void explain(
      PrintStream out, String type, Calibration.Times times, @Nullable PromiseEstimate estimate) {
    List<Calibration.Sample> failures = times.failures();
    if (!failures.isEmpty()) {
      Calibration.Sample first = failures.getFirst();
      System.err.printf(
          Locale.ROOT,
          "baton: %s: %d of %d proofs failed; the first, of block %d: %s%n",
          type,
          failures.size(),
          times.samples().size(),
          first.block(),
          first.failure());
    }
    if (estimate != null) {
      out.printf(
          Locale.ROOT,
          "# %s: %d proofs, %d at once: p50 %d ms, p95 %d ms, max %d ms; %s%n",
          type,
          estimate.proofs(),
          times.places(),
          estimate.p50Ms(),
          estimate.p95Ms(),
          estimate.maxMs(),
          line(estimate));
    }
  }

  private static String line(PromiseEstimate estimate) {
    String seen =
        String.format(
            Locale.ROOT,
            "blocks of %.1f to %.1f million gas",
            estimate.gasMin() / MILLION,
            estimate.gasMax() / MILLION);
    return estimate.msPerMillionGas() == 0
        ? "the same for all gas, " + seen
        : String.format(
            Locale.ROOT,
            "%.0f ms and %.2f ms a million gas, %s",
            estimate.baseMs(),
            estimate.msPerMillionGas(),
            seen);
  }

  private ObjectNode report(
      List<BlockHeader> blocks,
      Map<String, Calibration.Times> times,
      Map<String, PromiseEstimate> estimates) {
    ObjectNode root = JSON.createObjectNode();
    root.put("blocks", blocks.size()).put("rounds", rounds);
    root.put("percentile", percentile).put("reservePercent", reservePercent);
    ArrayNode types = root.putArray("types");
    times.forEach(
        (type, ofType) -> {
          ObjectNode node = types.addObject().put("proofType", type).put("places", ofType.places());
          node.set("estimate", JSON.valueToTree(estimates.get(type)));
          node.set("samples", JSON.valueToTree(ofType.samples()));
        });
    return root;
  }

  private static void write(Path file, ObjectNode report) {
    var lines = new DefaultPrettyPrinter();
    lines.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    try {
      Files.writeString(file, JSON.writer(lines).writeValueAsString(report) + "\n");
    } catch (IOException e) {
      throw new NodeException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("baton-calibrate");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      System.err.println("baton: " + folder + " is left behind: " + e.getMessage());
    }
  }

  /** One line on a terminal, rewritten with each proof; nothing in a pipe. */
  private static final class ProgressLine {
    private final PrintStream out;
    private final int all;
    private final AtomicInteger done = new AtomicInteger();
    private final boolean terminal =
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);

    ProgressLine(PrintStream out, int all) {
      this.out = out;
      this.all = all;
    }

    void told(String type, Calibration.Sample sample) {
      int now = done.incrementAndGet();
      if (terminal) {
        String last = sample.ok() ? sample.ms() + " ms" : sample.failure();
        out.printf("\r\u001b[K%d of %d proofs; %s: %.60s", now, all, type, last);
      }
    }

    void end() {
      if (terminal) {
        out.print("\r\u001b[K");
      }
    }
  }
}
