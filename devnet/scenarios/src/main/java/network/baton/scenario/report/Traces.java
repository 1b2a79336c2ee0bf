package network.baton.scenario.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The traces of all nodes of a run, and the counted tasks that they tell of. */
public final class Traces {
  private final List<NodeTrace> nodes;
  private final Map<String, TaskTrace> tasks;

  public Traces(RunFacts run, List<NodeTrace> nodes) {
    this.nodes = List.copyOf(nodes);
    this.tasks = gather(run, nodes);
  }

  private static Map<String, TaskTrace> gather(RunFacts run, List<NodeTrace> nodes) {
    Map<String, TraceEvent> opened = new LinkedHashMap<>();
    Map<String, List<TraceEvent>> byTask = new LinkedHashMap<>();
    List<TraceEvent> all =
        nodes.stream()
            .flatMap(node -> node.events().stream())
            .sorted(Comparator.comparingLong(TraceEvent::atMicros))
            .toList();
    for (TraceEvent event : all) {
      if (event.has("taskId")) {
        byTask.computeIfAbsent(event.taskId(), key -> new ArrayList<>()).add(event);
      }
      if (event.is("task-open") && run.counts(event.slot())) {
        opened.putIfAbsent(event.taskId(), event);
      }
    }
    Map<String, TaskTrace> tasks = new LinkedHashMap<>();
    opened.forEach(
        (id, open) ->
            tasks.put(
                id,
                new TaskTrace(
                    id,
                    open.slot(),
                    run.typeName(open.text("proofType")),
                    open.text("part"),
                    open.number("needs") > 0,
                    open.atMicros(),
                    byTask.getOrDefault(id, List.of()))));
    return tasks;
  }

  public List<NodeTrace> nodes() {
    return nodes;
  }

  public Optional<NodeTrace> node(int index) {
    return nodes.stream().filter(node -> node.index() == index).findFirst();
  }

  /** The counted tasks in the order in which they opened. */
  public List<TaskTrace> tasks() {
    return List.copyOf(tasks.values());
  }

  public Optional<TaskTrace> task(String taskId) {
    return Optional.ofNullable(tasks.get(taskId));
  }

  public int unreadableLines() {
    return nodes.stream().mapToInt(NodeTrace::unreadableLines).sum();
  }
}
