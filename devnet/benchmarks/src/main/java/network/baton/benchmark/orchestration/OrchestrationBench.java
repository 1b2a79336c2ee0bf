package network.baton.benchmark.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
  private static final int WARM_UP_TASKS = 1_500;
  private static final int[] WORKERS = {1, 2, 4, 8, 16, 32, 64};

  /** Prover milliseconds and tasks. */
  private static final int[][] OVERHEAD_ROWS = {{0, 1_000}, {100, 1_000}, {1_000, 60}, {7_000, 16}};

  private static final int SPAWNS_OF_0_MS = 200;
  private static final int SPAWNS = 60;
  private static final int SPAWNED_MS_MAX = 1_000;

  @Option(
      names = "--only",
      split = ",",
      description = "sections to run: ${COMPLETION-CANDIDATES}; the others' results stay")
  private List<Section> only = List.of(Section.values());

  @Option(
      names = "--out",
      description = "folder for orchestration.json, .svg and .md (default: docs/results)")
  private Path folder =
      Path.of(System.getProperty("baton.root", ".")).resolve("docs").resolve("results");

  @Option(names = "--quick", description = "a tenth of everything: for a look, not for numbers")
  private boolean quick;

  @Option(names = "--no-nats", description = "leave out what needs a nats-server")
  private boolean noNats;

  @Override
  public Integer call() throws Exception {
    Path scratch = Files.createTempDirectory("baton-orchestration");
    try {
      if (noNats) {
        run(scratch, List.of(new Embedded(scratch)), Optional.empty());
      } else {
        try (NatsServer server = NatsServer.start(scratch.resolve("nats"))) {
          List<Subject.Kind> kinds =
              List.of(
                  new Embedded(scratch),
                  new OverJetStream(scratch, server.url()),
                  new StandIn(scratch, server.url(), false),
                  new StandIn(scratch, server.url(), true));
          run(scratch, kinds, Optional.of(server));
        }
      }
      return 0;
    } catch (IOException e) {
      System.err.println("baton: " + e.getMessage());
      return 1;
    } finally {
      delete(scratch);
    }
  }

  private void run(Path scratch, List<Subject.Kind> kinds, Optional<NatsServer> server)
      throws Exception {
    Results results = Results.read(folder);
    var sections = new TreeSet<>(only);
    if (sections.first().compareTo(Section.FAULTS) < 0) {
      warmUp(kinds);
    }
    for (Section section : sections) {
      String at = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      long begun = System.nanoTime();
      Machine then = Machine.now();
      results =
          switch (section) {
            case OVERHEAD -> results.withOverhead(overheads(kinds), Spawn.startUpMs(START_UPS));
            case SCALING -> results.withScaling(scalings(kinds));
            case BURST -> results.withBurst(bursts(kinds), openLoops(kinds));
            case FAULTS -> results.withFaults(faults(scratch, server));
            case MEMORY -> results.withMemory(Memory.measure(scratch, server, share(100_000)));
          };
      Machine now = Machine.now();
      var ran =
          new Results.Run(
              command(),
              Results.machine(),
              System.getProperty("baton.commit", "unknown"),
              at,
              (System.nanoTime() - begun) / 1e9,
              now.stealPercentSince(then),
              now.busyPercentSince(then),
              now.ownPercentSince(then));
      results = results.ran(section, ran);
      results.write(folder);
    }
    Tables.print(System.out, results);
  }

  private String command() {
    var words = new ArrayList<>(List.of("./baton bench orchestration"));
    if (only.size() < Section.values().length) {
      words.add("--only " + String.join(",", only.stream().map(Section::label).toList()));
    }
    if (quick) {
      words.add("--quick");
    }
    if (noNats) {
      words.add("--no-nats");
    }
    return String.join(" ", words);
  }

  private int share(int tasks) {
    return quick ? Math.max(2, tasks / 10) : tasks;
  }

  /** So that no row pays for the compilation of what all of them use. */
  private void warmUp(List<Subject.Kind> kinds) throws Exception {
    for (Subject.Kind kind : kinds) {
      say("warming up " + kind.name());
      try (Executor executor = Executor.inProcess(0)) {
        var _ = Measurements.overhead(kind, executor, share(WARM_UP_TASKS));
        var _ = Measurements.burst(kind, 8, executor, share(2 * WARM_UP_TASKS));
      }
    }
  }

  private List<Overhead> overheads(List<Subject.Kind> kinds) throws Exception {
    List<Overhead> rows = new ArrayList<>();
    for (Subject.Kind kind : kinds) {
      for (int[] row : OVERHEAD_ROWS) {
        int ms = row[0];
        if (quick && ms > SPAWNED_MS_MAX) {
          continue;
        }
        say("overhead of " + kind.name() + " at " + ms + " ms");
        try (Executor executor = Executor.inProcess(ms)) {
          rows.add(Measurements.overhead(kind, executor, share(row[1])));
        }
        if (ms <= SPAWNED_MS_MAX) {
          try (Executor executor = Executor.process(ms)) {
            int tasks = share(ms == 0 ? SPAWNS_OF_0_MS : SPAWNS);
            rows.add(Measurements.overhead(kind, executor, tasks));
          }
        }
      }
    }
    return rows;
  }

  private List<Scaling> scalings(List<Subject.Kind> kinds) throws Exception {
    List<Scaling> rows = new ArrayList<>();
    for (Subject.Kind kind : kinds) {
      for (int workers : WORKERS) {
        say("scaling of " + kind.name() + " with " + workers);
        for (int ms : quick ? new int[] {100} : new int[] {100, 1_000}) {
          try (Executor executor = Executor.inProcess(ms)) {
            rows.add(Measurements.scaling(kind, workers, executor, 10 * workers));
          }
        }
        try (Executor executor = Executor.inProcess(0)) {
          rows.add(Measurements.scaling(kind, workers, executor, share(2_000)));
        }
      }
    }
    return rows;
  }

  private List<Burst> bursts(List<Subject.Kind> kinds) throws Exception {
    List<Burst> rows = new ArrayList<>();
    for (Subject.Kind kind : kinds) {
      say("bursts on " + kind.name());
      try (Executor executor = Executor.inProcess(100)) {
        rows.add(Measurements.burst(kind, 32, executor, share(300)));
      }
      try (Executor executor = Executor.inProcess(0)) {
        rows.add(Measurements.burst(kind, 8, executor, share(10_000)));
      }
    }
    return rows;
  }

  private List<OpenLoop> openLoops(List<Subject.Kind> kinds) throws Exception {
    List<OpenLoop> rows = new ArrayList<>();
    for (Subject.Kind kind : kinds) {
      say("open loop on " + kind.name());
      try (Executor executor = Executor.inProcess(20)) {
        rows.add(Measurements.openLoop(kind, executor, 100, share(1_000)));
      }
    }
    return rows;
  }

  private List<Faults.Fault> faults(Path scratch, Optional<NatsServer> server) throws Exception {
    List<Faults.Fault> rows = new ArrayList<>();
    say("processes killed");
    rows.add(Faults.processesKilled(scratch, share(200), SEED));
    say("coordinator killed");
    rows.add(Faults.coordinatorKilled(scratch, 500));
    if (server.isPresent()) {
      say("workers killed");
      rows.add(NatsFaults.workersKilled(scratch, server.get(), share(200), SEED));
      say("server and its store lost");
      rows.add(NatsFaults.serverLost(scratch, server.get(), share(200)));
    }
    return rows;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  static void say(String what) {
    System.err.println("baton: " + what);
  }
}
