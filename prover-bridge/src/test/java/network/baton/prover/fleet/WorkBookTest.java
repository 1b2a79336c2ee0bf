package network.baton.prover.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import network.baton.prover.JobFailure;
import org.junit.jupiter.api.Test;

/** What a fleet's watcher is told, with the dispatcher's own decisions. */
class WorkBookTest {
  private final Dispatcher dispatcher = new Dispatcher(FleetSettings.DEFAULTS, 1);
  private final WorkBook book = new WorkBook();
  private final List<String> told = new ArrayList<>();
  private final List<Long> tokens = new ArrayList<>();

  WorkBookTest() {
    book.watch(
        new FleetWatcher() {
          @Override
          public void joined(WorkerInfo worker) {
            told.add(worker.workerId() + " joined");
          }

          @Override
          public void left(String workerId, String why) {
            told.add(workerId + " left");
          }

          @Override
          public void begun(String taskId, long token, String workerId) {
            tokens.add(token);
            told.add(workerId + " begins " + taskId);
          }

          @Override
          public void ended(
              String taskId, long token, String workerId, End end, JobFailure.Kind kind, String w) {
            told.add(workerId + " " + end + " " + taskId);
          }
        },
        List.of());
  }

  private void at(long nowMs, FleetEvent event) {
    book.heard(event);
    dispatcher.apply(event, nowMs).forEach(book::decided);
  }

  private static FleetEvent worker(String id) {
    return new FleetEvent.WorkerJoined(new WorkerInfo(id, Set.of("sponge"), 1, true));
  }

  private static FleetEvent task(String id) {
    return new FleetEvent.Submitted(new FleetTask(id, "sponge", "{}", 1, 0, 9_000, 10_000));
  }

  @Test
  void anAnswerIsToldWithItsWorker() {
    at(0, worker("a"));
    at(0, task("t"));
    at(5, new FleetEvent.Finished("t", tokens.getFirst(), "{}"));

    assertThat(told).containsExactly("a joined", "a begins t", "a ANSWERED t");
  }

  @Test
  void aWorkerThatLeavesLosesItsJobToAnother() {
    at(0, worker("a"));
    at(0, task("t"));
    at(1, worker("b"));
    at(2, new FleetEvent.WorkerLeft("a", "not heard"));

    assertThat(told)
        .containsExactly("a joined", "a begins t", "b joined", "a LOST t", "a left", "b begins t");
  }

  @Test
  void aSilentWorkersJobIsLostAndItsLateAnswerIsNotToldTwice() {
    at(0, worker("a"));
    at(0, task("t"));
    at(1, worker("b"));
    at(FleetSettings.DEFAULTS.leaseMs(), new FleetEvent.Tick());
    at(2_100, new FleetEvent.Finished("t", tokens.getFirst(), "{}"));

    assertThat(told)
        .containsExactly(
            "a joined", "a begins t", "b joined", "a LOST t", "b begins t", "b STOPPED t");
  }

  @Test
  void aFailedJobIsToldBeforeItsTaskIsBegunAgain() {
    at(0, worker("a"));
    at(0, task("t"));
    at(3, new FleetEvent.Failed("t", tokens.getFirst(), JobFailure.Kind.CRASH, "exit code 1"));

    assertThat(told).containsExactly("a joined", "a begins t", "a FAILED t", "a begins t");
  }

  @Test
  void aWithdrawnTaskStopsItsWorker() {
    at(0, worker("a"));
    at(0, task("t"));
    at(3, new FleetEvent.Withdrawn("t"));

    assertThat(told).containsExactly("a joined", "a begins t", "a STOPPED t");
  }
}
