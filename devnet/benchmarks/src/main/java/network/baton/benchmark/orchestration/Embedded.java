package network.baton.benchmark.orchestration;

import java.nio.file.Path;
import java.util.Set;
import network.baton.prover.Progress;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.FleetTask;
import network.baton.prover.fleet.Journal;
import network.baton.prover.fleet.WorkerInfo;
import network.baton.prover.fleet.WorkerLink;

/** Our fleet with workers of its own process and its journal synced to the disk. */
record Embedded(Path folder) implements Subject.Kind {
  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public Subject open(int workers, Executor executor) {
    Path file = folder.resolve("fleet-" + System.nanoTime() + ".db");
    var board = new Board();
    var engine =
        new FleetEngine(
            "bench",
            FleetSettings.DEFAULTS,
            Journal.open(file, Journal.Durability.DISK),
            (task, output) -> true);
    for (int i = 0; i < workers; i++) {
      engine.join(new EchoLink("w" + i, board, executor));
    }
    engine.view().join();
    return new Subject() {
      @Override
      public void submit(Stamps task) {
        FleetTasks.submit(engine, board, task);
      }

      @Override
      public void forget(Stamps task) {
        board.forget(task);
      }

      @Override
      public void close() {
        engine.close();
      }
    };
  }

  /** A worker that is the executor. */
  private record EchoLink(WorkerInfo info, Board board, Executor executor) implements WorkerLink {
    EchoLink(String id, Board board, Executor executor) {
      this(new WorkerInfo(id, Set.of(FleetTasks.TYPE), 1, false), board, executor);
    }

    @Override
    public void start(FleetTask task, long token, long timeoutMs, AttemptListener listener) {
      Stamps stamps = board.find(task.taskId()).orElseThrow();
      listener.beat(new Progress("echo", 0, 0));
      executor.run(stamps, () -> listener.finished(FleetTasks.ANSWER));
    }

    @Override
    public void stop(long token) {}

    @Override
    public void close() {}
  }
}
