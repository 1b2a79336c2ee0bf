package network.baton.scenario.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who overtook whom, how long that took, and whether it was worth it. */
public final class Takeovers {
  private Takeovers() {}

  /**
   * A signed claim of a term from 2 on.
   *
   * @param silentForMs how long the holder had been silent for the successor when it signed
   * @param restartedAfterMs the holder's last beat was written to its socket -> the successor's
   *     prover was handed the job: the takeover delay; null if it never was
   * @param provenBeforeDeadline the successor's own proof latched the task before the deadline
   */
  public record Takeover(
      long slot,
      String taskId,
      String proofType,
      int term,
      String cause,
      long fromProver,
      long toProver,
      double silentForMs,
      @Nullable Double restartedAfterMs,
      boolean provenBeforeDeadline) {}

  static List<Takeover> of(RunFacts run, Traces traces) {
    List<Takeover> takeovers = new ArrayList<>();
    for (TaskTrace task : traces.tasks()) {
      task.all("takeover").map(event -> takeover(run, task, event)).forEach(takeovers::add);
    }
    return takeovers;
  }

  /** The delays of the takeovers from silence: the others do not wait for one. */
  static List<Double> delaysMs(List<Takeover> takeovers) {
    List<Double> delays = new ArrayList<>();
    for (Takeover takeover : takeovers) {
      Double delay = takeover.restartedAfterMs();
      if (takeover.cause().equals("SILENT") && delay != null) {
        delays.add(delay);
      }
    }
    return delays;
  }

  private static Takeover takeover(RunFacts run, TaskTrace task, TraceEvent event) {
    int from = (int) event.number("fromProver");
    int to = (int) event.number("toProver");
    Optional<TraceEvent> restart =
        task.first("proof-start", start -> start.node() == to && start.term() == event.term());
    Optional<Long> lastSign = lastSignOfLife(task, from, event.term() - 1, event.atMicros());
    Double delay = null;
    if (restart.isPresent() && lastSign.isPresent()) {
      delay = Distribution.round(restart.get().millisSince(lastSign.get()));
    }
    boolean inTime =
        task.first(
                "latched",
                latch ->
                    latch.number("prover") == to
                        && latch.term() == event.term()
                        && latch.atMicros() <= run.deadlineMs(task.slot()) * 1000)
            .isPresent();
    return new Takeover(
        task.slot(),
        task.taskId(),
        task.label(),
        event.term(),
        event.text("cause"),
        from,
        to,
        event.decimal("silentForMs"),
        delay,
        inTime && firstLatchIsBy(task, to));
  }

  private static boolean firstLatchIsBy(TaskTrace task, int prover) {
    return task.latch().filter(latch -> latch.number("prover") == prover).isPresent();
  }

  /** The last beat that the holder wrote for the term, else its lease, which counts as one. */
  private static Optional<Long> lastSignOfLife(
      TaskTrace task, int holder, int term, long beforeMicros) {
    return task.events().stream()
        .filter(event -> event.node() == holder && event.term() == term)
        .filter(event -> event.atMicros() <= beforeMicros)
        .filter(event -> event.is("beat-sent") || event.is("sign"))
        .map(TraceEvent::atMicros)
        .reduce((earlier, later) -> later);
  }
}
