package network.baton.prover.fleet;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tasks that wait, in order, by proof type. Owned by the dispatcher. */
final class Lanes {
  private final Map<String, TreeSet<TaskState>> byType = new TreeMap<>();

  void add(TaskState task) {
    task.waiting = true;
    byType.computeIfAbsent(task.task.proofType(), type -> new TreeSet<>(TaskState.ORDER)).add(task);
  }

  void remove(TaskState task) {
    if (!task.waiting) {
      return;
    }
    task.waiting = false;
    TreeSet<TaskState> lane = byType.get(task.task.proofType());
    if (lane != null) {
      lane.remove(task);
      if (lane.isEmpty()) {
        byType.remove(task.task.proofType());
      }
    }
  }

  int size() {
    return byType.values().stream().mapToInt(TreeSet::size).sum();
  }

  /** The first of each type. */
  Collection<TaskState> heads() {
    return byType.values().stream().map(TreeSet::first).toList();
  }
}
