package network.baton.prover.fleet;

import network.baton.prover.JobFailure;

/**
 * Hears which worker of a fleet does what, on the fleet's thread; must not block. A job is known by
 * its token.
 */
public interface FleetWatcher {
  /** How a job on a worker came to its end. */
  enum End {
    /** The worker answered. Whether the answer counts is told elsewhere. */
    ANSWERED,
    /** The worker says that it has no answer. */
    FAILED,
    /** The worker fell silent or left; the task was taken from it. */
    LOST,
    /** The task ended otherwise. */
    STOPPED,
  }

  default void joined(WorkerInfo worker) {}

  default void left(String workerId, String why) {}

  default void begun(String taskId, long token, String workerId) {}

  /**
   * @param kind of the failure; {@code CANCELLED} for a job that was stopped
   * @param why empty for an answer
   */
  default void ended(
      String taskId, long token, String workerId, End end, JobFailure.Kind kind, String why) {}
}
