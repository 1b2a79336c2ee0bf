package network.baton.libp2p.gossip;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has messages judged off the loop. Bounded: the router bounds the messages it waits for, and this
 * those that it gave up waiting for. Whatever goes wrong counts as IGNORE.
 */
final class Validation {
  private static final Logger LOG = LoggerFactory.getLogger(Validation.class);

  private final Executor executor;
  private final int runningMax;
  private final LongAdder failures;
  private final BiConsumer<MessageId, ValidationResult> verdicts;

  /** Validations whose verdict the loop has not heard; owned by the loop. */
  private int running;

  /**
   * @param verdicts is told each verdict once, on any thread; must have {@link #ended} called on
   *     the loop for it
   */
  Validation(
      Executor executor,
      int runningMax,
      LongAdder failures,
      BiConsumer<MessageId, ValidationResult> verdicts) {
    this.executor = executor;
    this.runningMax = runningMax;
    this.failures = failures;
    this.verdicts = verdicts;
  }

  /** On the loop. */
  void start(GossipEffect.Validate message, @Nullable TopicValidator validator) {
    running++;
    if (validator == null || running > runningMax) {
      verdicts.accept(message.id(), ValidationResult.IGNORE);
      return;
    }
    try {
      executor.execute(() -> run(message, validator));
    } catch (RejectedExecutionException e) {
      failures.increment();
      verdicts.accept(message.id(), ValidationResult.IGNORE);
    }
  }

  /** On the loop. */
  void ended() {
    running--;
  }

  private void run(GossipEffect.Validate message, TopicValidator validator) {
    try {
      CompletionStage<ValidationResult> verdict =
          validator.validate(message.topic(), message.data().toByteArray(), message.from());
      var _ =
          verdict.whenComplete(
              (result, error) -> {
                if (error != null) {
                  failed(message, error);
                } else {
                  verdicts.accept(message.id(), result);
                }
              });
    } catch (RuntimeException e) {
      failed(message, e);
    }
  }

  private void failed(GossipEffect.Validate message, Throwable error) {
    failures.increment();
    LOG.warn("validator of {} failed: {}", message.topic(), error.toString());
    verdicts.accept(message.id(), ValidationResult.IGNORE);
  }
}
