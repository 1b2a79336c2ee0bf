package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetListener;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.FleetTask;
import network.baton.prover.fleet.FleetWatcher;
import network.baton.prover.fleet.Journal;
import network.baton.prover.nats.FleetSubjects;
import network.baton.prover.nats.NatsFleet;
import network.baton.prover.nats.NatsServer;
import network.baton.prover.nats.NatsWorker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every worker is heard again, however often the message bus is killed. */
@Tag("process")
class NatsReturnTest {
  private static final int WORKERS = 4;
  private static final int KILLS = 2;

  @Test
  void everyWorkerProvesAgainAfterEachKillOfTheBus() throws IOException {
    var names = new FleetSubjects("return");
    var engine =
        new FleetEngine("return", FleetSettings.DEFAULTS, Journal.inMemory(), (task, out) -> true);
    var answered = new Answered();
    engine.watch(answered);
    List<NatsWorker> workers = new ArrayList<>();
    NatsServer server = NatsServer.start(ScriptedProcess.newWorkDir());
    try {
      try (var _ = NatsFleet.open(server.url(), names, engine)) {
        for (int i = 0; i < WORKERS; i++) {
          workers.add(
              NatsWorker.open(
                  server.url(),
                  names,
                  "w" + i,
                  new FakeProver(Steps.TYPE, 1, FakeProverTest::script)));
        }
        assertThat(answered.awaitAll(engine, "before")).hasSize(WORKERS);
        for (int kill = 1; kill <= KILLS; kill++) {
          server.close();
          answered.workers.clear();
          server.startAgain();
          assertThat(answered.awaitAll(engine, "kill-" + kill)).hasSize(WORKERS);
        }
      }
    } finally {
      workers.forEach(NatsWorker::close);
      server.close();
    }
  }

  private static final class Answered implements FleetWatcher {
    final Set<String> workers = ConcurrentHashMap.newKeySet();

    @Override
    public void ended(
        String taskId, long token, String workerId, End end, JobFailure.Kind kind, String why) {
      if (end == End.ANSWERED) {
        workers.add(workerId);
      }
    }

    /** Has task after task proven until every worker made one; at the end says who did. */
    Set<String> awaitAll(FleetEngine engine, String round) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordingListener.PATIENCE_S);
      for (int i = 0; workers.size() < WORKERS && System.nanoTime() < end; i++) {
        long now = engine.nowMs();
        long dropAt = now + TimeUnit.SECONDS.toMillis(RecordingListener.PATIENCE_S);
        var task =
            new FleetTask(
                round + "-" + i,
                Steps.TYPE,
                "{\"steps\": [" + Steps.ANSWER + "]}",
                1,
                now,
                dropAt,
                dropAt);
        var proof = new CompletableFuture<String>();
        engine.submit(task, new OneEnd(proof));
        assertThat(proof.orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS).join())
            .isEqualTo("{\"proof\":\"0x00\"}");
      }
      return Set.copyOf(workers);
    }
  }

  private record OneEnd(CompletableFuture<String> proof) implements FleetListener {
    @Override
    public void onProof(String outputJson) {
      proof.complete(outputJson);
    }

    @Override
    public void onNoProof(JobFailure.Kind kind, String detail, boolean dead) {
      proof.complete(kind + ": " + detail);
    }
  }
}
