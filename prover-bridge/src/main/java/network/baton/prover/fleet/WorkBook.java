package network.baton.prover.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import network.baton.prover.JobFailure;

/**
 * Which worker has which job, from what a fleet's dispatcher hears and wants done; tells a {@link
 * FleetWatcher}. Owned by the fleet's thread.
 */
final class WorkBook {
  private final Map<Long, Entry> atWork = new LinkedHashMap<>();
  private FleetWatcher watcher = new FleetWatcher() {};

  private record Entry(String taskId, String workerId) {}

  /** One watcher; it hears of the workers that are there already from {@code workers}. */
  void watch(FleetWatcher other, List<WorkerInfo> workers) {
    watcher = other;
    workers.forEach(other::joined);
  }

  /** Before the dispatcher hears it. */
  void heard(FleetEvent event) {
    switch (event) {
      case FleetEvent.WorkerJoined(WorkerInfo worker, _) -> {
        lose(worker.workerId(), "it started anew");
        watcher.joined(worker);
      }
      case FleetEvent.WorkerLeft(String workerId, String why) -> {
        lose(workerId, why);
        watcher.left(workerId, why);
      }
      case FleetEvent.Finished(_, long token, _) ->
          end(token, FleetWatcher.End.ANSWERED, JobFailure.Kind.CANCELLED, "");
      case FleetEvent.Failed(_, long token, JobFailure.Kind kind, String why) ->
          end(token, FleetWatcher.End.FAILED, kind, why);
      case FleetEvent.Submitted _,
          FleetEvent.Withdrawn _,
          FleetEvent.Discarded _,
          FleetEvent.Heard _,
          FleetEvent.Beat _,
          FleetEvent.Checked _,
          FleetEvent.Severed _,
          FleetEvent.Rejoined _,
          FleetEvent.Tick _ -> {}
    }
  }

  /** Before it is done. */
  void decided(FleetEffect effect) {
    if (effect instanceof FleetEffect.Start(String workerId, FleetTask task, long token, _)) {
      begin(task.taskId(), token, workerId);
    } else if (effect instanceof FleetEffect.Resumed(String workerId, String taskId, long token)) {
      begin(taskId, token, workerId);
    } else if (effect instanceof FleetEffect.Lost(_, _, long token)) {
      end(token, FleetWatcher.End.LOST, JobFailure.Kind.CRASH, "it fell silent");
    } else if (effect instanceof FleetEffect.Stop(_, _, long token)) {
      end(token, FleetWatcher.End.STOPPED, JobFailure.Kind.CANCELLED, "its task has ended");
    }
  }

  private void begin(String taskId, long token, String workerId) {
    atWork.put(token, new Entry(taskId, workerId));
    watcher.begun(taskId, token, workerId);
  }

  private void lose(String workerId, String why) {
    tokens(entry -> entry.workerId().equals(workerId))
        .forEach(token -> end(token, FleetWatcher.End.LOST, JobFailure.Kind.CRASH, why));
  }

  private List<Long> tokens(Predicate<Entry> which) {
    return atWork.entrySet().stream()
        .filter(entry -> which.test(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void end(long token, FleetWatcher.End how, JobFailure.Kind kind, String why) {
    Entry entry = atWork.remove(token);
    if (entry != null) {
      watcher.ended(entry.taskId(), token, entry.workerId(), how, kind, why);
    }
  }
}
