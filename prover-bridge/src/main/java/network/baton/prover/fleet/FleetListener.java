package network.baton.prover.fleet;

import network.baton.prover.JobFailure;
import network.baton.prover.Progress;

/** Hears of one task, in order, never two calls at once. Must not block. */
public interface FleetListener {
  /** The task is durable: the fleet will end it, also after a restart. May come after the end. */
  default void onAccepted() {}

  default void onProgress(Progress progress) {}

  void onProof(String outputJson);

  /**
   * @param dead whether all attempts were used up
   */
  void onNoProof(JobFailure.Kind kind, String detail, boolean dead);
}
