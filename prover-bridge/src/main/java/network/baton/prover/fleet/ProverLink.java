package network.baton.prover.fleet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import network.baton.prover.Capabilities;
import network.baton.prover.Job;
import network.baton.prover.JobFailure;
import network.baton.prover.JobListener;
import network.baton.prover.JobRequest;
import network.baton.prover.JobResult;
import network.baton.prover.Progress;
import network.baton.prover.Prover;

/** A prover of this process as a worker of its fleet. Always answers, so it needs no beats. */
public final class ProverLink implements WorkerLink {
  /** The fleet drops a task first; the prover's own timeout is the second line. */
  private static final long TIMEOUT_SLACK_MS = 1_000;

  private final WorkerInfo info;
  private final Prover prover;
  private final Map<Long, Job> jobs = new ConcurrentHashMap<>();

  public ProverLink(String workerId, Prover prover) {
    Capabilities can = prover.capabilities();
    this.info = new WorkerInfo(workerId, can.proofTypes(), can.parallelJobs(), false);
    this.prover = prover;
  }

  @Override
  public WorkerInfo info() {
    return info;
  }

  /** The prover behind it. */
  public Prover prover() {
    return prover;
  }

  @Override
  public void start(FleetTask task, long token, long timeoutMs, AttemptListener listener) {
    var request =
        new JobRequest(
            "t" + token, task.proofType(), task.inputJson(), timeoutMs + TIMEOUT_SLACK_MS);
    var relay = new Relay(token, listener);
    Job job = prover.start(request, relay);
    jobs.put(token, job);
    if (relay.ended) {
      jobs.remove(token);
    }
  }

  @Override
  public void rehearse(FleetTask task) {
    prover.start(
        new JobRequest("rehearsal", task.proofType(), task.inputJson(), TIMEOUT_SLACK_MS),
        new JobListener() {
          @Override
          public void onProgress(Progress progress) {}

          @Override
          public void onResult(JobResult result) {}

          @Override
          public void onFailure(JobFailure failure) {}
        });
  }

  @Override
  public void stop(long token) {
    Job job = jobs.get(token);
    if (job != null) {
      job.cancel();
    }
  }

  @Override
  public void close() {
    prover.close();
  }

  private final class Relay implements JobListener {
    private final long token;
    private final AttemptListener listener;
    private volatile boolean ended;

    Relay(long token, AttemptListener listener) {
      this.token = token;
      this.listener = listener;
    }

    @Override
    public void onProgress(Progress progress) {
      listener.beat(progress);
    }

    @Override
    public void onResult(JobResult result) {
      end();
      listener.finished(result.outputJson());
    }

    @Override
    public void onFailure(JobFailure failure) {
      end();
      listener.failed(failure.kind(), failure.detail());
    }

    private void end() {
      ended = true;
      jobs.remove(token);
    }
  }
}
