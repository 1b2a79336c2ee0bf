package network.baton.scenario.report;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts what the workers of a node's fleet do, from the node's trace; of the whole run, with the
 * slots that do not count. Not thread-safe.
 */
public final class FleetTally {
  private static final class Row {
    boolean up;
    int jobs;
    int answered;
    int failed;
    int lost;
    int stopped;
    int joined;
  }

  private final int node;
  private final Map<String, Row> workers = new TreeMap<>();
  private final Map<Long, String> atWork = new LinkedHashMap<>();
  private final Map<String, Integer> jobsOfTask = new HashMap<>();

  /**
   * @param node index of the node whose fleet is meant
   */
  public FleetTally(int node) {
    this.node = node;
  }

  /** Takes a line in; lines of other nodes, or not of a fleet, change nothing. */
  public void traced(TraceEvent event) {
    if (event.node() != node) {
      return;
    }
    switch (event.kind()) {
      case "fleet-worker" -> {
        Row row = row(event);
        row.up = event.truth("up");
        row.joined += row.up ? 1 : 0;
      }
      case "fleet-job" -> {
        row(event).jobs++;
        atWork.put(event.number("token"), event.text("worker"));
        jobsOfTask.merge(event.text("job"), 1, Integer::sum);
      }
      case "fleet-end" -> {
        atWork.remove(event.number("token"));
        ended(row(event), event.text("how"));
      }
      case "fleet-open" -> { // a new life of the node: its workers join anew
        atWork.clear();
        workers.values().forEach(row -> row.up = false);
      }
      default -> {}
    }
  }

  private Row row(TraceEvent event) {
    return workers.computeIfAbsent(event.text("worker"), name -> new Row());
  }

  private static void ended(Row row, String how) {
    switch (how) {
      case "answered" -> row.answered++;
      case "failed" -> row.failed++;
      case "lost" -> row.lost++;
      default -> row.stopped++;
    }
  }

  /** Whether there is a worker at all. */
  public boolean isEmpty() {
    return workers.isEmpty();
  }

  /** The workers that have a job now. */
  public Set<String> atWork() {
    return new HashSet<>(atWork.values());
  }

  public FleetFigures figures(String node) {
    List<FleetFigures.Worker> rows =
        workers.entrySet().stream()
            .map(
                entry -> {
                  Row row = entry.getValue();
                  return new FleetFigures.Worker(
                      entry.getKey(),
                      row.jobs,
                      row.answered,
                      row.failed,
                      row.lost,
                      row.stopped,
                      row.joined,
                      row.up);
                })
            .toList();
    int again = jobsOfTask.values().stream().mapToInt(jobs -> jobs - 1).sum();
    return new FleetFigures(node, rows, again);
  }
}
