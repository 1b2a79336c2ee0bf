package network.baton.prover;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * A prover without a process: each job follows a script. For replayed times, trials of a fleet, and
 * tests of what uses a prover. Passes the same contract test as the real ones.
 */
public final class FakeProver implements Prover {
  /** What a job does next. A script that ends without an end hangs. */
  public sealed interface Step {
    record Say(Progress progress) implements Step {}

    record Pause(long ms) implements Step {}

    record Answer(String outputJson) implements Step {}

    record Fail(JobFailure.Kind kind, String detail) implements Step {}
  }

  private final String proofType;
  private final int parallel;
  private final Function<JobRequest, List<Step>> script;
  private final Loop loop;
  private final List<RunningJob> jobs = new ArrayList<>();
  private boolean closed;

  public FakeProver(String proofType, int parallel, Function<JobRequest, List<Step>> script) {
    this.proofType = proofType;
    this.parallel = parallel;
    this.script = script;
    this.loop = new Loop("fake-prover-" + proofType);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(Set.of(proofType), parallel, true, true, false);
  }

  @Override
  public Job start(JobRequest request, JobListener listener) {
    RunningJob job = new RunningJob(request, listener);
    if (!loop.post(() -> admit(job))) {
      job.fail(JobFailure.Kind.UNAVAILABLE, "the prover is closed");
    }
    return new Job() {
      @Override
      public String jobId() {
        return request.jobId();
      }

      @Override
      public void cancel() {
        loop.post(() -> end(job, JobFailure.Kind.CANCELLED, "cancelled"));
      }
    };
  }

  private void admit(RunningJob job) {
    if (closed) {
      job.fail(JobFailure.Kind.UNAVAILABLE, "the prover is closed");
    } else if (!job.request().proofType().equals(proofType)) {
      job.fail(JobFailure.Kind.INPUT, "the prover makes " + proofType);
    } else if (jobs.stream().anyMatch(other -> other.jobId().equals(job.jobId()))) {
      job.fail(JobFailure.Kind.INPUT, "a job " + job.jobId() + " is running already");
    } else if (jobs.size() >= parallel) {
      job.fail(JobFailure.Kind.UNAVAILABLE, "all places are taken: " + parallel);
    } else {
      jobs.add(job);
      long timeoutMs = job.request().timeoutMs();
      String detail = "no answer after " + timeoutMs + " ms";
      job.startTimeout(loop, () -> end(job, JobFailure.Kind.TIMEOUT, detail));
      follow(job, List.copyOf(script.apply(job.request())));
    }
  }

  private void follow(RunningJob job, List<Step> steps) {
    if (job.ended() || steps.isEmpty()) {
      return;
    }
    List<Step> rest = steps.subList(1, steps.size());
    switch (steps.getFirst()) {
      case Step.Say(Progress progress) -> {
        job.progress(progress);
        loop.post(() -> follow(job, rest));
      }
      case Step.Pause(long ms) -> {
        var _ = loop.after(ms, () -> follow(job, rest));
      }
      case Step.Answer(String outputJson) -> {
        jobs.remove(job);
        job.result(outputJson);
      }
      case Step.Fail(JobFailure.Kind kind, String detail) -> end(job, kind, detail);
    }
  }

  private void end(RunningJob job, JobFailure.Kind kind, String detail) {
    jobs.remove(job);
    job.fail(kind, detail);
  }

  @Override
  public Health health() {
    return new Health(true, "ready");
  }

  @Override
  public void close() {
    CountDownLatch gone = new CountDownLatch(1);
    if (loop.post(() -> closeAll(gone))) {
      Loop.await(gone);
      loop.shutdown();
    }
  }

  private void closeAll(CountDownLatch gone) {
    closed = true;
    for (RunningJob job : List.copyOf(jobs)) {
      end(job, JobFailure.Kind.CANCELLED, "the prover is closed");
    }
    gone.countDown();
  }
}
