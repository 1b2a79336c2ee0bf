package network.baton.libp2p.gossip;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs for an executor, done by a few of its tasks that take one after the other: under load no
 * thread is woken for a single job. Not bounded: whoever adds is. Thread-safe.
 */
final class WorkQueue {
  private static final Logger LOG = LoggerFactory.getLogger(WorkQueue.class);

  /** Two at least, so that one slow job does not hold up all others. */
  private static final int WORKERS_MAX = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** The queue whose worker this thread is. */
  private static final ThreadLocal<WorkQueue> WORKING = new ThreadLocal<>();

  private final Executor executor;
  private final Queue<Runnable> jobs = new ConcurrentLinkedQueue<>();
  private final AtomicInteger workers = new AtomicInteger();

  WorkQueue(Executor executor) {
    this.executor = executor;
  }

  /** False if the executor takes nothing more. */
  boolean add(Runnable job) {
    boolean first = jobs.isEmpty();
    jobs.add(job);
    // A worker looks at the queue again as soon as it is done with its present job.
    return (first && isWorker()) || startWorker(job);
  }

  /** Whether the present thread does jobs of this queue. */
  boolean isWorker() {
    return WORKING.get() == this;
  }

  private boolean startWorker(Runnable job) {
    int running = workers.get();
    while (running < WORKERS_MAX) {
      if (workers.compareAndSet(running, running + 1)) {
        try {
          executor.execute(this::work);
          return true;
        } catch (RejectedExecutionException e) {
          workers.decrementAndGet();
          return !jobs.remove(job);
        }
      }
      running = workers.get();
    }
    return true;
  }

  private void work() {
    WORKING.set(this);
    try {
      do {
        try {
          for (Runnable job = jobs.poll(); job != null; job = jobs.poll()) {
            guarded(job);
          }
        } finally {
          workers.decrementAndGet();
        }
        // Whoever added a job before that may have found enough workers.
      } while (!jobs.isEmpty() && workers.incrementAndGet() > 0);
    } finally {
      WORKING.remove();
    }
  }

  private static void guarded(Runnable job) {
    try {
      job.run();
    } catch (RuntimeException e) {
      LOG.error("validation failed", e);
    }
  }
}
