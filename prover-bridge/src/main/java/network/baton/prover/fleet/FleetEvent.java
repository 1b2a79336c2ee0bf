package network.baton.prover.fleet;

import java.util.List;
import network.baton.prover.JobFailure;
import network.baton.prover.Progress;

/** What the dispatcher hears. An attempt is known by its token, unique in the fleet's journal. */
public sealed interface FleetEvent {
  record Submitted(FleetTask task) implements FleetEvent {}

  /** The submitter does not want it any more, or somebody else has proven it. */
  record Withdrawn(String taskId) implements FleetEvent {}

  /** The same, and an ended task need not be remembered. */
  record Discarded(String taskId) implements FleetEvent {}

  /** An attempt that a worker has. */
  record AtWork(String taskId, long token) {}

  /**
   * A worker came, or came back.
   *
   * @param jobs what it is at work on already
   */
  record WorkerJoined(WorkerInfo worker, List<AtWork> jobs) implements FleetEvent {
    public WorkerJoined {
      jobs = List.copyOf(jobs);
    }

    /** With no jobs yet. */
    public WorkerJoined(WorkerInfo worker) {
      this(worker, List.of());
    }
  }

  /** It is gone, and with it all that it was doing. */
  record WorkerLeft(String workerId, String detail) implements FleetEvent {}

  /** A worker that beats says all that it is at work on. */
  record Heard(String workerId, List<AtWork> jobs) implements FleetEvent {
    public Heard {
      jobs = List.copyOf(jobs);
    }
  }

  /** A worker is at work on an attempt, and so far. */
  record Beat(String taskId, long token, Progress progress) implements FleetEvent {}

  record Finished(String taskId, long token, String outputJson) implements FleetEvent {}

  record Failed(String taskId, long token, JobFailure.Kind kind, String detail)
      implements FleetEvent {}

  /** The answer of {@link FleetEffect.Check}. */
  record Checked(String taskId, long token, boolean valid) implements FleetEvent {}

  /** The way to the workers that beat is broken; their silence says nothing. */
  record Severed() implements FleetEvent {}

  /** It is whole again. */
  record Rejoined() implements FleetEvent {}

  record Tick() implements FleetEvent {}
}
