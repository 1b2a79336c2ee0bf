package network.baton.prover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every prover owes to its node, whatever it runs on. */
abstract class ProverContractTest {
  private Prover prover = opened(1);

  /** A prover of {@link Steps#TYPE} that follows the steps in its input. */
  abstract Prover open(int parallel);

  /** What is told of what a worker says. */
  Progress told(String stage, int index, int ppm) {
    return new Progress(stage, index, ppm);
  }

  private Prover opened(int parallel) {
    return open(parallel);
  }

  @AfterEach
  void close() {
    prover.close();
  }

  private RecordingListener start(JobRequest request) {
    RecordingListener listener = new RecordingListener();
    prover.start(request, listener);
    return listener;
  }

  @Test
  void progressComesInOrderAndThenOneResult() {
    RecordingListener job =
        start(
            Steps.request(
                "a", Steps.say("witness", 0, 10), Steps.say("prove", 1, 500_000), Steps.ANSWER));

    JobResult result = job.awaitResult();

    assertThat(result.outputJson()).isEqualTo("{\"proof\":\"0x00\"}");
    assertThat(job.events())
        .containsExactly(told("witness", 0, 10), told("prove", 1, 500_000), result);
  }

  @Test
  void progressThatFallsIsToldAsStandingStill() {
    RecordingListener job =
        start(Steps.request("a", Steps.say("s", 0, 700), Steps.say("s", 1, 300), Steps.ANSWER));

    JobResult result = job.awaitResult();

    assertThat(job.events()).containsExactly(told("s", 0, 700), told("s", 1, 700), result);
  }

  @Test
  void aJobBeyondThePlacesIsUnavailable() {
    prover.close();
    prover = open(2);
    RecordingListener first = start(Steps.request("a", Steps.say("s", 0, 1), Steps.NEVER));
    RecordingListener second = start(Steps.request("b", Steps.say("s", 0, 1), Steps.NEVER));
    first.awaitProgress();
    second.awaitProgress();

    JobFailure failure =
        start(Steps.request("c", Steps.ANSWER)).awaitFailure(JobFailure.Kind.UNAVAILABLE);

    assertThat(failure.detail()).isEqualTo("all places are taken: 2");
    assertThat(first.ends()).isZero();
  }

  @Test
  void thePlaceIsFreeWhenTheListenerHearsTheEnd() {
    CompletableFuture<RecordingListener> next = new CompletableFuture<>();
    prover.start(
        Steps.request("a", Steps.ANSWER),
        new RecordingListener() {
          @Override
          public void onResult(JobResult result) {
            next.complete(start(Steps.request("b", Steps.ANSWER)));
          }
        });

    next.orTimeout(RecordingListener.PATIENCE_S, TimeUnit.SECONDS).join().awaitResult();
  }

  @Test
  void aCancelledJobEndsOnceAndTheNextOneRuns() {
    RecordingListener listener = new RecordingListener();
    Job job = prover.start(Steps.request("a", Steps.say("s", 0, 1), Steps.NEVER), listener);
    listener.awaitProgress();

    job.cancel();
    job.cancel();
    listener.awaitFailure(JobFailure.Kind.CANCELLED);
    start(Steps.request("b", Steps.ANSWER)).awaitResult();

    assertThat(listener.ends()).isOne();
  }

  @Test
  void cancellingAnEndedJobDoesNothing() {
    RecordingListener listener = new RecordingListener();
    Job job = prover.start(Steps.request("a", Steps.ANSWER), listener);
    listener.awaitResult();

    job.cancel();
    start(Steps.request("b", Steps.ANSWER)).awaitResult();

    assertThat(listener.ends()).isOne();
  }

  @Test
  void aJobThatNeverEndsTimesOutAndTheNextOneRuns() {
    RecordingListener listener = start(Steps.request("a", 50, Steps.NEVER));

    JobFailure failure = listener.awaitFailure(JobFailure.Kind.TIMEOUT);

    assertThat(failure.detail()).isEqualTo("no answer after 50 ms");
    start(Steps.request("b", Steps.ANSWER)).awaitResult();
    assertThat(listener.ends()).isOne();
  }

  @Test
  void aProverThatFailsSaysWhy() {
    String fail = "{\"fail\": {\"kind\": \"crash\", \"detail\": \"out of memory\"}}";

    JobFailure failure = start(Steps.request("a", fail)).awaitFailure(JobFailure.Kind.CRASH);

    assertThat(failure.detail()).endsWith("out of memory");
    start(Steps.request("b", Steps.ANSWER)).awaitResult();
  }

  @Test
  void anAnswerThatIsNotJsonIsInvalid() {
    start(Steps.request("a", "{\"output\": \"proof!\"}", "{\"answer\": true}"))
        .awaitFailure(JobFailure.Kind.INVALID);
  }

  @Test
  void anotherProofTypeIsRefused() {
    start(new JobRequest("a", "other-v1", "{}", Steps.LONG_MS)).awaitFailure(JobFailure.Kind.INPUT);
  }

  @Test
  void twoJobsOfOneIdAreRefused() {
    prover.close();
    prover = open(2);
    RecordingListener first = start(Steps.request("a", Steps.say("s", 0, 1), Steps.NEVER));
    first.awaitProgress();

    start(Steps.request("a", Steps.ANSWER)).awaitFailure(JobFailure.Kind.INPUT);

    assertThat(first.ends()).isZero();
  }

  @Test
  void closeCancelsWhatRunsAndTakesNoMore() {
    RecordingListener listener = start(Steps.request("a", Steps.say("s", 0, 1), Steps.NEVER));
    listener.awaitProgress();

    prover.close();
    prover.close();

    listener.awaitFailure(JobFailure.Kind.CANCELLED);
    start(Steps.request("b", Steps.ANSWER)).awaitFailure(JobFailure.Kind.UNAVAILABLE);
    assertThat(listener.ends()).isOne();
  }
}
