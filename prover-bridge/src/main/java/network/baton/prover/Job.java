package network.baton.prover;

/** A running job. */
public interface Job {
  String jobId();

  /**
   * Asks the job to stop; killed after the adapter's grace period. The listener hears {@code
   * CANCELLED} unless it ended before.
   */
  void cancel();
}
