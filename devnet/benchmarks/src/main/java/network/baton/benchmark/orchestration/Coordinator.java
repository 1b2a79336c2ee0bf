package network.baton.benchmark.orchestration;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import network.baton.prover.JobFailure;
import network.baton.prover.ProcessProver;
import network.baton.prover.ProcessProverConfig;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetListener;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.FleetTask;
import network.baton.prover.fleet.Journal;
import network.baton.prover.fleet.ProverLink;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A coordinator to be killed: ten parts, then their aggregation, over a journal. Prints a line for
 * each answer. Started again on the same journal it goes on.
 */
@Command(name = "coordinator", hidden = true)
public final class Coordinator implements Callable<Integer> {
  static final int PARTS = 10;
  private static final int WORKERS = 2;
  private static final long FAR_MS = 3_600_000;

  @Option(names = "--journal", required = true)
  private Path journal = Path.of("");

  @Option(names = "--work", required = true)
  private Path work = Path.of("");

  @Option(names = "--part-ms", required = true)
  private long partMs;

  @Override
  public Integer call() throws InterruptedException {
    var prover =
        new ProcessProver(
            new ProcessProverConfig(
                FleetTasks.TYPE,
                ProcessProverConfig.Mode.ONE_SHOT,
                Spawn.command(partMs),
                WORKERS,
                500,
                work,
                java.util.Map.of()));
    try (var engine =
        new FleetEngine(
            "bench",
            FleetSettings.DEFAULTS,
            Journal.open(journal, Journal.Durability.DISK),
            (task, output) -> true)) {
      engine.join(new ProverLink("w", prover));
      await(engine, parts());
      await(engine, List.of("aggregate"));
    }
    return 0;
  }

  private static List<String> parts() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      ids.add("part-" + i);
    }
    return ids;
  }

  private static void await(FleetEngine engine, List<String> ids) throws InterruptedException {
    var open = new CountDownLatch(ids.size());
    var failures = new AtomicInteger();
    long now = engine.nowMs();
    for (String id : ids) {
      engine.submit(
          new FleetTask(
              id, FleetTasks.TYPE, FleetTasks.input(id), 1, now, now + FAR_MS, now + FAR_MS),
          new FleetListener() {
            @Override
            public void onProof(String outputJson) {
              System.out.println("proof " + id);
              open.countDown();
            }

            @Override
            public void onNoProof(JobFailure.Kind kind, String detail, boolean dead) {
              System.out.println("failed " + id + " " + kind + " " + detail);
              failures.incrementAndGet();
              open.countDown();
            }
          });
    }
    open.await();
    if (failures.get() > 0) {
      throw new IllegalStateException(failures + " tasks failed");
    }
  }
}
