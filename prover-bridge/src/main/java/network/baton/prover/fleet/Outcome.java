package network.baton.prover.fleet;

import network.baton.prover.JobFailure;

/** How a task ended. */
public sealed interface Outcome {
  record Proof(String outputJson) implements Outcome {}

  record NoProof(JobFailure.Kind kind, String detail, boolean dead) implements Outcome {}

  /** What the submitter is told. */
  default FleetEffect toldOf(String taskId) {
    return switch (this) {
      case Proof(String outputJson) -> new FleetEffect.Latched(taskId, outputJson);
      case NoProof(JobFailure.Kind kind, String detail, boolean dead) ->
          new FleetEffect.Ended(taskId, kind, detail, dead);
    };
  }
}
