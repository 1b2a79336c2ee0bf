package network.baton.prover.fleet;

import network.baton.prover.JobFailure;

/** What the journal keeps, in order. */
public sealed interface JournalRecord {
  String taskId();

  record Submitted(FleetTask task) implements JournalRecord {
    @Override
    public String taskId() {
      return task.taskId();
    }
  }

  /** How many attempts have begun, those given back unused not counted. */
  record Attempted(String taskId, int attempts) implements JournalRecord {}

  record Latched(String taskId, String outputJson) implements JournalRecord {}

  /** It used up its attempts. */
  record Dead(String taskId, JobFailure.Kind kind, String detail) implements JournalRecord {}

  /** It ended with nothing to keep, or was remembered long enough. */
  record Forgotten(String taskId) implements JournalRecord {}
}
