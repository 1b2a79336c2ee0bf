package network.baton.prover.fleet;

import network.baton.prover.JobFailure;
import network.baton.prover.Progress;

/** What the dispatcher hears. An attempt is known by its token, unique in the fleet's journal. */
public sealed interface FleetEvent {
  record Submitted(FleetTask task) implements FleetEvent {}

  /** The submitter does not want it any more, or somebody else has proven it. */
  record Withdrawn(String taskId) implements FleetEvent {}

  /** The same, and an ended task need not be remembered. */
  record Discarded(String taskId) implements FleetEvent {}

  record WorkerJoined(WorkerInfo worker) implements FleetEvent {}

  /** It is gone, and with it all that it was doing. */
  record WorkerLeft(String workerId, String detail) implements FleetEvent {}

  /** A worker is at work on an attempt. */
  record Alive(String taskId, long token) implements FleetEvent {}

  /** The same, and how far it is. */
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
