package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import network.baton.prover.ProcessProverConfig.Mode;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetProver;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.FleetView;
import network.baton.prover.fleet.Journal;
import network.baton.prover.fleet.ProverLink;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a node does to its provers, in any order, with processes that behave badly: each job ends
 * once and in its time, and each place is given back.
 */
@Tag("process")
class FleetSoakTest {
  private static final int WORKERS = 2;
  private static final int JOBS = 80;
  private static final long GRACE_MS = 100;
  private static final int TIMEOUT_MS_MAX = 1_500;

  /** What a job does, and whether an answer can come of it. */
  private static final List<String> BEHAVIOURS =
      List.of(
          Steps.ANSWER,
          Steps.say("prove", 0, 10) + ", " + Steps.ANSWER,
          Steps.NEVER,
          "{\"deaf\": true}, " + Steps.NEVER,
          "{\"deaf\": true}, {\"ignoreTerm\": true}, " + Steps.NEVER,
          "{\"exit\": 3}",
          "{\"exit\": 0}",
          "{\"flood\": 10}, " + Steps.NEVER,
          "{\"output\": \"no json\"}, {\"answer\": true}",
          "{\"answer\": true}",
          "{\"fail\": {\"kind\": \"crash\", \"detail\": \"worn\"}}",
          "{\"fail\": {\"kind\": \"input\", \"detail\": \"bad\"}}");

  @ParameterizedTest
  @CsvSource({"WORKER, 1, 2", "WORKER, 2, 1", "WORKER, 3, 2", "ONE_SHOT, 4, 2"})
  void everyJobEndsOnceAndGivesItsPlaceBack(Mode mode, long seed, int places) throws Exception {
    var engine =
        new FleetEngine("soak", FleetSettings.DEFAULTS, Journal.inMemory(), (task, out) -> true);
    List<Prover> workers =
        IntStream.range(0, WORKERS).mapToObj(i -> (Prover) process(mode, places)).toList();
    for (int i = 0; i < WORKERS; i++) {
      engine.join(new ProverLink("w" + i, workers.get(i)));
    }
    try (FleetProver fleet = FleetProver.of(engine, workers)) {
      List<RecordingListener> all = drive(fleet, new Random(seed), WORKERS * places);

      all.forEach(RecordingListener::awaitEnd);
      List<RecordingListener> last = new ArrayList<>();
      for (int i = 0; i < WORKERS * places; i++) {
        var listener = new RecordingListener();
        last.add(listener);
        var _ = fleet.start(Steps.request("last-" + i, Steps.ANSWER), listener);
      }
      last.forEach(RecordingListener::awaitResult);
      assertThat(all).allSatisfy(listener -> assertThat(listener.ends()).isEqualTo(1));
      FleetView view = engine.view().join();
      assertThat(view.openTasks()).isZero();
      assertThat(view.waitingTasks()).isZero();
    }
  }

  private static ProcessProver process(Mode mode, int places) {
    var config =
        ScriptedProcess.config(
            mode, ScriptedProcess.command(mode), places, GRACE_MS, ScriptedProcess.newWorkDir());
    return new ProcessProver(config, ScriptedProcess.LIMITS);
  }

  /** As a node does it: a job for each free place, cancelled now and then. */
  private static List<RecordingListener> drive(FleetProver fleet, Random random, int places) {
    List<RecordingListener> all = new ArrayList<>();
    List<RecordingListener> open = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      while (open.size() >= places) {
        CompletableFuture.anyOf(
                open.stream().map(RecordingListener::ended).toArray(CompletableFuture[]::new))
            .orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS)
            .join();
        open.removeIf(listener -> listener.ended().isDone());
      }
      var listener = new RecordingListener();
      all.add(listener);
      open.add(listener);
      String steps = BEHAVIOURS.get(random.nextInt(BEHAVIOURS.size()));
      long timeoutMs = 1L + random.nextInt(TIMEOUT_MS_MAX);
      Job job = fleet.start(Steps.request("soak-" + i, timeoutMs, steps), listener);
      int cancelAfterMs = random.nextInt(3) * random.nextInt(200);
      if (random.nextBoolean()) {
        var _ =
            new CompletableFuture<Void>()
                .completeOnTimeout(null, cancelAfterMs, TimeUnit.MILLISECONDS)
                .thenRun(job::cancel);
      }
    }
    return all;
  }
}
