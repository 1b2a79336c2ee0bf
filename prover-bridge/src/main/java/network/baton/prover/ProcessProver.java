package network.baton.prover;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a command as a prover: one process per job, or warm workers ({@code
 * specs/prover-bridge.md}). Listeners are called on the prover's own thread.
 */
public final class ProcessProver implements Prover {
  private static final int DETAIL_CHARACTERS_MAX = 500;

  private final ProcessProverConfig config;
  private final Loop loop;
  private final List<Place> places;
  private final CountDownLatch gone = new CountDownLatch(1);
  private boolean closing;

  public ProcessProver(ProcessProverConfig config) {
    this(config, ProcessLimits.DEFAULTS);
  }

  ProcessProver(ProcessProverConfig config, ProcessLimits limits) {
    this.config = config;
    this.loop = new Loop("prover-" + config.proofType());
    Place.Surroundings around =
        new Place.Surroundings(config, limits, new ObjectMapper(), loop, this::checkGone);
    this.places = IntStream.range(0, config.parallel()).mapToObj(i -> place(around)).toList();
    loop.post(() -> places.forEach(Place::open));
  }

  private static Place place(Place.Surroundings around) {
    return switch (around.config().mode()) {
      case ONE_SHOT -> new OneShotPlace(around);
      case WORKER -> new WorkerPlace(around);
    };
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(Set.of(config.proofType()), config.parallel(), true, true, false);
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
    if (closing) {
      job.fail(JobFailure.Kind.UNAVAILABLE, "the prover is closed");
      return;
    }
    if (!job.request().proofType().equals(config.proofType())) {
      String detail = "makes " + config.proofType() + ", not " + job.request().proofType();
      job.fail(JobFailure.Kind.INPUT, "the prover " + detail);
      return;
    }
    List<Place> free = new ArrayList<>();
    for (Place place : places) {
      RunningJob other = place.job();
      if (other == null) {
        free.add(place);
      } else if (other.jobId().equals(job.jobId())) {
        job.fail(JobFailure.Kind.INPUT, "a job " + job.jobId() + " is running already");
        return;
      }
    }
    if (free.isEmpty()) {
      String detail = "all places are taken: " + config.parallel();
      job.fail(JobFailure.Kind.UNAVAILABLE, detail);
      return;
    }
    Place place = best(free);
    if (place.resting()) {
      job.fail(JobFailure.Kind.UNAVAILABLE, String.valueOf(place.trouble()));
      return;
    }
    job.startTimeout(loop, () -> timeOut(job));
    place.take(job);
  }

  private static Place best(List<Place> free) {
    Place best = free.getFirst();
    for (Place place : free) {
      if (place.startsAtOnce()) {
        return place;
      }
      if (best.resting()) {
        best = place;
      }
    }
    return best;
  }

  private void timeOut(RunningJob job) {
    String remarks =
        places.stream().filter(p -> p.job() == job).map(Place::remarks).findAny().orElse("");
    String detail = "no answer after " + job.request().timeoutMs() + " ms" + remarks;
    end(job, JobFailure.Kind.TIMEOUT, detail);
  }

  /**
   * The listener hears the end at once; what the process still does is the place's affair (B-06).
   */
  private void end(RunningJob job, JobFailure.Kind kind, String detail) {
    for (Place place : places) {
      if (place.job() == job) {
        place.drop();
      }
    }
    job.fail(kind, detail);
  }

  @Override
  public Health health() {
    @Nullable String trouble = null;
    for (Place place : places) {
      if (place.healthy()) {
        return new Health(true, "ready");
      }
      trouble = trouble == null ? place.trouble() : trouble;
    }
    return new Health(
        false, trouble == null ? "starting" : OneLine.of(trouble, DETAIL_CHARACTERS_MAX));
  }

  /** Not to be called by a listener: it would wait for itself. */
  @Override
  public void close() {
    if (loop.isCurrentThread()) {
      throw new IllegalStateException("a listener must not close its prover");
    }
    if (!loop.post(this::closeAll)) {
      return;
    }
    Loop.await(gone);
    loop.shutdown();
  }

  private void closeAll() {
    closing = true;
    for (Place place : places) {
      RunningJob job = place.job();
      if (job != null) {
        end(job, JobFailure.Kind.CANCELLED, "the prover is closed");
      }
      place.close();
    }
    checkGone();
  }

  private void checkGone() {
    if (closing && places.stream().allMatch(Place::gone)) {
      gone.countDown();
    }
  }
}
