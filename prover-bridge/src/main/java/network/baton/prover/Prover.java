package network.baton.prover;

/** Makes proofs. Methods may be called from any thread and do not block. */
public interface Prover extends AutoCloseable {
  Capabilities capabilities();

  /**
   * Starts a job. The listener hears zero or more progress events and then exactly one end: a
   * result or a failure. Beyond {@link Capabilities#parallelJobs} the job fails at once as {@code
   * UNAVAILABLE}.
   */
  Job start(JobRequest request, JobListener listener);

  Health health();

  /** Cancels all jobs, ends all processes and returns when they are gone. */
  @Override
  void close();
}
