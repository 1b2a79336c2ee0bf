package network.baton.prover.workflow;

import network.baton.prover.JobFailure;
import network.baton.prover.Progress;

/** What a run of a workflow wants done. */
sealed interface WorkflowEffect {
  /** A job for the fleet. */
  record Submit(JobKey job, String work, String inputJson) implements WorkflowEffect {}

  /** The job is not needed any more; how it ends interests nobody. */
  record Withdraw(JobKey job) implements WorkflowEffect {}

  record Told(Progress progress) implements WorkflowEffect {}

  /** The end of the run, with the last stage's result. */
  record Made(String outputJson) implements WorkflowEffect {}

  /** The end of the run without one. */
  record Failed(JobFailure.Kind kind, String detail) implements WorkflowEffect {}

  /**
   * A job of a run.
   *
   * @param index from 0, of its stage
   */
  record JobKey(String stage, int index) {}
}
