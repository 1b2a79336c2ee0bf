package network.baton.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks want something and when, so that no event has to look at all of them: deadlines to be
 * missed, claims to come, claims that wait for room, and tasks whose plans must be made anew.
 */
final class Agenda {
  private final WakeQueue misses = new WakeQueue();
  private final WakeQueue claims = new WakeQueue();
  private final TreeSet<TaskState> overdue = new TreeSet<>(TaskState.OLDEST_FIRST);
  private final Queue<TaskState> changed = new ArrayDeque<>();

  /** Sets when the deadline of a task counts as missed. */
  void missAt(TaskState task, long atMs) {
    misses.set(task.missWake(), atMs);
  }

  @Nullable TaskState nextMissed(long nowMs) {
    return misses.poll(nowMs);
  }

  /** A task whose claim has to be planned anew; each is handed in once until it is taken out. */
  void changed(TaskState task) {
    changed.add(task);
  }

  @Nullable TaskState nextChanged() {
    return changed.poll();
  }

  /** Sets when a task is to be claimed, replacing what was set before. */
  void claimAt(TaskState task, long atMs) {
    overdue.remove(task);
    claims.set(task.claimWake(), atMs);
  }

  /**
   * Takes out the tasks to be claimed by now, oldest first.
   *
   * @param withOverdue also those that were due before and waited for room
   */
  List<TaskState> takeDue(long nowMs, boolean withOverdue) {
    if (claims.nextMs() > nowMs && (!withOverdue || overdue.isEmpty())) {
      return List.of();
    }
    List<TaskState> due = new ArrayList<>();
    if (withOverdue) {
      due.addAll(overdue);
      overdue.clear();
    }
    for (TaskState task = claims.poll(nowMs); task != null; task = claims.poll(nowMs)) {
      due.add(task);
    }
    due.sort(TaskState.OLDEST_FIRST);
    return due;
  }

  /** A claim that is due and finds no room: an event will bring it up again, not a moment. */
  void waitForRoom(TaskState task) {
    claims.set(task.claimWake(), WakeQueue.NEVER);
    overdue.add(task);
  }

  void close(TaskState task) {
    missAt(task, WakeQueue.NEVER);
    claimAt(task, WakeQueue.NEVER);
  }

  long nextWakeMs() {
    return Math.min(misses.nextMs(), claims.nextMs());
  }
}
