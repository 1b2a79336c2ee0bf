package network.baton.libp2p.gossip;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
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

  private final WorkQueue work;
  private final int runningMax;
  private final LongAdder failures;
  private final Answers answers;

  /** Jobs whose answer the loop has not heard; owned by the loop. */
  private int running;

  /** Is told each answer once; must have {@link #ended} called on the loop for it. */
  interface Answers {
    /**
     * @param onWorker whether this is a thread of the executor, that has nothing better to do; else
     *     any thread
     */
    void answered(GossipEvent answer, boolean onWorker);
  }

  Validation(Executor executor, int runningMax, LongAdder failures, Answers answers) {
    this.work = new WorkQueue(executor);
    this.runningMax = runningMax;
    this.failures = failures;
    this.answers = answers;
  }

  /** On the loop. */
  void validate(GossipEffect.Validate message, @Nullable TopicValidator validator) {
    GossipEvent ignore = new GossipEvent.Verdict(message.id(), ValidationResult.IGNORE);
    if (validator == null) {
      running++;
      answers.answered(ignore, false);
    } else {
      start(() -> judge(message, validator, ignore), ignore);
    }
  }

  /** On the loop. Without room the message waits in vain, and a later copy may be luckier. */
  void verify(GossipMessage message, AuthorPolicy policy) {
    start(
        () -> answers.answered(new GossipEvent.Verified(message, policy.verify(message)), true),
        new GossipEvent.Tick());
  }

  /** On the loop. */
  void ended() {
    running--;
  }

  private void start(Runnable job, GossipEvent otherwise) {
    running++;
    if (running > runningMax) {
      answers.answered(otherwise, false);
      return;
    }
    if (!work.add(job)) {
      failures.increment();
      answers.answered(otherwise, false);
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
                  answers.answered(new GossipEvent.Verdict(asked.id(), result), work.isWorker());
                }
              });
    } catch (RuntimeException e) {
      failed(asked, e, ignore);
    }
  }

  private void failed(GossipEffect.Validate asked, Throwable error, GossipEvent ignore) {
    failures.increment();
    LOG.warn("validator of {} failed: {}", asked.message().topic(), error.toString());
    answers.answered(ignore, work.isWorker());
  }
}
