package network.baton.benchmark.orchestration;

import java.io.PrintStream;

/** The results as Markdown. */
final class Tables {
  private Tables() {}

  static void print(PrintStream out, OrchestrationBench.Results results) {
    out.println("# Orchestration: what dispatching adds to proving");
    out.println();
    out.println("command: `" + results.command() + "`  ");
    out.println(results.machine() + "  ");
    out.printf(
        "%.0f s; the host took %.1f %% of the processors' time, programs of this machine used %.1f"
            + " %%. Workers are %s. A spawned command takes %.1f ms (median) to start and end by"
            + " itself.%n%n",
        results.seconds(),
        results.stealPercent(),
        results.busyPercent(),
        results.workersAre(),
        results.spawnStartUpMs());
    out.println("| overhead of | executor | prover ms | tasks | p50 ms | p95 ms | p99 ms |");
    out.println("|---|---|---:|---:|---:|---:|---:|");
    for (var row : results.overhead()) {
      out.printf(
          "| %s | %s | %,d | %,d | %.2f | %.2f | %.2f |%n",
          row.engine(),
          row.executor(),
          row.proverMs(),
          row.tasks(),
          row.p50Ms(),
          row.p95Ms(),
          row.p99Ms());
    }
    scaling(out, results);
    loads(out, results);
    faults(out, results);
  }

  private static void scaling(PrintStream out, OrchestrationBench.Results results) {
    out.println();
    out.println("| scaling of | workers | prover ms | tasks | tasks/s | efficiency |");
    out.println("|---|---:|---:|---:|---:|---:|");
    for (var row : results.scaling()) {
      out.printf(
          "| %s | %d | %,d | %,d | %,.1f | %s |%n",
          row.engine(),
          row.workers(),
          row.proverMs(),
          row.tasks(),
          row.tasksPerSecond(),
          row.proverMs() == 0 ? "" : String.format("%.1f %%", 100 * row.efficiency()));
    }
  }

  private static void loads(PrintStream out, OrchestrationBench.Results results) {
    out.println();
    out.println("| burst on | workers | prover ms | tasks | drained in ms | tasks/s |");
    out.println("|---|---:|---:|---:|---:|---:|");
    for (var row : results.burst()) {
      out.printf(
          "| %s | %d | %,d | %,d | %,.0f | %,.0f |%n",
          row.engine(),
          row.workers(),
          row.proverMs(),
          row.tasks(),
          row.drainMs(),
          row.tasksPerSecond());
    }
    out.println();
    out.println("| open loop on | tasks/s | prover ms | tasks | p50 ms | p95 ms | p99 ms |");
    out.println("|---|---:|---:|---:|---:|---:|---:|");
    for (var row : results.openLoop()) {
      out.printf(
          "| %s | %d | %,d | %,d | %.2f | %.2f | %.2f |%n",
          row.engine(),
          row.tasksPerSecond(),
          row.proverMs(),
          row.tasks(),
          row.p50Ms(),
          row.p95Ms(),
          row.p99Ms());
    }
  }

  private static void faults(PrintStream out, OrchestrationBench.Results results) {
    out.println();
    out.println(
        "| fault | engine | tasks | killed | lost | twice | from the last kill to the end, ms | ack"
            + " timeout, ms |");
    out.println("|---|---|---:|---:|---:|---:|---:|---:|");
    for (var row : results.faults()) {
      out.printf(
          "| %s | %s | %d | %d | %d | %d | %,.0f | %d |%n",
          row.what(),
          row.engine(),
          row.tasks(),
          row.killed(),
          row.lost(),
          row.twice(),
          row.recoveryMs(),
          row.ackTimeoutMs());
    }
    var memory = results.memoryMiB();
    out.printf(
        "%nMemory: heap in use after %,d tasks %.1f MiB, after %,d tasks %.1f MiB; the benchmark's"
            + " own process is resident with %.0f MiB.%n",
        memory.tasks() / 10,
        memory.heapAfterTenth(),
        memory.tasks(),
        memory.heapAfterAll(),
        memory.residentOfBenchmark());
  }
}
