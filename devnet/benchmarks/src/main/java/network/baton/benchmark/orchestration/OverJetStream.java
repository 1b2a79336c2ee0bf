package network.baton.benchmark.orchestration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import network.baton.prover.Capabilities;
import network.baton.prover.Health;
import network.baton.prover.Job;
import network.baton.prover.JobListener;
import network.baton.prover.JobRequest;
import network.baton.prover.JobResult;
import network.baton.prover.Prover;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.Journal;
import network.baton.prover.nats.FleetSubjects;
import network.baton.prover.nats.NatsFleet;
import network.baton.prover.nats.NatsWorker;

/** Our fleet with workers behind NATS JetStream, and the same journal. */
record OverJetStream(Path folder, String url) implements Subject.Kind {
  private static final int PATIENCE_MS = 30_000;

  @Override
  public String name() {
    return "jetstream";
  }

  @Override
  public Subject open(int workers, Executor executor) throws IOException, InterruptedException {
    String unique = Long.toString(System.nanoTime());
    var names = new FleetSubjects("bench-" + unique);
    var board = new Board();
    var engine =
        new FleetEngine(
            "bench",
            FleetSettings.DEFAULTS,
            Journal.open(folder.resolve("fleet-" + unique + ".db"), Journal.Durability.DISK),
            (task, output) -> true);
    NatsFleet fleet = NatsFleet.open(url, names, engine);
    List<NatsWorker> open = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      open.add(NatsWorker.open(url, names, "w" + i, new Echo(board, executor)));
    }
    long end = System.currentTimeMillis() + PATIENCE_MS;
    while (engine.view().join().workers().size() < workers) {
      if (System.currentTimeMillis() > end) {
        throw new IOException("the workers did not come up");
      }
      Thread.sleep(10);
    }
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
        open.forEach(NatsWorker::close);
        fleet.close();
      }
    };
  }

  private record Echo(Board board, Executor executor) implements Prover {
    @Override
    public Capabilities capabilities() {
      return new Capabilities(Set.of(FleetTasks.TYPE), 1, false, false, false);
    }

    @Override
    public Job start(JobRequest request, JobListener listener) {
      Stamps stamps = board.find(FleetTasks.idIn(request.inputJson())).orElseThrow();
      executor.run(stamps, () -> listener.onResult(new JobResult(FleetTasks.ANSWER, 0)));
      return new Job() {
        @Override
        public String jobId() {
          return request.jobId();
        }

        @Override
        public void cancel() {}
      };
    }

    @Override
    public Health health() {
      return new Health(true, "ready");
    }

    @Override
    public void close() {}
  }
}
