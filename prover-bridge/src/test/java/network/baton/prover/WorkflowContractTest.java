package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetListener;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.FleetTask;
import network.baton.prover.fleet.Journal;
import network.baton.prover.workflow.Workflow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every fleet owes to proofs that are made in stages. */
abstract class WorkflowContractTest {
  /** A fleet with a workflow and its workers. */
  record Opened(FleetEngine engine, Prover prover) {}

  final StageWork work = new StageWork();
  private Opened opened =
      new Opened(engine(Journal.inMemory()), new FakeProver("none", 1, j -> List.of()));

  /** The workflow joins the fleet, and these workers. */
  abstract Prover open(FleetEngine engine, Workflow workflow, List<Prover> workers);

  private void open(Workflow workflow) {
    open(workflow, Journal.inMemory());
  }

  private void open(Workflow workflow, Journal journal) {
    close();
    FleetEngine engine = engine(journal);
    opened = new Opened(engine, open(engine, workflow, work.workers(workflow)));
  }

  private static FleetEngine engine(Journal journal) {
    return new FleetEngine("test", FleetSettings.DEFAULTS, journal, (task, out) -> true);
  }

  @AfterEach
  void close() {
    opened.prover().close();
    opened.engine().close();
  }

  /**
   * @param wishes pairs of a job and what happens to it
   */
  private static JobRequest request(String id, String... wishes) {
    var input = new StringBuilder("{\"block\": 7");
    for (int i = 0; i < wishes.length; i += 2) {
      input.append(", \"%s\": \"%s\"".formatted(wishes[i], wishes[i + 1]));
    }
    return new JobRequest(id, StageWork.TYPE, input.append("}").toString(), Steps.LONG_MS);
  }

  private RecordingListener start(JobRequest request) {
    var listener = new RecordingListener();
    opened.prover().start(request, listener);
    return listener;
  }

  private void awaitBegun(String... jobs) {
    await(() -> work.begun.keySet().containsAll(List.of(jobs)));
  }

  private void awaitNothingOpen() {
    await(() -> opened.engine().view().join().openTasks() == 0);
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordingListener.PATIENCE_S);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void splitPartsJoinAndWrapMakeOneProofWithOneProgress() {
    open(StageWork.squares());

    RecordingListener job = start(request("a"));

    assertThat(job.awaitResult().outputJson()).isEqualTo("{\"proof\":\"14\"}");
    List<Progress> told =
        job.events().stream().filter(Progress.class::isInstance).map(Progress.class::cast).toList();
    assertThat(told.getFirst()).isEqualTo(new Progress("split", 0, 125_000));
    assertThat(told).extracting(Progress::ppm).isSorted();
    assertThat(told).extracting(Progress::stage).contains("part", "join", "wrap");
    assertThat(job.ends()).isOne();
    awaitNothingOpen();
  }

  @Test
  void partsAreMadeAtOnce() {
    open(StageWork.squares());

    Job job =
        opened
            .prover()
            .start(
                request("a", "part/0", "hang", "part/1", "hang", "part/2", "hang"),
                new RecordingListener());

    awaitBegun("part/0", "part/1", "part/2");
    job.cancel();
    awaitNothingOpen();
  }

  @Test
  void aSequenceIsInOrderWhoeverIsReadyFirst() {
    open(StageWork.folded());

    RecordingListener job = start(request("a", "part/0", "slow", "wrap/0", ""));

    assertThat(job.awaitResult().outputJson()).isEqualTo("{\"proof\":\"14\"}");
    assertThat(work.begun.keySet()).contains("fold/0", "fold/1", "fold/2");
  }

  @Test
  void theFirstTwoResultsSufficeAndTheThirdWorkerIsFreeAgain() {
    open(StageWork.firstTwo());

    RecordingListener job = start(request("a", "part/1", "hang"));

    assertThat(job.awaitResult().outputJson()).contains("\"sum\":10", "02");
    awaitNothingOpen();
    start(request("b", "part/0", "hang")).awaitResult();
  }

  @Test
  void cancelReachesTheWorkersOfEveryStage() {
    open(StageWork.squares());
    var listener = new RecordingListener();
    Job job = opened.prover().start(request("a", "part/1", "hang", "part/2", "hang"), listener);
    awaitBegun("part/1", "part/2");

    job.cancel();

    listener.awaitFailure(JobFailure.Kind.CANCELLED);
    awaitNothingOpen();
    start(request("b")).awaitResult();
    assertThat(listener.ends()).isOne();
  }

  @Test
  void aStageThatRefusesItsInputEndsTheWholeAtOnce() {
    open(StageWork.squares());

    JobFailure failure =
        start(request("a", "part/1", "INPUT", "part/0", "hang"))
            .awaitFailure(JobFailure.Kind.INPUT);

    assertThat(failure.detail()).isEqualTo("stage part, part 2 of 3: as wished");
    assertThat(work.begun.get("part/1")).hasValue(1);
    awaitNothingOpen();
    start(request("b")).awaitResult();
  }

  @Test
  void aStageThatCrashesIsTriedAgainAndThenGivesTheWholeItsKind() {
    open(StageWork.squares());

    JobFailure failure = start(request("a", "join/0", "CRASH")).awaitFailure(JobFailure.Kind.CRASH);

    assertThat(failure.detail()).isEqualTo("stage join: as wished");
    assertThat(work.begun.get("join/0")).hasValue(FleetSettings.DEFAULTS.attemptsMax());
    assertThat(work.begun.get("split/0")).hasValue(1);
    awaitNothingOpen();
  }

  @Test
  void theSameJobAfterAFailureIsMadeAnew() {
    open(StageWork.squares());
    start(request("a", "join/0", "INVALID")).awaitFailure(JobFailure.Kind.INVALID);
    awaitNothingOpen();

    assertThat(start(request("a")).awaitResult().outputJson()).isEqualTo("{\"proof\":\"14\"}");
  }

  @Test
  void theWholeTimesOutWhateverStageItIsIn() {
    open(StageWork.squares());

    start(new JobRequest("a", StageWork.TYPE, "{\"part/0\": \"hang\"}", 300))
        .awaitFailure(JobFailure.Kind.TIMEOUT);

    awaitNothingOpen();
    start(request("b")).awaitResult();
  }

  /** The operator's process dies with SIGKILL while its workers aggregate. */
  @Test
  @Tag("process")
  void aCoordinatorKilledInTheMiddleOfAnAggregationCompletesAfterRestart() throws Exception {
    Path file = ScriptedProcess.newWorkDir().resolve("fleet.db");
    KilledCoordinator.runUntilAggregating(file);

    open(StageWork.squares(), Journal.open(file, Journal.Durability.SYSTEM));
    var proof = new CompletableFuture<String>();
    long now = opened.engine().nowMs();
    var again =
        new FleetTask(
            "killed", StageWork.TYPE, "{}", 7, now, now + Steps.LONG_MS, now + Steps.LONG_MS);
    opened.engine().submit(again, proofInto(proof));

    assertThat(proof.orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS).join())
        .isEqualTo("{\"proof\":\"14\"}");
    assertThat(work.begun.keySet()).containsExactlyInAnyOrder("join/0", "wrap/0");
    awaitNothingOpen();
  }

  private static FleetListener proofInto(CompletableFuture<String> proof) {
    return new FleetListener() {
      @Override
      public void onProof(String outputJson) {
        proof.complete(outputJson);
      }

      @Override
      public void onNoProof(JobFailure.Kind kind, String detail, boolean dead) {
        proof.completeExceptionally(new AssertionError(kind + ": " + detail));
      }
    };
  }

  /** A process with a fleet of its own whose aggregation never ends. */
  static final class KilledCoordinator {
    private KilledCoordinator() {}

    public static void main(String[] arguments) throws InterruptedException {
      var work = new StageWork();
      work.hangsAt = "join/0";
      FleetEngine engine = engine(Journal.open(Path.of(arguments[0]), Journal.Durability.SYSTEM));
      EmbeddedWorkflowContractTest.join(
          engine, StageWork.squares(), work.workers(StageWork.squares()), 1);
      long now = engine.nowMs();
      engine.submit(
          new FleetTask("killed", StageWork.TYPE, "{}", 7, now, now + 600_000, now + 600_000),
          proofInto(new CompletableFuture<>()));
      await(() -> work.begun.containsKey("join/0"));
      // What came before the aggregation is in the journal by now: it was told from there.
      System.out.println("aggregating");
      Thread.sleep(TimeUnit.MINUTES.toMillis(10)); // until it is killed
    }

    static void runUntilAggregating(Path journal) throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  "--enable-native-access=ALL-UNNAMED",
                  KilledCoordinator.class.getName(),
                  journal.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        String line;
        do {
          line = lines.readLine();
        } while (line != null && !line.equals("aggregating"));
        assertThat(line).isEqualTo("aggregating");
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }
}
