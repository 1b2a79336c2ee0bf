package network.baton.benchmark.orchestration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.Journal;
import network.baton.prover.nats.FleetSubjects;
import network.baton.prover.nats.NatsFleet;
import network.baton.prover.nats.NatsServer;

/** What the processes of a fleet hold, and whether it grows. */
final class Memory {
  static final int IN_FLIGHT = 64;

  private Memory() {}

  /**
   * Resident memory of one process, MiB.
   *
   * @param what which process, and with what bound
   * @param afterTenth when a tenth of the tasks was through
   * @param heapAfterTenth in use after a collection, where it was asked; else 0
   */
  record Figure(
      String what,
      int tasks,
      double afterTenth,
      double afterAll,
      double heapAfterTenth,
      double heapAfterAll) {}

  static List<Figure> measure(Path folder, Optional<NatsServer> server, int tasks)
      throws Exception {
    List<Figure> figures = new ArrayList<>();
    OrchestrationBench.say("memory of an embedded fleet");
    figures.add(embedded(folder, tasks));
    if (server.isPresent()) {
      OrchestrationBench.say("memory of a worker");
      figures.add(worker(folder, server.get(), tasks / 10));
    }
    return figures;
  }

  private static Figure embedded(Path folder, int tasks) throws IOException, InterruptedException {
    Process child =
        Child.java(
            List.of("-Xmx64m"),
            folder.resolve("soak.log"),
            network.baton.benchmark.Bench.class,
            "soak",
            "--folder",
            folder.toString(),
            "--tasks",
            Integer.toString(tasks));
    List<double[]> told = new ArrayList<>();
    try (var lines =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        told.add(new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])});
      }
    }
    if (child.waitFor() != 0 || told.size() != 2) {
      throw new IOException("the soak failed: " + folder.resolve("soak.log"));
    }
    return new Figure(
        "embedded fleet with 8 workers, a JVM of its own, -Xmx64m",
        tasks,
        told.getFirst()[0],
        told.getLast()[0],
        told.getFirst()[1],
        told.getLast()[1]);
  }

  private static Figure worker(Path folder, NatsServer server, int tasks) throws Exception {
    String fleet = "memory-" + System.nanoTime();
    Journal journal = Journal.open(folder.resolve(fleet + ".db"), Journal.Durability.SYSTEM);
    var engine = new FleetEngine("bench", FleetSettings.DEFAULTS, journal, (task, output) -> true);
    Process worker = Child.worker(folder, server.url(), fleet, "w", 0);
    try (var _ = NatsFleet.open(server.url(), new FleetSubjects(fleet), engine)) {
      NatsFaults.awaitWorkers(engine, 1);
      var board = new Board();
      double tenth = 0;
      var inFlight = new ArrayDeque<Stamps>();
      for (int i = 1; i <= tasks; i++) {
        var task = new Stamps("m" + i);
        FleetTasks.submit(engine, board, task);
        inFlight.add(task);
        if (inFlight.size() >= IN_FLIGHT) {
          Stamps first = inFlight.remove();
          first.await();
          board.forget(first);
        }
        if (i == tasks / 10) {
          tenth = Machine.residentMiB(worker.pid());
        }
      }
      while (!inFlight.isEmpty()) {
        inFlight.remove().await();
      }
      double all = Machine.residentMiB(worker.pid());
      return new Figure("./baton worker (-Xmx256m)", tasks, tenth, all, 0, 0);
    } finally {
      worker.destroyForcibly();
    }
  }
}
