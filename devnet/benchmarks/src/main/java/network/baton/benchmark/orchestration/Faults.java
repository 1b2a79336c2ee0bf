package network.baton.benchmark.orchestration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import network.baton.prover.ProcessProver;
import network.baton.prover.ProcessProverConfig;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.Journal;
import network.baton.prover.fleet.ProverLink;

/** Killed processes: what is lost, what comes twice, how long it takes to go on. */
final class Faults {
  private static final int KILL_PERCENT = 10;
  private static final int PLACES = 8;

  private Faults() {}

  /**
   * @param recoveryMs from the kill (or the start after it) to the end
   * @param ackTimeoutMs how long a silent worker is waited for; 0 where a death is seen at once
   */
  record Fault(
      String engine,
      String what,
      int tasks,
      int killed,
      int lost,
      int twice,
      double recoveryMs,
      long ackTimeoutMs) {}

  /** Real processes, each killed with SIGKILL with a chance of 10 %. */
  static Fault processesKilled(Path folder, int tasks, long seed) throws Exception {
    var board = new Board();
    var random = new Random(seed);
    var config =
        new ProcessProverConfig(
            FleetTasks.TYPE,
            ProcessProverConfig.Mode.ONE_SHOT,
            Spawn.command(100),
            PLACES,
            500,
            folder.resolve("killed"),
            Map.of());
    int killed = 0;
    long lastKill = 0;
    try (var engine =
        new FleetEngine(
            "bench",
            FleetSettings.DEFAULTS.withAttempts(20),
            Journal.open(folder.resolve("killed.db"), Journal.Durability.DISK),
            (task, output) -> true)) {
      engine.join(new ProverLink("w", new ProcessProver(config)));
      List<Stamps> all = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        var task = new Stamps("t" + i);
        all.add(task);
        FleetTasks.submit(engine, board, task);
      }
      Set<Long> seen = new HashSet<>();
      while (!all.stream().allMatch(Stamps::done)) {
        for (ProcessHandle child : ProcessHandle.current().children().toList()) {
          boolean shell = child.info().command().orElse("").endsWith("sh");
          if (shell && seen.add(child.pid()) && random.nextInt(100) < KILL_PERCENT) {
            child.destroyForcibly();
            killed++;
            lastKill = System.nanoTime();
          }
        }
        Thread.sleep(5);
      }
      double endMs = (System.nanoTime() - lastKill) / 1e6;
      int twice = (int) all.stream().filter(task -> task.outs > 1).count();
      int lost = (int) all.stream().filter(task -> task.outs == 0).count();
      return new Fault(
          "embedded", "10 % of processes killed", tasks, killed, lost, twice, endMs, 0);
    }
  }

  /** The coordinator's process is killed when half of the parts are proven, and started again. */
  static Fault coordinatorKilled(Path folder, long partMs) throws Exception {
    Process first = coordinator(folder, partMs);
    Set<String> before = new HashSet<>();
    try (var lines = lines(first)) {
      while (before.size() < Coordinator.PARTS / 2) {
        String line = lines.readLine();
        if (line == null) {
          throw new IOException("the coordinator ended early");
        }
        if (line.startsWith("proof ")) {
          before.add(line);
        }
      }
      first.destroyForcibly().waitFor();
    }
    long killed = System.nanoTime();
    Process second = coordinator(folder, partMs);
    List<String> after = new ArrayList<>();
    try (var lines = lines(second)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("proof ")) {
          after.add(line);
        }
      }
    }
    second.waitFor();
    double ms = (System.nanoTime() - killed) / 1e6;
    int lost = Coordinator.PARTS + 1 - new HashSet<>(after).size();
    int twice = after.size() - new HashSet<>(after).size();
    String what =
        "coordinator killed after " + before.size() + " of " + Coordinator.PARTS + " parts";
    return new Fault("embedded", what, Coordinator.PARTS + 1, 1, lost, twice, ms, 0);
  }

  private static Process coordinator(Path folder, long partMs) throws IOException {
    return Child.java(
        List.of("-XX:TieredStopAtLevel=1"),
        folder.resolve("coordinator.log"),
        network.baton.benchmark.Bench.class,
        "coordinator",
        "--journal",
        folder.resolve("coordinator.db").toString(),
        "--work",
        folder.resolve("coordinator-jobs").toString(),
        "--part-ms",
        Long.toString(partMs));
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
