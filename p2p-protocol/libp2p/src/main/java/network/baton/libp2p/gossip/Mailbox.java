package network.baton.libp2p.gossip;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that runs jobs in the order they were posted, and a tick when it is due. What only its
 * jobs touch needs no lock. A job that throws is logged and counted, and the next one runs: no
 * peer's bytes may end the loop.
 */
final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  private final BlockingQueue<Job> jobs = new LinkedBlockingQueue<>();
  private final LongSupplier clockMs;
  private final LongSupplier nextTickMs;
  private final Runnable tick;
  private final LongAdder failures;
  private final Thread thread;
  private volatile boolean ended;

  /** Owned by the loop. */
  private boolean closing;

  /**
   * @param run does the work, on the loop
   * @param abandon instead of it when the loop has ended; on any thread
   */
  private record Job(Runnable run, Runnable abandon) {}

  Mailbox(
      String name,
      LongSupplier clockMs,
      LongSupplier nextTickMs,
      Runnable tick,
      LongAdder failures) {
    this.clockMs = clockMs;
    this.nextTickMs = nextTickMs;
    this.tick = tick;
    this.failures = failures;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  void post(Runnable job) {
    post(new Job(job, () -> {}));
  }

  /**
   * Runs a question on the loop and waits for its answer; at once when this is the loop.
   *
   * @throws IllegalStateException if the loop has ended
   */
  <T> T ask(Supplier<T> question) {
    return await(submit(question));
  }

  /** Runs a question on the loop; at once when this is the loop. */
  <T> CompletableFuture<T> submit(Supplier<T> question) {
    if (Thread.currentThread() == thread) {
      return CompletableFuture.completedFuture(question.get());
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    post(
        new Job(
            () -> {
              try {
                answer.complete(question.get());
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            },
            () -> answer.completeExceptionally(new IllegalStateException("closed"))));
    return answer;
  }

  /** Waits for the answer; throws what the question threw. */
  static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Ends the loop after what was posted before and {@code last}; waits unless this is the loop. */
  void close(Runnable last) {
    post(
        () -> {
          closing = true;
          last.run();
        });
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void post(Job job) {
    jobs.add(job);
    if (ended) {
      abandonAll();
    }
  }

  private void loop() {
    while (!closing) {
      @Nullable Job job = next();
      if (job != null) {
        guarded(job.run);
      }
      if (!closing && clockMs.getAsLong() >= nextTickMs.getAsLong()) {
        guarded(tick);
      }
    }
    ended = true;
    abandonAll();
  }

  private @Nullable Job next() {
    long waitMs = nextTickMs.getAsLong() - clockMs.getAsLong();
    if (waitMs <= 0) {
      return jobs.poll();
    }
    try {
      return jobs.poll(waitMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody but close() ends this thread.
      return null;
    }
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      failures.increment();
      LOG.error("gossip step failed", e);
    }
  }

  private void abandonAll() {
    for (Job job = jobs.poll(); job != null; job = jobs.poll()) {
      job.abandon.run();
    }
  }
}
