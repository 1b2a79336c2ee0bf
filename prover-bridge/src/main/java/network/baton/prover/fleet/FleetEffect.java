package network.baton.prover.fleet;

import network.baton.prover.JobFailure;
import network.baton.prover.Progress;

/**
 * What the dispatcher wants done. A {@link Latched} or {@link Ended} is told only after all {@link
 * Write}s before it are durable; the rest need not wait.
 */
public sealed interface FleetEffect {
  record Write(JournalRecord written) implements FleetEffect {}

  /** {@code timeoutMs} is the task's whole remaining time, a little longer than it will get. */
  record Start(String workerId, FleetTask task, long token, long timeoutMs)
      implements FleetEffect {}

  /** A worker goes on with an attempt that had been taken from it, or is of an earlier life. */
  record Resumed(String workerId, String taskId, long token) implements FleetEffect {}

  /** A worker fell silent with an attempt; the task is given to others. */
  record Lost(String workerId, String taskId, long token) implements FleetEffect {}

  record Stop(String workerId, String taskId, long token) implements FleetEffect {}

  record Check(FleetTask task, long token, String outputJson) implements FleetEffect {}

  record Told(String taskId, Progress progress) implements FleetEffect {}

  /** The one answer of the task. Told again when the same task is submitted again. */
  record Latched(String taskId, String outputJson) implements FleetEffect {}

  /**
   * The task ended without an answer.
   *
   * @param dead whether it used up its attempts: a dead letter, for a person to look at
   */
  record Ended(String taskId, JobFailure.Kind kind, String detail, boolean dead)
      implements FleetEffect {}

  /** The circuit breaker of a worker and proof type opened. */
  record Rested(String workerId, String proofType, long untilMs, String why)
      implements FleetEffect {}
}
