package network.baton.prover;

/** Hears of one job, in order, never two calls at once. Must not block. */
public interface JobListener {
  void onProgress(Progress progress);

  void onResult(JobResult result);

  void onFailure(JobFailure failure);
}
