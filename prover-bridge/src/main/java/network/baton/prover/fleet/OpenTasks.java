package network.baton.prover.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import network.baton.prover.JobFailure;
import network.baton.prover.fleet.TaskState.Attempt;
import org.jspecify.annotations.Nullable;

/** The tasks that a fleet owes, which of them wait, and how earlier ones ended. */
final class OpenTasks {
  private final FleetSettings settings;
  private final Alarms alarms;
  private final Consumer<FleetEffect> out;
  private final Map<String, TaskState> open = new HashMap<>();
  private final LinkedHashMap<String, Outcome> ended = new LinkedHashMap<>();
  private final Lanes lanes = new Lanes();
  private long sequence;

  /**
   * @param alarms get each task's own
   * @param out takes what is to be done
   */
  OpenTasks(FleetSettings settings, Alarms alarms, Consumer<FleetEffect> out) {
    this.settings = settings;
    this.alarms = alarms;
    this.out = out;
  }

  @Nullable TaskState get(String taskId) {
    return open.get(taskId);
  }

  Collection<TaskState> all() {
    return open.values();
  }

  int size() {
    return open.size();
  }

  /** Those that no worker is at work on. */
  Lanes waiting() {
    return lanes;
  }

  /** What an earlier life left of a task. */
  void restore(StoredTask was) {
    Outcome outcome = was.outcome();
    if (outcome != null) {
      remember(was.task().taskId(), outcome);
    } else {
      // The last attempt may have been the old life's; drop moments bound how often.
      admit(was.task(), Math.min(was.attempts(), settings.attemptsMax() - 1));
    }
  }

  void submitted(FleetTask task) {
    Outcome outcome = ended.get(task.taskId());
    if (outcome != null) {
      out.accept(outcome.toldOf(task.taskId()));
      return;
    }
    if (open.containsKey(task.taskId())) {
      return;
    }
    if (open.size() >= settings.queueMax()) {
      String detail = "the fleet has " + settings.queueMax() + " open tasks already";
      out.accept(new FleetEffect.Ended(task.taskId(), JobFailure.Kind.UNAVAILABLE, detail, false));
      return;
    }
    write(new JournalRecord.Submitted(task));
    admit(task, 0);
  }

  private void admit(FleetTask task, int attempts) {
    long rank =
        switch (settings.profile()) {
          case EARLIEST_DEADLINE -> task.dropAtMs();
          case HEAD_OF_CHAIN -> task.block();
        };
    var state = new TaskState(task, rank, ++sequence, attempts);
    open.put(task.taskId(), state);
    alarms.set(new Alarms.Drop(task.taskId()), task.dropAtMs());
    if (task.retryUntilMs() < task.dropAtMs()) {
      alarms.set(new Alarms.TooLate(task.taskId()), task.retryUntilMs());
    }
    lanes.add(state);
  }

  void withdrawn(String taskId) {
    TaskState task = open.get(taskId);
    if (task != null) {
      end(task, new Outcome.NoProof(JobFailure.Kind.CANCELLED, "cancelled", false));
    }
  }

  void discarded(String taskId) {
    withdrawn(taskId);
    if (ended.remove(taskId) != null) {
      write(new JournalRecord.Forgotten(taskId));
    }
  }

  /** The one place where a task ends. */
  void end(TaskState task, Outcome outcome) {
    String id = task.task.taskId();
    lanes.remove(task);
    open.remove(id);
    alarms.clear(new Alarms.Drop(id));
    alarms.clear(new Alarms.TooLate(id));
    for (Attempt attempt : task.running.values()) {
      alarms.clear(new Alarms.Lease(id, attempt.token));
      out.accept(new FleetEffect.Stop(attempt.worker.info.workerId(), id, attempt.token));
      if (attempt.worker.info.beats()) { // others answer, and hold their place until then
        attempt.worker.held.remove(attempt.token);
      }
    }
    switch (outcome) {
      case Outcome.Proof(String output) -> {
        write(new JournalRecord.Latched(id, output));
        remember(id, outcome);
      }
      case Outcome.NoProof(JobFailure.Kind kind, String detail, boolean dead) -> {
        if (dead) {
          write(new JournalRecord.Dead(id, kind, detail));
          remember(id, outcome);
        } else {
          write(new JournalRecord.Forgotten(id)); // who submits it again means it
        }
      }
    }
    out.accept(outcome.toldOf(id));
  }

  private void remember(String taskId, Outcome outcome) {
    ended.put(taskId, outcome);
    while (ended.size() > settings.endedKept()) {
      String eldest = ended.firstEntry().getKey();
      ended.remove(eldest);
      write(new JournalRecord.Forgotten(eldest));
    }
  }

  void write(JournalRecord record) {
    out.accept(new FleetEffect.Write(record));
  }
}
