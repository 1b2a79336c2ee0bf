package network.baton.benchmark.orchestration;

import java.io.PrintStream;

/** The results as Markdown. */
final class Tables {
  private Tables() {}

  static void print(PrintStream out, Results results) {
    out.println("# Orchestration: what dispatching adds to proving");
    out.println();
    out.println("Written by `./baton bench orchestration`; the numbers are in orchestration.json.");
    out.println();
    conditions(out, results);
    out.println();
    out.printf(
        "Workers are %s. A spawned command takes %.1f ms (median) to start and end by itself; that"
            + " is part of its execution, not of the overhead.%n%n",
        results.workersAre(), results.spawnStartUpMs());
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
    out.println();
    out.println("![efficiency against workers](orchestration.svg)");
    loads(out, results);
    faults(out, results);
  }

  private static void scaling(PrintStream out, Results results) {
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

  private static void loads(PrintStream out, Results results) {
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

  private static void faults(PrintStream out, Results results) {
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
    memory(out, results);
  }

  private static void memory(PrintStream out, Results results) {
    out.println();
    out.println("| memory of, MiB | tasks | resident, a tenth | all | heap, a tenth | all |");
    out.println("|---|---:|---:|---:|---:|---:|");
    for (var row : results.memoryMiB()) {
      out.printf(
          "| %s | %,d | %.0f | %.0f | %s | %s |%n",
          row.what(),
          row.tasks(),
          row.afterTenth(),
          row.afterAll(),
          row.heapAfterTenth() == 0 ? "" : "%.1f".formatted(row.heapAfterTenth()),
          row.heapAfterAll() == 0 ? "" : "%.1f".formatted(row.heapAfterAll()));
    }
  }

  private static void conditions(PrintStream out, Results results) {
    out.println(
        "| section | begun | commit | s | host took | this used | other programs | command |");
    out.println("|---|---|---|---:|---:|---:|---:|---|");
    results
        .sections()
        .forEach(
            (section, run) ->
                out.printf(
                    "| %s | %s | %s | %.0f | %.0f %% | %.0f %% | %.0f %% | `%s` |%n",
                    section,
                    run.at(),
                    run.commit(),
                    run.seconds(),
                    run.stealPercent(),
                    run.ownPercent(),
                    Math.max(0, run.busyPercent() - run.ownPercent()),
                    run.command()));
    results.sections().values().stream()
        .map(Results.Run::machine)
        .distinct()
        .forEach(machine -> out.printf("%n%s  %n", machine));
  }
}
