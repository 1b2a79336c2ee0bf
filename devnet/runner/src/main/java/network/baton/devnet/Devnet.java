package network.baton.devnet;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.baton.scenario.Fault;
import network.baton.scenario.Invalid;
import network.baton.scenario.Scenario;
import network.baton.scenario.ScenarioException;
import network.baton.scenario.ScenarioOptions;
import network.baton.scenario.report.Report;
import network.baton.scenario.report.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code devnet}: a whole network of real processes on this machine. */
@Command(
    name = "./baton devnet",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    version = "Baton 0.1.0",
    description = {
      "Runs a network of separate node processes that prove the blocks of a real chain, breaks it"
          + " as the scenario says, and writes report.json and report.html."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every expectation of the scenario held",
      "1:one did not, or the run could not go on",
      "2:wrong usage or a wrong scenario"
    })
public final class Devnet implements Callable<Integer> {
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  @Mixin private ScenarioOptions scenario = new ScenarioOptions();

  @Option(
      names = "--report",
      paramLabel = "DIR",
      defaultValue = "devnet-report",
      description = "folder for the report and the nodes' logs; default: ${DEFAULT-VALUE}")
  private Path report = Path.of("devnet-report");

  @Option(
      names = "--port",
      paramLabel = "P",
      defaultValue = "8600",
      description = "port of the dashboard, 0 for any; default: ${DEFAULT-VALUE}")
  private int port = 8600;

  @Option(
      names = "--fleet",
      paramLabel = "N",
      description =
          "one node, the scenario's or the first, proves with a fleet of N worker processes over"
              + " nats-server; default: the scenario's")
  private @Nullable Integer fleet;

  @Option(
      names = "--keep",
      description = "keep the nodes' folders (keys, data, logs) also when everything held")
  private boolean keep;

  /** Runs the verb and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Devnet()).execute(args));
  }

  @Override
  public Integer call() {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    DevnetOptions options;
    Project project;
    try {
      project = Project.find();
      options = options();
    } catch (ScenarioException | UsageException e) {
      System.err.println("devnet: " + e.getMessage());
      return USAGE;
    } catch (DevnetException e) {
      System.err.println("devnet: " + e.getMessage());
      return FAILED;
    }
    try {
      List<String> types = options.scenario().proofTypes().stream().map(t -> t.name()).toList();
      project.check(types);
      RunFolder.empty(options.runFolder());
      return run(paced(options, project, out), project, out);
    } catch (DevnetException e) {
      System.err.println("devnet: " + e.getMessage());
      return FAILED;
    }
  }

  /** The command line is wrong in a way that only we can see. */
  private static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  private DevnetOptions options() throws ScenarioException, UsageException, DevnetException {
    Scenario effective = withFleet(scenario.load("default"));
    for (Fault fault : effective.faults()) {
      if (fault.act().isSimulatedOnly()) {
        throw new UsageException(
            "fault '"
                + fault.name()
                + "': '"
                + fault.act().word()
                + "' can only be simulated; run ./baton sim --scenario "
                + (scenario.name() == null ? effective.name() : scenario.name()));
      }
    }
    if (effective.nodes() > DevnetOptions.NODES_MAX) {
      throw new UsageException(
          "at most "
              + DevnetOptions.NODES_MAX
              + " nodes fit on one machine, not "
              + effective.nodes());
    }
    if (port < 0 || port > 65_535) {
      throw new UsageException("--port " + port + " is not within 0..65535");
    }
    if (port != 0 && !Ports.isFree(port)) {
      throw new DevnetException(
          "port " + port + " is in use; choose another with --port, or 0 for any");
    }
    int dashboard = port == 0 ? Ports.free(1).getFirst() : port;
    return new DevnetOptions(effective, 100, report.toAbsolutePath().normalize(), dashboard, keep);
  }

  private Scenario withFleet(Scenario told) throws UsageException {
    try {
      return fleet == null ? told : told.withFleet(fleet);
    } catch (Invalid e) {
      throw new UsageException("--fleet " + fleet + ": " + e.getMessage());
    }
  }

  /** Options for this machine, and a line on it where it is slower than the scenario planned. */
  private static DevnetOptions paced(DevnetOptions options, Project project, PrintStream out)
      throws DevnetException {
    Scenario scenario = options.scenario();
    if (scenario.pace() == Scenario.Pace.FIXED) {
      return options;
    }
    out.println("some proofs first, to see how fast this machine makes them");
    long slowestMs =
        new MachinePace(project, options.runFolder().resolve("pace"))
            .slowestMs(scenario.proofTypes());
    int percent = MachinePace.percent(slowestMs);
    if (percent == 100) {
      return options;
    }
    DevnetOptions stretched = options.stretched(percent);
    out.println(
        "proofs take up to "
            + slowestMs
            + " ms on this machine, "
            + MachinePace.PLANNED_MS
            + " were planned: slots of "
            + scenario.slotSeconds()
            + " s and a deadline of "
            + scenario.deadlineMs()
            + " ms are stretched to "
            + percent
            + " % (--slot-seconds "
            + scenario.slotSeconds()
            + " keeps them)");
    return stretched;
  }

  private static int run(DevnetOptions options, Project project, PrintStream out)
      throws DevnetException {
    Scenario scenario = options.scenario();
    out.println(
        "Baton devnet '"
            + scenario.name()
            + "': "
            + scenario.nodes()
            + " nodes, "
            + scenario.slots()
            + " slots of "
            + scenario.slotSeconds()
            + " s, deadline "
            + scenario.deadlineMs()
            + " ms");
    Report result;
    try (View view = view(options, out);
        Children children = new Children()) {
      result = new DevnetRun(options, project, view, children).run();
    } catch (DevnetException e) {
      throw new DevnetException(
          e.getMessage() + "\ndevnet: logs and traces are in " + options.runFolder(), e);
    }
    Table.lines(result).forEach(out::println);
    out.println();
    out.println("report " + options.reportFolder().resolve("report.html"));
    boolean held = result.failed().isEmpty();
    if (held && !options.keep()) {
      RunFolder.delete(options.runFolder());
    } else {
      out.println("logs, traces and data of the nodes " + options.runFolder());
    }
    if (!held) {
      System.err.println(
          "devnet: "
              + result.failed().size()
              + " of "
              + result.expectations().size()
              + " expectations failed");
    }
    return held ? OK : FAILED;
  }

  private static View view(DevnetOptions options, PrintStream out) {
    SlotLines lines =
        new SlotLines(options.scenario().nodeNames(), options.scenario().deadlineMs());
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return terminal
        ? new TerminalView(
            out, lines, "dashboard http://127.0.0.1:" + options.dashboardPort() + "  Ctrl-C ends")
        : new QuietView(out, lines);
  }
}
