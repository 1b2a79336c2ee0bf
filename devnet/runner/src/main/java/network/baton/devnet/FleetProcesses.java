package network.baton.devnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import network.baton.prover.nats.NatsServer;
import network.baton.scenario.Fleet;
import network.baton.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/**
 * The fleet of one node of the run: a nats-server and worker processes, each the program of {@code
 * ./baton worker} with a reference prover of its own. Set up by the main thread, afterwards used by
 * the watching thread.
 */
final class FleetProcesses {
  /** Name of the fleet on its bus. */
  static final String NAME = "devnet";

  private static final String READY = "is in fleet " + NAME;
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xms8m",
          "-Xmx256m",
          "-Xss512k",
          "-XX:MinHeapFreeRatio=10",
          "-XX:MaxHeapFreeRatio=20",
          "-XX:ReservedCodeCacheSize=32m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private final Fleet plan;
  private final Scenario scenario;
  private final Project project;
  private final Children children;
  private final Path folder;
  private final NatsServer server;
  private final List<Worker> workers = new ArrayList<>();
  private boolean serverIsDown;

  private static final class Worker {
    final String name;
    final String proofType;
    final Path log;
    @Nullable Process process;

    /** Whether a fault ended it. */
    boolean isKilled;

    Worker(String name, String proofType, Path log) {
      this.name = name;
      this.proofType = proofType;
      this.log = log;
    }

    boolean isAlive() {
      Process now = process;
      return now != null && now.isAlive();
    }
  }

  private FleetProcesses(
      Fleet plan,
      Scenario scenario,
      Project project,
      Children children,
      Path folder,
      NatsServer server) {
    this.plan = plan;
    this.scenario = scenario;
    this.project = project;
    this.children = children;
    this.folder = folder;
    this.server = server;
    int types = scenario.proofTypes().size();
    for (int i = 0; i < plan.workers(); i++) {
      String name = "worker-" + (i + 1);
      String type = scenario.proofTypes().get(Fleet.typeOf(i, types)).name();
      workers.add(new Worker(name, type, folder.resolve(name + ".log")));
    }
  }

  /** Starts the message bus; workers follow with {@link #startWorkers}. */
  static FleetProcesses start(
      Fleet plan, Scenario scenario, Project project, Children children, Path folder)
      throws DevnetException {
    try {
      Files.createDirectories(folder);
      NatsServer server =
          NatsServer.start(
              folder.resolve("nats"),
              (command, home, output) -> {
                try {
                  return children.start(command, home, output);
                } catch (DevnetException e) {
                  throw new IOException(e.getMessage(), e);
                }
              });
      return new FleetProcesses(plan, scenario, project, children, folder, server);
    } catch (IOException e) {
      throw new DevnetException(
          "the fleet's message bus does not start: "
              + e.getMessage()
              + "; is nats-server installed (Debian package: nats-server)?",
          e);
    }
  }

  String url() {
    return server.url();
  }

  boolean belongsTo(String node) {
    return plan.node().equals(node);
  }

  /** Starts all workers; {@link #awaitWorkers} waits for them. */
  void startWorkers() throws DevnetException {
    for (Worker worker : workers) {
      start(worker);
    }
  }

  private void start(Worker worker) throws DevnetException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of("-cp", NodeProcess.classPath()));
    command.add("network.baton.prover.nats.WorkerMain");
    command.addAll(List.of("--nats", url(), "--fleet", NAME, "--id", worker.name));
    command.addAll(List.of("--proof-type", worker.proofType, "--grace-ms", "300"));
    command.addAll(List.of("--work", folder.resolve(worker.name).toString(), "--"));
    command.addAll(ReferenceProver.command(project, worker.proofType, scenario.pace()));
    worker.isKilled = false;
    worker.process = children.start(command, folder, worker.log);
  }

  /** Waits until every worker is on the bus. */
  void awaitWorkers(long waitMs) throws DevnetException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMs);
    for (Worker worker : workers) {
      while (!isReady(worker)) {
        if (!worker.isAlive()) {
          throw new DevnetException(worker.name + " ended while it started; see " + worker.log);
        }
        if (System.nanoTime() > end) {
          throw new DevnetException(
              worker.name + " was not ready within " + waitMs + " ms; see " + worker.log);
        }
        Pause.millis(25);
      }
    }
  }

  private static boolean isReady(Worker worker) throws DevnetException {
    try {
      return Files.exists(worker.log) && Files.readString(worker.log).contains(READY);
    } catch (IOException e) {
      throw new DevnetException("cannot read " + worker.log, e);
    }
  }

  /**
   * Kills workers with SIGKILL, those at work first.
   *
   * @param proofType only of this type; null: of all
   * @return the names of the killed
   */
  List<String> killWorkers(@Nullable String proofType, int count, Set<String> atWork) {
    return workers.stream()
        .filter(Worker::isAlive)
        .filter(worker -> proofType == null || worker.proofType.equals(proofType))
        .sorted(Comparator.comparing(worker -> !atWork.contains(worker.name)))
        .limit(count)
        .filter(FleetProcesses::kill)
        .map(worker -> worker.name)
        .toList();
  }

  private static boolean kill(Worker worker) {
    Process now = worker.process;
    worker.isKilled = now != null && Signals.send(now.pid(), Signals.KILL);
    return worker.isKilled;
  }

  void startAgain(List<String> names) throws DevnetException {
    for (Worker worker : workers) {
      if (names.contains(worker.name) && !worker.isAlive()) {
        start(worker);
      }
    }
  }

  /** Kills the message bus with SIGKILL; false if it was not there. */
  boolean killServer() {
    if (!server.process().isAlive()) {
      return false;
    }
    serverIsDown = true;
    server.close();
    return true;
  }

  /** Starts the message bus again, with what is left of its store. */
  void startServerAgain() throws DevnetException {
    try {
      server.startAgain();
      serverIsDown = false;
    } catch (IOException e) {
      throw new DevnetException("the fleet's message bus does not start again", e);
    }
  }

  /** Process ids of the workers' reference provers; {@code proofType} null: of all types. */
  List<Long> provers(@Nullable String proofType) {
    List<Long> pids = new ArrayList<>();
    for (Worker worker : workers) {
      Process now = worker.process;
      if (now != null && now.isAlive()) {
        try (Stream<ProcessHandle> family = now.descendants()) {
          family
              .filter(child -> ReferenceProver.isWorker(child.info(), proofType))
              .forEach(child -> pids.add(child.pid()));
        }
      }
    }
    return pids;
  }

  /** What ended although no fault asked for it, in a line each. */
  List<String> mishaps() {
    List<String> mishaps = new ArrayList<>();
    for (Worker worker : workers) {
      if (!worker.isAlive() && !worker.isKilled) {
        mishaps.add(worker.name + " ended by itself; see " + worker.log);
      }
    }
    if (!serverIsDown && !server.process().isAlive()) {
      mishaps.add("nats-server ended by itself; see " + folder.resolve("nats").resolve("nats.log"));
    }
    return mishaps;
  }
}
