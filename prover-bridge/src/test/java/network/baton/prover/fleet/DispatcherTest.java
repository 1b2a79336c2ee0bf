package network.baton.prover.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import network.baton.prover.JobFailure.Kind;
import network.baton.prover.Progress;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final FleetSettings SETTINGS =
      new FleetSettings(
          FleetSettings.Profile.EARLIEST_DEADLINE, 3, 2_000, 2, 200, 1_000, 10, 4, false);
  private static final Progress HALF = new Progress("prove", 1, 500_000);

  private Dispatcher dispatcher = new Dispatcher(SETTINGS, 1);
  private final List<FleetEffect> effects = new ArrayList<>();

  private void at(long nowMs, FleetEvent event) {
    effects.clear();
    effects.addAll(dispatcher.apply(event, nowMs));
  }

  private static FleetTask task(String id, long dropAtMs) {
    return new FleetTask(id, "sponge", "{}", 1, 0, dropAtMs - 1_000, dropAtMs);
  }

  private static FleetEvent joins(String worker, boolean beats) {
    return new FleetEvent.WorkerJoined(new WorkerInfo(worker, Set.of("sponge"), 1, beats));
  }

  private static FleetEvent heard(String worker, String taskId, long token) {
    return new FleetEvent.Heard(worker, List.of(new FleetEvent.AtWork(taskId, token)));
  }

  private <T extends FleetEffect> T only(Class<T> kind) {
    List<T> found = effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).as(effects.toString()).hasSize(1);
    return found.getFirst();
  }

  private boolean none(Class<? extends FleetEffect> kind) {
    return effects.stream().noneMatch(kind::isInstance);
  }

  @Test
  void aFailedAttemptGoesToAnotherWorkerIfThereIsOne() {
    at(0, joins("a", false));
    at(0, joins("b", false));
    at(1, new FleetEvent.Submitted(task("t", 10_000)));
    FleetEffect.Start first = only(FleetEffect.Start.class);

    at(2, new FleetEvent.Failed("t", first.token(), Kind.CRASH, "segfault"));

    assertThat(only(FleetEffect.Start.class).workerId()).isNotEqualTo(first.workerId());
  }

  @Test
  void afterTheLastAttemptATaskIsADeadLetter() {
    at(0, joins("a", false));
    at(0, joins("b", false));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));
    for (int i = 0; i < 2; i++) {
      at(1, new FleetEvent.Failed("t", only(FleetEffect.Start.class).token(), Kind.CRASH, "bad"));
    }

    at(2, new FleetEvent.Failed("t", only(FleetEffect.Start.class).token(), Kind.CRASH, "worse"));

    assertThat(only(FleetEffect.Ended.class))
        .isEqualTo(new FleetEffect.Ended("t", Kind.CRASH, "worse", true));
    assertThat(only(FleetEffect.Write.class).written())
        .isEqualTo(new JournalRecord.Dead("t", Kind.CRASH, "worse"));
  }

  @Test
  void aFailureTooLateForARetryEndsTheTask() {
    at(0, joins("a", false));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));

    at(9_001, new FleetEvent.Failed("t", only(FleetEffect.Start.class).token(), Kind.CRASH, "x"));

    assertThat(only(FleetEffect.Ended.class).dead()).isFalse();
  }

  @Test
  void aWrongInputIsNotTriedAgain() {
    at(0, joins("a", false));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));

    at(1, new FleetEvent.Failed("t", only(FleetEffect.Start.class).token(), Kind.INPUT, "no"));

    assertThat(only(FleetEffect.Ended.class).kind()).isEqualTo(Kind.INPUT);
  }

  @Test
  void atItsDropMomentATaskEndsAndItsWorkerIsStopped() {
    at(0, joins("a", false));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));
    assertThat(dispatcher.nextWakeMs()).isEqualTo(9_000); // from then on it would be late
    at(9_000, new FleetEvent.Tick());
    assertThat(dispatcher.nextWakeMs()).isEqualTo(10_000);

    at(10_000, new FleetEvent.Tick());

    assertThat(only(FleetEffect.Stop.class).workerId()).isEqualTo("a");
    assertThat(only(FleetEffect.Ended.class).detail()).isEqualTo("no answer after 10000 ms");
    assertThat(dispatcher.nextWakeMs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void silenceWhileTheFleetItselfWasAwayIsNotTheWorkers() {
    at(0, joins("a", true));
    at(0, joins("b", true));
    at(0, new FleetEvent.Submitted(task("t", 20_000)));
    FleetEffect.Start first = only(FleetEffect.Start.class);

    at(3_000, new FleetEvent.Tick()); // due at 2,000
    assertThat(none(FleetEffect.Start.class)).isTrue();
    at(3_010, heard("a", "t", first.token()));
    at(5_009, new FleetEvent.Tick());
    assertThat(none(FleetEffect.Start.class)).isTrue();

    at(5_010, new FleetEvent.Tick());
    assertThat(only(FleetEffect.Start.class).workerId()).isEqualTo("b");
  }

  @Test
  void silenceWhileTheWayIsBrokenCostsNoAttemptAndNothingIsBegun() {
    at(0, joins("a", true));
    at(0, joins("b", true));
    at(0, new FleetEvent.Submitted(task("t", 60_000)));
    FleetEffect.Start first = only(FleetEffect.Start.class);
    at(1_000, new FleetEvent.Severed());
    at(1_000, new FleetEvent.Submitted(task("later", 60_000)));
    assertThat(none(FleetEffect.Start.class)).isTrue();

    for (long nowMs = 2_000; nowMs <= 30_000; nowMs += 100) {
      at(nowMs, new FleetEvent.Tick());
      assertThat(none(FleetEffect.Start.class)).isTrue();
    }
    at(30_000, new FleetEvent.Rejoined());
    assertThat(only(FleetEffect.Start.class).task().taskId()).isEqualTo("later");

    at(30_500, new FleetEvent.Finished("t", first.token(), "made"));
    assertThat(only(FleetEffect.Latched.class).outputJson()).isEqualTo("made");
  }

  @Test
  void aSilentWorkerLosesItsTaskAndItsLateAnswerCountsStill() {
    at(0, joins("a", true));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));
    long first = only(FleetEffect.Start.class).token();
    at(1_000, new FleetEvent.Beat("t", first, HALF));
    at(1_000, joins("b", true));
    assertThat(dispatcher.nextWakeMs()).isEqualTo(3_000);

    at(3_000, new FleetEvent.Tick());
    FleetEffect.Start second = only(FleetEffect.Start.class);
    assertThat(second.workerId()).isEqualTo("b");

    at(3_100, new FleetEvent.Finished("t", first, "late"));
    assertThat(only(FleetEffect.Latched.class).outputJson()).isEqualTo("late");
    assertThat(only(FleetEffect.Stop.class).token()).isEqualTo(second.token());
    at(3_200, new FleetEvent.Finished("t", second.token(), "second"));
    assertThat(effects).isEmpty();
  }

  @Test
  void progressOfANewAttemptDoesNotFallBehindTheOldOne() {
    at(0, joins("a", false));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));
    long first = only(FleetEffect.Start.class).token();
    at(1, new FleetEvent.Beat("t", first, HALF));
    at(2, new FleetEvent.Failed("t", first, Kind.CRASH, "x"));

    at(3, new FleetEvent.Beat("t", only(FleetEffect.Start.class).token(), new Progress("w", 0, 1)));

    assertThat(only(FleetEffect.Told.class).progress()).isEqualTo(new Progress("w", 0, 500_000));
  }

  @Test
  void aWorkerThatFailsInARowRestsAndThenTriesOneJobOnly() {
    at(0, new FleetEvent.WorkerJoined(new WorkerInfo("a", Set.of("sponge"), 2, false)));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));
    at(0, new FleetEvent.Failed("t", only(FleetEffect.Start.class).token(), Kind.CRASH, "x"));
    at(1, new FleetEvent.Failed("t", only(FleetEffect.Start.class).token(), Kind.CRASH, "x"));
    assertThat(only(FleetEffect.Rested.class).untilMs()).isEqualTo(201);
    assertThat(none(FleetEffect.Start.class)).isTrue();
    assertThat(dispatcher.places("sponge")).isZero();
    at(100, new FleetEvent.Submitted(task("u", 10_000)));

    at(201, new FleetEvent.Tick());
    FleetEffect.Start trial = only(FleetEffect.Start.class);
    at(300, new FleetEvent.Finished(trial.task().taskId(), trial.token(), "{}"));

    assertThat(only(FleetEffect.Start.class).task().taskId()).isNotEqualTo(trial.task().taskId());
  }

  @Test
  void aWorkerWithoutRoomCostsTheTaskNoAttempt() {
    at(0, joins("a", false));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));
    for (int i = 0; i < 10; i++) {
      long token = only(FleetEffect.Start.class).token();
      at(i * 1_000L, new FleetEvent.Failed("t", token, Kind.UNAVAILABLE, "starting"));
      assertThat(none(FleetEffect.Ended.class)).isTrue();
      at(i * 1_000L + 200, new FleetEvent.Tick());
    }

    at(9_500, new FleetEvent.Finished("t", only(FleetEffect.Start.class).token(), "{}"));

    assertThat(only(FleetEffect.Latched.class).taskId()).isEqualTo("t");
  }

  @Test
  void anInvalidProofIsNotLatchedAndItsMakerComesLast() {
    dispatcher = new Dispatcher(SETTINGS.withChecks(true), 1);
    at(0, joins("a", false));
    at(0, joins("b", false));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));
    FleetEffect.Start first = only(FleetEffect.Start.class);
    at(1, new FleetEvent.Finished("t", first.token(), "forged"));
    assertThat(only(FleetEffect.Check.class).outputJson()).isEqualTo("forged");

    at(2, new FleetEvent.Checked("t", first.token(), false));
    FleetEffect.Start second = only(FleetEffect.Start.class);
    at(3, new FleetEvent.Finished("t", second.token(), "good"));
    at(4, new FleetEvent.Checked("t", second.token(), true));
    assertThat(only(FleetEffect.Latched.class).outputJson()).isEqualTo("good");

    at(5, new FleetEvent.Submitted(task("u", 10_000)));
    assertThat(only(FleetEffect.Start.class).workerId()).isEqualTo(second.workerId());
  }

  @Test
  void theSameTaskAgainHasTheSameAnswerAlsoInTheNextLife() {
    at(0, joins("a", false));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));
    at(1, new FleetEvent.Finished("t", only(FleetEffect.Start.class).token(), "proof"));

    at(2, new FleetEvent.Submitted(task("t", 10_000)));
    assertThat(effects).containsExactly(new FleetEffect.Latched("t", "proof"));

    dispatcher = new Dispatcher(SETTINGS, 2);
    dispatcher.restore(
        List.of(new StoredTask(task("t", 10_000), 1, new Outcome.Proof("proof"))), 3);
    at(4, new FleetEvent.Submitted(task("t", 10_000)));
    assertThat(effects).containsExactly(new FleetEffect.Latched("t", "proof"));
  }

  @Test
  void aWithdrawnTaskStopsAndMayComeAgain() {
    at(0, joins("a", false));
    at(0, new FleetEvent.Submitted(task("t", 10_000)));
    long token = only(FleetEffect.Start.class).token();

    at(1, new FleetEvent.Withdrawn("t"));
    assertThat(only(FleetEffect.Stop.class).token()).isEqualTo(token);
    assertThat(only(FleetEffect.Ended.class).kind()).isEqualTo(Kind.CANCELLED);
    at(2, new FleetEvent.Submitted(task("t", 10_000)));
    assertThat(none(FleetEffect.Start.class)).isTrue(); // its worker has not let go yet

    at(3, new FleetEvent.Failed("t", token, Kind.CANCELLED, "cancelled"));
    assertThat(only(FleetEffect.Start.class).token()).isGreaterThan(token);
  }

  @Test
  void beyondItsQueueAFleetRefuses() {
    for (int i = 0; i < 10; i++) {
      at(0, new FleetEvent.Submitted(task("t" + i, 10_000)));
    }

    at(0, new FleetEvent.Submitted(task("one more", 10_000)));

    assertThat(only(FleetEffect.Ended.class).kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(none(FleetEffect.Write.class)).isTrue();
  }

  @Test
  void endedTasksBeyondTheBoundAreForgotten() {
    at(0, joins("a", false));
    for (int i = 0; i < 5; i++) {
      at(i, new FleetEvent.Submitted(task("t" + i, 10_000)));
      at(i, new FleetEvent.Finished("t" + i, only(FleetEffect.Start.class).token(), "{}"));
    }

    assertThat(effects)
        .contains(new FleetEffect.Write(new JournalRecord.Forgotten("t0")))
        .contains(new FleetEffect.Latched("t4", "{}"));
    assertThat(dispatcher.openTasks()).isZero();
  }
}
