package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Keeps what one job told, and waits for it. */
class RecordingListener implements JobListener {
  /** Generous: machines that test are busy. */
  static final long PATIENCE_S = 60;

  private final List<Object> events = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Progress> firstProgress = new CompletableFuture<>();
  private final CompletableFuture<Object> end = new CompletableFuture<>();

  @Override
  public void onProgress(Progress progress) {
    events.add(progress);
    firstProgress.complete(progress);
  }

  @Override
  public void onResult(JobResult result) {
    events.add(result);
    end.complete(result);
  }

  @Override
  public void onFailure(JobFailure failure) {
    events.add(failure);
    end.complete(failure);
  }

  Progress awaitProgress() {
    return firstProgress.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
  }

  Object awaitEnd() {
    return end.orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
  }

  /** The end, when it is there. */
  CompletableFuture<Object> ended() {
    return end;
  }

  JobResult awaitResult() {
    Object ended = awaitEnd();
    assertThat(ended).isInstanceOf(JobResult.class);
    return (JobResult) ended;
  }

  JobFailure awaitFailure(JobFailure.Kind kind) {
    Object ended = awaitEnd();
    assertThat(ended).isInstanceOf(JobFailure.class);
    JobFailure failure = (JobFailure) ended;
    assertThat(failure.kind()).as(failure.detail()).isEqualTo(kind);
    return failure;
  }

  List<Object> events() {
    return List.copyOf(events);
  }

  long ends() {
    return events.stream().filter(event -> !(event instanceof Progress)).count();
  }
}
