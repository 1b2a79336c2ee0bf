package network.baton.scenario.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.ToIntFunction;

/**
 * What the fleet of a node did in a run.
 *
 * @param node whose prover the fleet is
 * @param workers all that ever joined, by name
 * @param reoffered jobs that were given to a worker although another had been given the same task
 */
public record FleetFigures(String node, List<Worker> workers, int reoffered) {
  /**
   * @param jobs given to it
   * @param answered with an answer
   * @param failed it said that it has no answer
   * @param lost it fell silent or left with the job
   * @param stopped the task had ended meanwhile
   * @param joined how often it joined: one more than it was started again
   * @param up whether it was there at the end
   */
  public record Worker(
      String name,
      int jobs,
      int answered,
      int failed,
      int lost,
      int stopped,
      int joined,
      boolean up) {}

  public FleetFigures {
    workers = List.copyOf(workers);
  }

  /** Jobs given to a worker. */
  @JsonProperty
  public int jobs() {
    return sum(Worker::jobs);
  }

  /** Jobs that came back with an answer. */
  @JsonProperty
  public int answered() {
    return sum(Worker::answered);
  }

  /** Jobs that came to nothing: the worker failed, or was lost with it. */
  @JsonProperty
  public int failed() {
    return sum(worker -> worker.failed() + worker.lost());
  }

  private int sum(ToIntFunction<Worker> of) {
    return workers.stream().mapToInt(of).sum();
  }

  /** One line for people. */
  public String line() {
    long up = workers.stream().filter(Worker::up).count();
    StringJoiner each = new StringJoiner(", ");
    workers.forEach(
        worker -> each.add(worker.name() + " " + worker.jobs() + (worker.up() ? "" : " (down)")));
    return String.format(
        Locale.ROOT,
        "%s: %d of %d workers, %d jobs (%s), %d answered, %d offered again, %d failed",
        node,
        up,
        workers.size(),
        jobs(),
        each,
        answered(),
        reoffered,
        failed());
  }
}
