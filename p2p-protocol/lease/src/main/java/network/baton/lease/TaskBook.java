package network.baton.lease;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The open tasks, by slot: a window of {@code keepSlots} that ends at the newest slot, and at most
 * {@link LeaseLimits#TASKS_MAX} of them.
 */
final class TaskBook {
  private final int keepSlots;
  private final TreeSet<TaskState> bySlot = new TreeSet<>(TaskState.OLDEST_FIRST);
  private final Map<Hash32, TaskState> byId = new LinkedHashMap<>();
  private long newestSlot = -1;

  TaskBook(int keepSlots) {
    this.keepSlots = keepSlots;
  }

  @Nullable TaskState get(Hash32 taskId) {
    return byId.get(taskId);
  }

  /** Oldest slot first, which is also earliest deadline first. */
  Collection<TaskState> all() {
    return Collections.unmodifiableCollection(bySlot);
  }

  /** The newest slot of all tasks ever opened; -1 before the first. */
  long newestSlot() {
    return newestSlot;
  }

  /** Whether a slot has left the window. */
  boolean isPast(long slot) {
    return slot + keepSlots <= newestSlot;
  }

  void open(TaskState state) {
    Task task = state.task();
    byId.put(task.taskId(), state);
    bySlot.add(state);
    newestSlot = Math.max(newestSlot, task.slot());
  }

  /** T-03: tasks that the window or the bound pushes out, oldest first. */
  List<TaskState> overdue() {
    List<TaskState> overdue = new ArrayList<>();
    for (TaskState state : bySlot) {
      boolean tooMany = bySlot.size() - overdue.size() > LeaseLimits.TASKS_MAX;
      if (!tooMany && !isPast(state.task().slot())) {
        break;
      }
      overdue.add(state);
    }
    return overdue;
  }

  List<TaskState> ofBlock(Hash32 blockHash) {
    return bySlot.stream().filter(state -> state.task().blockHash().equals(blockHash)).toList();
  }

  void close(TaskState state) {
    byId.remove(state.task().taskId());
    bySlot.remove(state);
  }
}
