package network.baton.libp2p.gossip;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has signatures checked and messages judged off the loop. Bounded: the router bounds the messages
 * it waits for, and this those that it gave up waiting for. Whatever goes wrong here counts as no
 * answer or IGNORE: nobody is blamed for it.
 */
final class Validation {
  private static final Logger LOG = LoggerFactory.getLogger(Validation.class);

  private final Executor executor;
  private final int runningMax;
  private final LongAdder failures;
  private final Consumer<GossipEvent> answers;

  /** Jobs whose answer the loop has not heard; owned by the loop. */
  private int running;

  /**
   * @param answers is told each answer once, on any thread; must have {@link #ended} called on the
   *     loop for it
   */
  Validation(Executor executor, int runningMax, LongAdder failures, Consumer<GossipEvent> answers) {
    this.executor = executor;
    this.runningMax = runningMax;
    this.failures = failures;
    this.answers = answers;
  }

  /** On the loop. */
  void validate(GossipEffect.Validate message, @Nullable TopicValidator validator) {
    GossipEvent ignore = new GossipEvent.Verdict(message.id(), ValidationResult.IGNORE);
    if (validator == null) {
      running++;
      answers.accept(ignore);
    } else {
      start(() -> judge(message, validator, ignore), ignore);
    }
  }

  /** On the loop. Without room the message waits in vain, and a later copy may be luckier. */
  void verify(GossipMessage message, AuthorPolicy policy) {
    start(
        () -> answers.accept(new GossipEvent.Verified(message, policy.verify(message))),
        new GossipEvent.Tick());
  }

  /** On the loop. */
  void ended() {
    running--;
  }

  private void start(Runnable job, GossipEvent otherwise) {
    running++;
    if (running > runningMax) {
      answers.accept(otherwise);
      return;
    }
    try {
      executor.execute(job);
    } catch (RejectedExecutionException e) {
      failures.increment();
      answers.accept(otherwise);
    }
  }

  private void judge(GossipEffect.Validate asked, TopicValidator validator, GossipEvent ignore) {
    try {
      CompletionStage<ValidationResult> verdict = validator.validate(asked.message(), asked.from());
      var _ =
          verdict.whenComplete(
              (result, error) -> {
                if (error != null) {
                  failed(asked, error, ignore);
                } else {
                  answers.accept(new GossipEvent.Verdict(asked.id(), result));
                }
              });
    } catch (RuntimeException e) {
      failed(asked, e, ignore);
    }
  }

  private void failed(GossipEffect.Validate asked, Throwable error, GossipEvent ignore) {
    failures.increment();
    LOG.warn("validator of {} failed: {}", asked.message().topic(), error.toString());
    answers.accept(ignore);
  }
}
