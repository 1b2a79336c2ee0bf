package network.baton.prover.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import network.baton.prover.JobFailure;
import network.baton.prover.Progress;
import network.baton.prover.workflow.Stage.Collect;
import network.baton.prover.workflow.WorkflowEffect.Failed;
import network.baton.prover.workflow.WorkflowEffect.JobKey;
import network.baton.prover.workflow.WorkflowEffect.Made;
import network.baton.prover.workflow.WorkflowEffect.Submit;
import network.baton.prover.workflow.WorkflowEffect.Told;
import network.baton.prover.workflow.WorkflowEffect.Withdraw;
import org.junit.jupiter.api.Test;

class WorkflowRunTest {
  private static Stage stage(String name, int parts, String... needs) {
    return new Stage(name, "w", List.of(needs), Collect.MATCH_ALL, parts, "", 0, 1);
  }

  private static Stage split(String name, String by, String... needs) {
    return new Stage(name, "w", List.of(needs), Collect.MATCH_ALL, 0, by, 0, 1);
  }

  private static Stage firstOf(int first, String name, String... needs) {
    return new Stage(name, "w", List.of(needs), Collect.FIRST_K, 1, "", first, 1);
  }

  private static Stage sequence(String name, String need) {
    return new Stage(name, "w", List.of(need), Collect.SEQUENTIAL, 0, "", 0, 1);
  }

  private static WorkflowRun run(Stage... stages) {
    return new WorkflowRun(new Workflow("type", List.of(stages)), "{\"block\":7}");
  }

  private static List<JobKey> submitted(List<WorkflowEffect> effects) {
    return effects.stream()
        .filter(Submit.class::isInstance)
        .map(effect -> ((Submit) effect).job())
        .toList();
  }

  private static String inputOf(List<WorkflowEffect> effects) {
    return effects.stream()
        .filter(Submit.class::isInstance)
        .map(effect -> ((Submit) effect).inputJson())
        .findFirst()
        .orElseThrow();
  }

  private static JobKey key(String stage, int index) {
    return new JobKey(stage, index);
  }

  @Test
  void aGraphIsRefusedThatCannotEndInOneProof() {
    assertThatThrownBy(() -> run(stage("a", 1, "b"), stage("b", 1)))
        .hasMessage("stage 'a' needs 'b', which is no stage before it");
    assertThatThrownBy(() -> run(stage("a", 1), stage("a", 1, "a")))
        .hasMessage("stage 'a' is there twice");
    assertThatThrownBy(() -> run(stage("a", 1), stage("b", 2, "a")))
        .hasMessage("the last stage, 'b', has parts");
    assertThatThrownBy(() -> run(stage("a", 1), stage("b", 1)))
        .hasMessage("nobody needs the stage 'a'");
    assertThatThrownBy(() -> run(stage("a", 2), split("b", "a", "a"), stage("c", 1, "b")))
        .hasMessage("stage 'b' is split by 'a', which has parts");
    assertThatThrownBy(() -> run(stage("a", 2), firstOf(1, "b", "a"), stage("c", 1, "a", "b")))
        .hasMessage("stage 'a' is collected by first-k, so nobody else may need it");
    assertThatThrownBy(() -> run(new Stage("a", "type", List.of(), Collect.MATCH_ALL, 1, "", 0, 1)))
        .hasMessage("stage 'a' is the workflow itself");
    assertThatThrownBy(() -> new Stage("a", "w", List.of(), Collect.MATCH_ALL, 65, "", 0, 1))
        .hasMessageContaining("1 to 64 parts");
    assertThatThrownBy(() -> new Stage("a", "w", List.of("b"), Collect.MATCH_ALL, 1, "", 2, 1))
        .hasMessageContaining("first is 1 to 64 with first-k, and nothing without");
    assertThatThrownBy(
            () -> new Stage("a", "w", List.of("b", "c"), Collect.SEQUENTIAL, 0, "", 0, 1))
        .hasMessageContaining("sequential needs one stage");
  }

  @Test
  void aSplitGivesEachJobItsPartAndTheJoinAllResultsInTheirOrder() {
    WorkflowRun run =
        run(stage("split", 1), split("part", "split", "split"), stage("join", 1, "part"));

    assertThat(submitted(run.begin())).containsExactly(key("split", 0));
    var parts = run.made(key("split", 0), "{\"parts\":[{\"n\":5},{\"n\":6}]}");
    assertThat(submitted(parts)).containsExactly(key("part", 0), key("part", 1));
    assertThat(inputOf(parts))
        .isEqualTo(
            "{\"workflow\":\"type\",\"stage\":\"part\",\"work\":\"w\",\"index\":0,\"count\":2,"
                + "\"job\":{\"block\":7},\"part\":{\"n\":5},"
                + "\"inputs\":{\"split\":[{\"index\":0,\"output\":{\"parts\":[{\"n\":5},{\"n\":6}]}}]}}");
    assertThat(submitted(run.made(key("part", 1), "{\"r\":6}"))).isEmpty();
    var join = run.made(key("part", 0), "{\"r\":5}");
    assertThat(inputOf(join))
        .contains(
            "\"inputs\":{\"part\":[{\"index\":0,\"output\":{\"r\":5}},{\"index\":1,\"output\":{\"r\":6}}]}");
    assertThat(run.made(key("join", 0), "{\"proof\":\"0x01\"}"))
        .containsExactly(new Made("{\"proof\":\"0x01\"}"));
  }

  @Test
  void aSplitWithoutPartsEndsTheRunAsInvalid() {
    for (String output : List.of("{}", "{\"parts\":[]}", "{\"parts\":{}}", "[]", "proof!")) {
      WorkflowRun run =
          run(stage("split", 1), split("part", "split", "split"), stage("join", 1, "part"));
      run.begin();
      assertThat(run.made(key("split", 0), output))
          .filteredOn(Failed.class::isInstance)
          .singleElement()
          .satisfies(e -> assertThat(((Failed) e).kind()).isEqualTo(JobFailure.Kind.INVALID));
    }
  }

  @Test
  void aSequenceTakesResultsInTheirOrderWithItsOwnLastOne() {
    WorkflowRun run = run(stage("part", 3), sequence("fold", "part"), stage("wrap", 1, "fold"));
    run.begin();

    assertThat(submitted(run.made(key("part", 2), "{\"r\":2}"))).isEmpty();
    assertThat(submitted(run.made(key("part", 0), "{\"r\":0}"))).containsExactly(key("fold", 0));
    assertThat(submitted(run.made(key("fold", 0), "{\"f\":0}"))).isEmpty();
    var second = run.made(key("part", 1), "{\"r\":1}");
    assertThat(inputOf(second))
        .contains(
            "\"before\":{\"f\":0},\"inputs\":{\"part\":[{\"index\":1,\"output\":{\"r\":1}}]}");
    assertThat(submitted(run.made(key("fold", 1), "{\"f\":1}"))).containsExactly(key("fold", 2));
    assertThat(inputOf(run.made(key("fold", 2), "{\"f\":2}")))
        .contains("\"inputs\":{\"fold\":[{\"index\":2,\"output\":{\"f\":2}}]}");
  }

  @Test
  void firstKBeginsWithTheFirstResultsAndStopsTheSlowerJobs() {
    WorkflowRun run = run(stage("part", 4), firstOf(2, "join", "part"));
    run.begin();

    assertThat(run.failed(key("part", 1), JobFailure.Kind.CRASH, "gone")).isEmpty();
    run.made(key("part", 3), "{\"r\":3}");
    var effects = run.made(key("part", 0), "{\"r\":0}");

    assertThat(effects).contains(new Withdraw(key("part", 2)));
    assertThat(submitted(effects)).containsExactly(key("join", 0));
    assertThat(inputOf(effects))
        .contains("[{\"index\":0,\"output\":{\"r\":0}},{\"index\":3,\"output\":{\"r\":3}}]");
    assertThat(run.made(key("part", 2), "{\"r\":2}")).isEmpty();
  }

  @Test
  void firstKEndsWhenTooFewJobsAreLeft() {
    WorkflowRun run = run(stage("part", 3), firstOf(2, "join", "part"));
    run.begin();
    run.failed(key("part", 0), JobFailure.Kind.INVALID, "one");

    assertThat(run.failed(key("part", 2), JobFailure.Kind.CRASH, "two"))
        .containsExactly(
            new Withdraw(key("part", 1)),
            new Failed(JobFailure.Kind.CRASH, "stage part, part 3 of 3: two"));
    assertThat(run.made(key("part", 1), "{}")).isEmpty();
    assertThat(run.cancel()).isEmpty();
  }

  @Test
  void cancelWithdrawsWhatRunsInAllStages() {
    WorkflowRun run = run(stage("a", 1), stage("b", 2), stage("c", 1, "a", "b"));
    run.begin();
    run.made(key("b", 0), "{}");

    assertThat(run.cancel())
        .containsExactly(
            new Withdraw(key("a", 0)),
            new Withdraw(key("b", 1)),
            new Failed(JobFailure.Kind.CANCELLED, "cancelled"));
  }

  @Test
  void progressIsOneNumberByWeightThatNeverFalls() {
    var heavy = new Stage("part", "w", List.of(), Collect.MATCH_ALL, 2, "", 0, 3);
    WorkflowRun run = run(heavy, stage("join", 1, "part"));
    run.begin();

    assertThat(run.progress(key("part", 0), new Progress("x", 0, 500_000)))
        .containsExactly(new Told(new Progress("part", 0, 187_500)));
    assertThat(run.progress(key("part", 0), new Progress("x", 0, 100_000)))
        .containsExactly(new Told(new Progress("part", 0, 187_500)));
    run.made(key("part", 0), "{}");
    run.made(key("part", 1), "{}");
    assertThat(run.progress(key("join", 0), new Progress("x", 0, 500_000)))
        .containsExactly(new Told(new Progress("join", 1, 875_000)));
  }

  /** Whatever ends first and whatever fails: one end, and nothing runs after it. */
  @Test
  void inAnyOrderOfEndsARunEndsOnceAndLeavesNothingRunning() {
    for (long seed = 0; seed < 2_000; seed++) {
      var random = new Random(seed);
      WorkflowRun run =
          run(
              stage("split", 1),
              split("part", "split", "split"),
              stage("extra", 3, "split"),
              sequence("fold", "part"),
              firstOf(2, "some", "extra"),
              stage("wrap", 1, "fold", "some"));
      List<JobKey> open = new ArrayList<>();
      List<WorkflowEffect> ends = new ArrayList<>();
      take(run.begin(), open, ends);
      int steps = 0;
      while (!open.isEmpty()) {
        assertThat(++steps).as("seed %d", seed).isLessThan(100);
        JobKey job = open.remove(random.nextInt(open.size()));
        boolean fails = random.nextInt(20) == 0;
        String output = job.stage().equals("split") ? "{\"parts\":[1,2,3]}" : "{}";
        take(
            fails ? run.failed(job, JobFailure.Kind.CRASH, "x") : run.made(job, output),
            open,
            ends);
      }
      assertThat(ends).as("seed %d", seed).hasSize(1);
    }
  }

  private static void take(
      List<WorkflowEffect> effects, List<JobKey> open, List<WorkflowEffect> ends) {
    Predicate<WorkflowEffect> end = e -> e instanceof Made || e instanceof Failed;
    effects.stream().sorted(Comparator.comparing(end::test)).forEach(e -> apply(e, open, ends));
  }

  private static void apply(WorkflowEffect effect, List<JobKey> open, List<WorkflowEffect> ends) {
    switch (effect) {
      case Submit(JobKey job, String work, String input) -> open.add(job);
      case Withdraw(JobKey job) -> assertThat(open.remove(job)).isTrue();
      case Told told -> assertThat(ends).isEmpty();
      case Made made -> ends.add(made);
      case Failed failed -> ends.add(failed);
    }
  }
}
