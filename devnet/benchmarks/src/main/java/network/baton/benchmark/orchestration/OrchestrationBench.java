package network.baton.benchmark.orchestration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import network.baton.benchmark.orchestration.Measurements.Burst;
import network.baton.benchmark.orchestration.Measurements.OpenLoop;
import network.baton.benchmark.orchestration.Measurements.Overhead;
import network.baton.benchmark.orchestration.Measurements.Scaling;
import network.baton.prover.nats.NatsServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./baton bench orchestration}: what dispatching adds to proving. */
@Command(
    name = "orchestration",
    mixinStandardHelpOptions = true,
    description =
        "Overhead, scaling, bursts, faults and memory of our fleet (embedded, and over NATS"
            + " JetStream) and of a plain JetStream dispatcher beside it.")
public final class OrchestrationBench implements Callable<Integer> {
  private static final long SEED = 1;
  private static final int START_UPS = 50;
  private static final int[] WORKERS = {1, 2, 4, 8, 16, 32, 64};

  @Option(names = "--json", description = "where the numbers go (default ${DEFAULT-VALUE})")
  private Path json = Path.of("orchestration.json");

  @Option(names = "--plot", description = "where the plot goes (default ${DEFAULT-VALUE})")
  private Path plot = Path.of("orchestration.svg");

  @Option(names = "--quick", description = "a tenth of everything: for a look, not for numbers")
  private boolean quick;

  @Option(names = "--no-nats", description = "leave out what needs a nats-server")
  private boolean noNats;

  private final PrintStream out = System.out;
  private final List<Overhead> overhead = new ArrayList<>();
  private final List<Scaling> scaling = new ArrayList<>();
  private final List<Burst> burst = new ArrayList<>();
  private final List<OpenLoop> openLoop = new ArrayList<>();
  private final List<Faults.Fault> faults = new ArrayList<>();

  /** All of it, as the JSON file has it. */
  record Results(
      String machine,
      String command,
      boolean quick,
      double seconds,
      double stealPercent,
      double busyPercent,
      String workersAre,
      double spawnStartUpMs,
      List<Overhead> overhead,
      List<Scaling> scaling,
      List<Burst> burst,
      List<OpenLoop> openLoop,
      List<Faults.Fault> faults,
      Memory.Figures memoryMiB) {}

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("baton-orchestration");
    long begun = System.nanoTime();
    Machine then = Machine.now();
    Memory.Figures memory;
    if (noNats) {
      memory = run(folder, List.of(new Embedded(folder)));
    } else {
      try (NatsServer server = NatsServer.start(folder.resolve("nats"))) {
        memory =
            run(
                folder,
                List.of(
                    new Embedded(folder),
                    new OverJetStream(folder, server.url()),
                    new StandIn(folder, server.url(), false),
                    new StandIn(folder, server.url(), true)));
      } catch (IOException e) {
        System.err.println("baton: " + e.getMessage());
        return 1;
      }
    }
    Machine now = Machine.now();
    var results =
        new Results(
            network.baton.benchmark.Bench.machine(),
            "./baton bench orchestration"
                + (quick ? " --quick" : "")
                + (noNats ? " --no-nats" : ""),
            quick,
            (System.nanoTime() - begun) / 1e9,
            now.stealPercentSince(then),
            now.busyPercentSince(then),
            "threads of one process",
            Spawn.startUpMs(START_UPS),
            overhead,
            scaling,
            burst,
            openLoop,
            faults,
            memory);
    ObjectMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    Files.write(json, mapper.writeValueAsBytes(results));
    Files.writeString(plot, ScalingPlot.svg(scaling));
    Tables.print(out, results);
    return 0;
  }

  private Memory.Figures run(Path folder, List<Subject.Kind> kinds) throws Exception {
    for (Subject.Kind kind : kinds) {
      overheads(kind);
    }
    for (Subject.Kind kind : kinds) {
      scalings(kind);
      bursts(kind);
    }
    say("faults");
    faults.add(Faults.workersKilled(folder, share(200), SEED));
    faults.add(Faults.coordinatorKilled(folder, 500));
    say("memory");
    return Memory.measure(folder, share(100_000));
  }

  private int share(int tasks) {
    return quick ? Math.max(2, tasks / 10) : tasks;
  }

  private void overheads(Subject.Kind kind) throws Exception {
    say("overhead of " + kind.name());
    long[][] rows = {{0, 1_000}, {100, 1_000}, {1_000, 60}, {7_000, 16}};
    for (long[] row : rows) {
      if (quick && row[0] > 1_000) {
        continue;
      }
      int tasks = share((int) row[1]);
      try (Executor executor = Executor.inProcess(row[0])) {
        overhead.add(Measurements.overhead(kind, executor, tasks));
      }
      if (row[0] < 7_000) {
        try (Executor executor = Executor.process(row[0])) {
          overhead.add(Measurements.overhead(kind, executor, row[0] == 0 ? share(200) : share(60)));
        }
      }
    }
  }

  private void scalings(Subject.Kind kind) throws Exception {
    for (int workers : WORKERS) {
      say("scaling of " + kind.name() + " with " + workers);
      for (long ms : new long[] {100, 1_000}) {
        if (quick && ms > 100) {
          continue;
        }
        try (Executor executor = Executor.inProcess(ms)) {
          scaling.add(Measurements.scaling(kind, workers, executor, 10 * workers));
        }
      }
      try (Executor executor = Executor.inProcess(0)) {
        scaling.add(Measurements.scaling(kind, workers, executor, share(2_000)));
      }
    }
  }

  private void bursts(Subject.Kind kind) throws Exception {
    say("bursts on " + kind.name());
    try (Executor executor = Executor.inProcess(100)) {
      burst.add(Measurements.burst(kind, 32, executor, share(300)));
    }
    try (Executor executor = Executor.inProcess(0)) {
      burst.add(Measurements.burst(kind, 8, executor, share(10_000)));
    }
    try (Executor executor = Executor.inProcess(20)) {
      openLoop.add(Measurements.openLoop(kind, executor, 100, share(1_000)));
    }
  }

  private static void say(String what) {
    System.err.println("baton: " + what);
  }
}
