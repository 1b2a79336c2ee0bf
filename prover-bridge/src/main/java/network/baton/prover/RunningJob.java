package network.baton.prover;

import org.jspecify.annotations.Nullable;

/** A job from its start to its one end. Owned by the loop. */
final class RunningJob {
  private final JobRequest request;
  private final JobListener listener;
  private final long startedNanos = System.nanoTime();
  private Loop.@Nullable Timer timeout;
  private boolean ended;
  private int ppm;

  RunningJob(JobRequest request, JobListener listener) {
    this.request = request;
    this.listener = listener;
  }

  JobRequest request() {
    return request;
  }

  String jobId() {
    return request.jobId();
  }

  boolean ended() {
    return ended;
  }

  /** The time that the job waited for the loop counts. */
  void startTimeout(Loop loop, Runnable onTimeout) {
    timeout = loop.after(Math.max(0, request.timeoutMs() - wallMs()), onTimeout);
  }

  /** A prover that goes backwards is told to stand still (B-04). */
  void progress(Progress progress) {
    if (!ended) {
      ppm = Math.max(ppm, progress.ppm());
      listener.onProgress(new Progress(progress.stage(), progress.stageIndex(), ppm));
    }
  }

  void result(String outputJson) {
    if (end()) {
      listener.onResult(new JobResult(outputJson, wallMs()));
    }
  }

  void fail(JobFailure.Kind kind, String detail) {
    if (end()) {
      listener.onFailure(new JobFailure(kind, detail, wallMs()));
    }
  }

  private boolean end() {
    boolean first = !ended;
    ended = true;
    if (timeout != null) {
      timeout.cancel();
    }
    return first;
  }

  private long wallMs() {
    return (System.nanoTime() - startedNanos) / 1_000_000;
  }
}
