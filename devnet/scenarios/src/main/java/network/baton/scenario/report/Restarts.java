package network.baton.scenario.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of the nodes that were ended and started again. */
public final class Restarts {
  private Restarts() {}

  /**
   * @param downMs fault -> the new process was started
   * @param upAfterMs the new process was started -> it said so itself; null: it never did
   * @param claimedAfterMs the new process was started -> its first lease; null: it claimed nothing
   */
  public record Restart(
      String node,
      int prover,
      long slot,
      double downMs,
      @Nullable Double upAfterMs,
      @Nullable Double claimedAfterMs) {}

  static List<Restart> of(RunFacts run, Traces traces) {
    List<Restart> restarts = new ArrayList<>();
    for (RunFacts.Fired fault : run.fired()) {
      Long restarted = fault.restartedMicros();
      if (restarted != null && fault.act().endsNode()) {
        restarts.add(restart(fault, restarted, traces));
      }
    }
    return restarts;
  }

  private static Restart restart(RunFacts.Fired fault, long restartedMicros, Traces traces) {
    return new Restart(
        fault.nodeName(),
        fault.node(),
        fault.slot(),
        (restartedMicros - fault.atMicros()) / 1000.0,
        firstAfter(traces, fault.node(), "start", restartedMicros),
        firstAfter(traces, fault.node(), "sign", restartedMicros));
  }

  private static @Nullable Double firstAfter(
      Traces traces, int node, String kind, long afterMicros) {
    Optional<Double> after =
        traces.node(node).stream()
            .flatMap(trace -> trace.all(kind).stream())
            .filter(event -> event.atMicros() >= afterMicros)
            .map(event -> event.millisSince(afterMicros))
            .findFirst();
    return after.orElse(null);
  }
}
