package network.baton.prover.fleet;

import java.util.LinkedHashMap;
import java.util.Map;
import network.baton.prover.JobFailure;
import network.baton.prover.fleet.WorkerState.Breaker;
import org.jspecify.annotations.Nullable;

/** The workers of a fleet and who is asked next. Owned by the dispatcher. */
final class Roster {
  private final Map<String, WorkerState> workers = new LinkedHashMap<>();
  private final int breakerFailures;

  Roster(int breakerFailures) {
    this.breakerFailures = breakerFailures;
  }

  void add(WorkerInfo info) {
    workers.put(info.workerId(), new WorkerState(info));
  }

  @Nullable WorkerState get(String workerId) {
    return workers.get(workerId);
  }

  @Nullable WorkerState remove(String workerId) {
    return workers.remove(workerId);
  }

  /** Places for a proof type on workers that do not rest, taken or not. */
  int places(String proofType, long nowMs) {
    return workers.values().stream()
        .filter(w -> w.makes(proofType) && !w.breaker(proofType).resting(nowMs))
        .mapToInt(w -> w.info.places())
        .sum();
  }

  /** A task that a free worker can make. */
  record Match(TaskState task, WorkerState worker) {}

  /** Of the tasks that wait, the first that somebody is free for. */
  @Nullable Match first(Lanes waiting, long nowMs, boolean severed) {
    @Nullable Match first = null;
    for (TaskState head : waiting.heads()) {
      if (first == null || TaskState.ORDER.compare(head, first.task()) < 0) {
        WorkerState best = best(head, nowMs, severed);
        if (best != null) {
          first = new Match(head, best);
        }
      }
    }
    return first;
  }

  /**
   * Whether no answer to a task can come now.
   *
   * @param away whether workers that beat are out of reach
   */
  boolean outOfReach(TaskState task, boolean away) {
    if (!task.checking.isEmpty()) {
      return false;
    }
    if (task.waiting) {
      String type = task.task.proofType();
      return workers.values().stream().noneMatch(w -> w.makes(type) && !(away && w.info.beats()));
    }
    return away && task.running.values().stream().allMatch(a -> a.worker.info.beats());
  }

  /** The free worker with the fewest strikes that rested longest; not the last one, if possible. */
  private @Nullable WorkerState best(TaskState task, long nowMs, boolean severed) {
    String type = task.task.proofType();
    @Nullable WorkerState best = null;
    for (WorkerState worker : workers.values()) {
      if (severed && worker.info.beats()) {
        continue;
      }
      if (worker.free() < 1 || !worker.makes(type) || !admits(worker, type, nowMs)) {
        continue;
      }
      if (best == null || better(worker, best, task.lastWorker)) {
        best = worker;
      }
    }
    return best;
  }

  private static boolean better(WorkerState one, WorkerState other, String last) {
    boolean again = one.info.workerId().equals(last);
    if (again != other.info.workerId().equals(last)) {
      return !again;
    }
    if (one.strikes != other.strikes) {
      return one.strikes < other.strikes;
    }
    return one.lastUsed < other.lastUsed;
  }

  /** After a rest one job is the trial; the others wait for how it ends. */
  private boolean admits(WorkerState worker, String proofType, long nowMs) {
    Breaker breaker = worker.breaker(proofType);
    if (breaker.resting(nowMs)) {
      return false;
    }
    return breaker.failuresInRow < breakerFailures
        || worker.held.values().stream().noneMatch(task -> task.task.proofType().equals(proofType));
  }

  /** Frees the place of an attempt, also of one whose task has ended. */
  @Nullable WorkerState release(long token) {
    for (WorkerState worker : workers.values()) {
      if (worker.held.remove(token) != null) {
        return worker;
      }
    }
    return null;
  }

  /** Counts a failure; how long the worker rests for it, 0 for not at all. */
  static long restMs(
      FleetSettings settings, WorkerState worker, String proofType, JobFailure.Kind kind) {
    return switch (kind) {
      case INPUT -> 0;
      case UNAVAILABLE, CANCELLED -> settings.restMsFirst();
      case INVALID, CRASH, TIMEOUT -> {
        worker.strikes += kind == JobFailure.Kind.INVALID ? 1 : 0;
        Breaker breaker = worker.breaker(proofType);
        breaker.failuresInRow++;
        int beyond = breaker.failuresInRow - settings.breakerFailures();
        yield beyond < 0 ? 0 : settings.restMs(beyond);
      }
    };
  }
}
