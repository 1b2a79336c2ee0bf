package network.baton.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.baton.lease.LeaseSettings;
import network.baton.scenario.Scenario;
import network.baton.scenario.ScenarioException;
import network.baton.scenario.ScenarioOptions;
import network.baton.simulator.gossip.GossipRuns;
import network.baton.simulator.policy.Comparison;
import network.baton.simulator.policy.Frontier;
import network.baton.simulator.policy.Policies;
import network.baton.simulator.policy.PolicyResult;
import network.baton.simulator.policy.Tuning;
import network.baton.simulator.swarm.SeedLog;
import network.baton.simulator.swarm.SwarmRunner;
import network.baton.simulator.workload.Workload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The verb {@code sim}: whole networks in virtual time, on one thread. */
@Command(
    name = "./baton sim",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    version = "Baton 0.1.0",
    description = {
      "Without options: every policy on the trace workload (500 real blocks scaled to a median of"
          + " 7 s, deadline 11.2 s, 8 candidates, 5.5 %% failures), 120,000 slots, as a table and a"
          + " plot. With --scenario: what ./baton devnet does, in virtual time. Same seed, same"
          + " numbers, on every machine."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a seed broke a rule, an expectation failed, gossip did not arrive, or an output could"
          + " not be written",
      "2:wrong usage"
    })
public final class Sim implements Callable<Integer> {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final long SLOTS = 120_000;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      split = ",",
      description =
          "policies to run, with commas; default: all of single, fixed-lease, heartbeat, clone,"
              + " race, baton, clairvoyant")
  private List<String> policies = new ArrayList<>();

  @Mixin private ScenarioOptions scenarioOptions = new ScenarioOptions();

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "decides every draw; default: 1, or the scenario's")
  private @Nullable Long seedGiven;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      defaultValue = "trace7",
      description =
          "block times: trace5, trace7, trace9 (500 real blocks scaled to that median),"
              + " lognormal21, lognormal30 (median 7 s, log-sd 0.21 or 0.30), tail (trace7, 1 %%"
              + " adversarial blocks); default: ${DEFAULT-VALUE}")
  private String workload = "trace7";

  @Option(
      names = "--deadline",
      paramLabel = "MS",
      defaultValue = "11200",
      description =
          "from the sight of the task to the proof: the slot deadline less 800 ms for task and"
              + " proof on their way; default: ${DEFAULT-VALUE}")
  private long deadlineMs = Workload.DEADLINE_MS;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      defaultValue = "8",
      description = "registered provers; default: ${DEFAULT-VALUE}")
  private int candidates = 8;

  @Option(
      names = "--busy",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "share of the candidates without room in a slot, e.g. 0.3")
  private double busy;

  @Option(
      names = "--outage",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "share of the candidates that are away, the same for 150 slots, e.g. 0.2")
  private double outage;

  @Option(
      names = "--liars",
      paramLabel = "SHARE",
      defaultValue = "0",
      description = "share of the stake that beats and shows progress but never proves, e.g. 0.1")
  private double liars;

  @Option(
      names = "--clock-offset",
      paramLabel = "MS",
      defaultValue = "0",
      description = "clocks are off by up to this much")
  private long clockOffsetMs;

  @Option(
      names = "--clock-drift",
      paramLabel = "PPM",
      defaultValue = "0",
      description = "clock rates are off by up to this much; 10000 is 1 %%")
  private long clockDriftPpm;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      split = ",",
      description =
          "settings of baton's cores that differ from the profile l1-realtime, e.g."
              + " hedgePercent=70; names: specs/lease.md")
  private Map<String, Long> settings = new TreeMap<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "writes the results as a JSON list, or the report of a scenario")
  private @Nullable Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "appends the table to this file, with what it ran on")
  private @Nullable Path markdown;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      defaultValue = "sim-report/policies.svg",
      description = "where the plot goes; default: ${DEFAULT-VALUE}")
  private Path plot = Path.of("sim-report/policies.svg");

  /** Runs the verb and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Sim()).execute(args));
  }

  @Option(
      names = "--seeds",
      paramLabel = "FROM..TO",
      description = "runs these seeds of the swarm instead: networks that break, checked by rules")
  private @Nullable String seeds;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "with --seeds: begins no further seed after this time")
  private @Nullable Long forSeconds;

  @Option(
      names = "--least",
      paramLabel = "N",
      defaultValue = "1",
      description = "with --seeds: runs so many whatever the time")
  private long least = 1;

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description =
          "with --seeds: appends what was run to this table and goes on after its last seed")
  private @Nullable Path record;

  @Option(
      names = "--frontier",
      description =
          "shows instead the least misses that any hedges reach for some work, chosen by their exact"
              + " marginal value from what they may know")
  private boolean frontier;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description =
          "makes a published table instead, or what is missing of them: default, deadlines,"
              + " candidates, absence, liars, clocks, blocks, settings, all; --slots is for the"
              + " default one, the others take a part of it")
  private @Nullable String table;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "docs/results",
      description = "with --table: where the files go; default: ${DEFAULT-VALUE}")
  private Path folder = Path.of("docs/results");

  @Option(
      names = "--gossip",
      paramLabel = "NAME",
      description =
          "runs real gossip routers instead: scale (30 %% of the nodes vanish), silent (a third"
              + " brings nothing), sybil (ten identities of an attacker for each node), eclipse"
              + " (one node among sybils), or all; with --seed and --markdown")
  private @Nullable String gossip;

  @Option(
      names = "--gossip-nodes",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "with --gossip: nodes of scale and silent; sybil and eclipse take a tenth; default:"
              + " ${DEFAULT-VALUE}")
  private int gossipNodes = 1_000;

  @Override
  public Integer call() {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      if (table != null) {
        new Tables(Tuning.of(settings), out).write(table, slots(), seed(), folder);
        return OK;
      }
      if (gossip != null) {
        return GossipRuns.run(gossip, gossipNodes, seed(), out, markdown) ? OK : FAILED;
      }
      if (scenarioOptions.name() != null) {
        Scenario scenario = scenarioOptions.load("default");
        return new ScenarioVerb(out)
            .run(
                seedGiven == null ? scenario : scenario.withSeed(seedGiven),
                json == null ? Path.of("sim-report/report.json") : json);
      }
      if (frontier) {
        return showFrontier(out);
      }
      return seeds == null ? compare(out) : swarm(out, seeds);
    } catch (IllegalArgumentException | ScenarioException e) {
      System.err.println("sim: " + e.getMessage());
      return USAGE;
    } catch (IOException e) {
      System.err.println("sim: cannot write: " + e.getMessage());
      return FAILED;
    }
  }

  private long slots() {
    Integer given = scenarioOptions.slots();
    return given == null ? SLOTS : given;
  }

  private long seed() {
    return seedGiven == null ? 1 : seedGiven;
  }

  private int swarm(PrintStream out, String range) throws IOException {
    Matcher matcher = Pattern.compile("(\\d{1,12})(?:\\.\\.(\\d{1,12}))?").matcher(range);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("--seeds " + range + " is not like 1..500");
    }
    long from = Long.parseLong(matcher.group(1));
    long to = matcher.group(2) == null ? from : Long.parseLong(matcher.group(2));
    SeedLog log = record == null ? null : new SeedLog(record);
    if (log != null) {
      from = log.next(from);
    }
    if (from > to) {
      out.println("all seeds up to " + to + " are recorded in " + record);
      return OK;
    }
    long wallMs = forSeconds == null ? Long.MAX_VALUE : forSeconds * 1_000;
    SwarmRunner.Report report = SwarmRunner.run(from, to, least, wallMs, out::println);
    if (log != null) {
      log.append(report);
    }
    return report.violations() == 0 ? OK : FAILED;
  }

  /** What hedges that are chosen by their marginal value reach, by what they may know. */
  private int showFrontier(PrintStream out) {
    Workload run = workload();
    out.println(
        String.format(
            Locale.ROOT, "Baton sim frontier: %s; 2 x %,d slots", run.describe(), slots()));
    for (Frontier.Knowledge knowledge : Frontier.Knowledge.values()) {
      for (int most = 2; most <= 3; most++) {
        for (Frontier.Point point : new Frontier(run, knowledge, most).points()) {
          out.println(
              String.format(
                  Locale.ROOT,
                  "%-8s  at most %d runners  %,5.0f s a miss  missed %.3f %%  %.2f s a block",
                  knowledge,
                  most,
                  point.price(),
                  100 * point.missRate(),
                  point.proverSeconds()));
        }
      }
    }
    return OK;
  }

  private Workload workload() {
    return new Workload(
        workload,
        slots(),
        seed(),
        candidates,
        deadlineMs,
        busy,
        outage,
        liars,
        clockOffsetMs,
        clockDriftPpm);
  }

  private int compare(PrintStream out) throws IOException {
    Workload run = workload();
    LeaseSettings tuned = Tuning.of(settings);
    List<String> names = policies.isEmpty() ? Policies.NAMES : policies;
    for (String name : names) {
      if (!Policies.NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "there is no policy '" + name + "'; there are " + String.join(", ", Policies.NAMES));
      }
    }
    out.println(
        String.format(
            Locale.ROOT, "Baton sim: %s; %,d slots, seed %d", run.describe(), slots(), seed()));
    out.println(Comparison.table(List.of()).getFirst());
    List<PolicyResult> results = new ArrayList<>();
    for (String name : names) {
      PolicyResult result = Policies.run(name, run, tuned, progress(name));
      results.add(result);
      out.println(Comparison.line(result));
    }
    Comparison.writePlot(results, plot);
    out.println("plot " + plot);
    if (markdown != null) {
      List<String> options =
          Objects.requireNonNull(spec).commandLine().getParseResult().originalArgs();
      Comparison.appendMarkdown(results, String.join(" ", options), markdown);
      out.println("table " + markdown);
    }
    if (json != null) {
      Comparison.writeJson(results, json);
      out.println("json " + json);
    }
    return OK;
  }

  /** Shows progress on a terminal and nothing in a pipe. */
  private LongConsumer progress(String name) {
    boolean terminal = Optional.ofNullable(System.console()).map(c -> c.isTerminal()).orElse(false);
    return done -> {
      if (terminal) {
        System.err.printf(Locale.ROOT, "%s %d %%\r", name, 100 * done / slots());
      }
    };
  }
}
