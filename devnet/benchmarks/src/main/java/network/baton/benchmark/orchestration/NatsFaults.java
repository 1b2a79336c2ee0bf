package network.baton.benchmark.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.Journal;
import network.baton.prover.nats.FleetSubjects;
import network.baton.prover.nats.NatsFleet;
import network.baton.prover.nats.NatsServer;

/** Killed worker processes and a killed server, over JetStream. */
final class NatsFaults {
  private static final int WORKERS = 8;
  private static final int ECHO_MS = 200;
  private static final int KILLED_EACH = 10;
  private static final long PATIENCE_MS = 120_000;
  private static final long LOOK_MS = 5;
  private static final FleetSettings SETTINGS = FleetSettings.DEFAULTS.withAttempts(20);

  private NatsFaults() {}

  /** Does harm while tasks run; called again and again. */
  private interface Trouble {
    /** How often harm was done so far. */
    int look(int done, List<Process> workers) throws IOException;
  }

  /** As many kills as a tenth of the tasks, of a random worker, which is started again. */
  static Faults.Fault workersKilled(Path folder, NatsServer server, int tasks, long seed)
      throws Exception {
    var random = new Random(seed);
    String fleet = "killed-" + System.nanoTime();
    int[] kills = {0};
    Trouble trouble =
        (done, workers) -> {
          if (done / KILLED_EACH > kills[0]) {
            int which = random.nextInt(WORKERS);
            workers.get(which).destroyForcibly().onExit().join();
            kills[0]++;
            workers.set(which, Child.worker(folder, server.url(), fleet, "w" + which, ECHO_MS));
          }
          return kills[0];
        };
    String what = "worker processes killed, one for each ten tasks";
    return run(folder, server, fleet, tasks, what, trouble);
  }

  /** SIGKILL, the store is deleted, and a new server comes up. */
  static Faults.Fault serverLost(Path folder, NatsServer server, int tasks) throws Exception {
    int[] kills = {0};
    Trouble trouble =
        (done, workers) -> {
          if (done >= tasks / 2 && kills[0] == 0) {
            server.close();
            deleteStore(server.store());
            server.startAgain();
            kills[0]++;
          }
          return kills[0];
        };
    String what = "nats-server killed and its store deleted";
    return run(folder, server, "lost-" + System.nanoTime(), tasks, what, trouble);
  }

  private static void deleteStore(Path store) throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Faults.Fault run(
      Path folder, NatsServer server, String fleetName, int tasks, String what, Trouble trouble)
      throws Exception {
    var board = new Board();
    Journal journal = Journal.open(folder.resolve(fleetName + ".db"), Journal.Durability.DISK);
    var engine = new FleetEngine("bench", SETTINGS, journal, (task, output) -> true);
    List<Process> workers = new ArrayList<>();
    try (var _ = NatsFleet.open(server.url(), new FleetSubjects(fleetName), engine)) {
      for (int i = 0; i < WORKERS; i++) {
        workers.add(Child.worker(folder, server.url(), fleetName, "w" + i, ECHO_MS));
      }
      awaitWorkers(engine, WORKERS);
      List<Stamps> all = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        var task = new Stamps("t" + i);
        all.add(task);
        FleetTasks.submit(engine, board, task);
      }
      int kills = 0;
      long lastKill = System.nanoTime();
      long end = System.currentTimeMillis() + PATIENCE_MS;
      int done = 0;
      while (done < tasks && System.currentTimeMillis() < end) {
        int now = trouble.look(done, workers);
        if (now > kills) {
          kills = now;
          lastKill = System.nanoTime();
        }
        Thread.sleep(LOOK_MS);
        done = (int) all.stream().filter(Stamps::done).count();
      }
      double ms = (System.nanoTime() - lastKill) / 1e6;
      int lost = (int) all.stream().filter(task -> task.outs == 0).count();
      int twice = (int) all.stream().filter(task -> task.outs > 1).count();
      return new Faults.Fault("jetstream", what, tasks, kills, lost, twice, ms, SETTINGS.leaseMs());
    } finally {
      workers.forEach(Process::destroyForcibly);
    }
  }

  static void awaitWorkers(FleetEngine engine, int workers)
      throws IOException, InterruptedException {
    long end = System.currentTimeMillis() + PATIENCE_MS;
    while (engine.view().join().workers().size() < workers) {
      if (System.currentTimeMillis() > end) {
        throw new IOException("the workers did not come up");
      }
      Thread.sleep(LOOK_MS);
    }
  }
}
