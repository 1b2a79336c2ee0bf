package network.baton.libp2p.gossip;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs one at a time in the order they were posted, and a tick when it is due. What only its
 * jobs touch needs no lock. A thread of its own sees to all that; a thread that posts by {@link
 * #run} does the work itself while nobody else does, which saves waking another one. A job that
 * throws is logged and counted, and the next one runs: no peer's bytes may end the loop.
 */
final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

  /** Jobs that a thread which came with one of its own does at most before it goes its way. */
  private static final int GUEST_JOBS_MAX = 32;

  private static final int OWN_JOBS_MAX = 1_024;

  /** How long to leave a guest alone. */
  private static final long GUEST_NS = 1_000_000;

  private final Queue<Job> jobs = new ConcurrentLinkedQueue<>();
  private final LongSupplier clockMs;
  private final LongSupplier nextTickMs;
  private final Runnable tick;
  private final LongAdder failures;
  private final Thread thread;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /** Who runs jobs now. */
  private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

  /** When the thread of this wakes by itself, if it sleeps. */
  private volatile long sleepsUntilMs = Long.MIN_VALUE;

  /** When the next tick is due, as the last owner left it. */
  private volatile long nextWakeMs = Long.MIN_VALUE;

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

  /** Leaves a job and returns at once. */
  void post(Runnable job) {
    add(new Job(job, () -> {}));
    wake();
  }

  /** Leaves a job; does it and others now if nobody else does. For threads that can spare that. */
  void run(Runnable job) {
    add(new Job(job, () -> {}));
    runAsGuest();
  }

  /**
   * Runs a question on the loop and waits for its answer; at once when this is the loop.
   *
   * @throws IllegalStateException if the loop has ended
   */
  <T> T ask(Supplier<T> question) {
    CompletableFuture<T> answer = submit(question);
    runAsGuest();
    return await(answer);
  }

  /**
   * Leaves a question; at once answered when this is the loop. To be followed by {@link
   * #runAsGuest} or {@link #wake}.
   */
  <T> CompletableFuture<T> submit(Supplier<T> question) {
    if (Thread.currentThread().equals(owner.get())) {
      return CompletableFuture.completedFuture(question.get());
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    add(
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
    if (!Thread.currentThread().equals(owner.get())) {
      over.join();
    }
  }

  /** Does some of the jobs that wait, if nobody else does. */
  void runAsGuest() {
    Thread guest = Thread.currentThread();
    if (guest.equals(owner.get())) {
      return; // a job that posts another: it runs after this one
    }
    int left = GUEST_JOBS_MAX;
    while (left > 0 && !jobs.isEmpty()) {
      if (!owner.compareAndSet(null, guest)) {
        return; // whoever it is looks again after it has let go
      }
      left -= runOwned(left);
    }
    wake();
  }

  /** Has the thread of this look after the jobs, unless somebody is at it. */
  void wake() {
    if (owner.get() == null && (!jobs.isEmpty() || nextWakeMs < sleepsUntilMs)) {
      LockSupport.unpark(thread);
    }
  }

  private void add(Job job) {
    jobs.add(job);
    if (ended) {
      abandonAll();
    }
  }

  private void loop() {
    while (!ended) {
      if (owner.compareAndSet(null, thread)) {
        runOwned(OWN_JOBS_MAX);
        sleep();
      } else {
        // A guest is at it, and calls when it leaves something behind.
        LockSupport.parkNanos(this, GUEST_NS);
      }
    }
  }

  private void sleep() {
    long wakeMs = nextWakeMs;
    sleepsUntilMs = wakeMs;
    // After the mark is set, so that who posts now either is seen here or sees the mark.
    long waitMs = wakeMs - clockMs.getAsLong();
    if (waitMs > 0 && nextWakeMs >= wakeMs && jobs.isEmpty() && !ended) {
      LockSupport.parkNanos(this, Math.min(waitMs, 3_600_000) * 1_000_000);
    }
    sleepsUntilMs = Long.MIN_VALUE;
  }

  /** Runs jobs and the tick as the owner, then lets go; returns how many jobs, at least one. */
  private int runOwned(int jobsMax) {
    int done = 0;
    try {
      while (done < jobsMax && !closing) {
        @Nullable Job job = jobs.poll();
        if (job == null) {
          break;
        }
        guarded(job.run);
        done++;
      }
      if (!closing && clockMs.getAsLong() >= nextTickMs.getAsLong()) {
        guarded(tick);
      }
      nextWakeMs = closing ? Long.MAX_VALUE : nextTickMs.getAsLong();
      if (closing && !ended) {
        ended = true;
        abandonAll();
        over.complete(null);
        LockSupport.unpark(thread);
      }
    } finally {
      owner.set(null);
    }
    return Math.max(1, done);
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
