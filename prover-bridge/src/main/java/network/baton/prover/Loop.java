package network.baton.prover;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that owns the state of a prover, and its timers. */
public final class Loop {
  /** A call that is due later. */
  public interface Timer {
    void cancel();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private final ScheduledThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  public Loop(String name) {
    executor = new ScheduledThreadPoolExecutor(1, turns -> newThread(name, turns));
    executor.setRemoveOnCancelPolicy(true);
  }

  private Thread newThread(String name, Runnable turns) {
    thread = Thread.ofPlatform().name(name).daemon(true).unstarted(turns);
    return thread;
  }

  /** False after {@link #shutdown}: the turn will not come. */
  public boolean post(Runnable turn) {
    try {
      executor.execute(guarded(turn));
      return true;
    } catch (RejectedExecutionException shutDown) {
      return false;
    }
  }

  public boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  /** After {@link #shutdown} the turn will not come. */
  public Timer after(long delayMs, Runnable turn) {
    try {
      var future = executor.schedule(guarded(turn), delayMs, TimeUnit.MILLISECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException shutDown) {
      return () -> {};
    }
  }

  /** What was posted before still runs. */
  public void shutdown() {
    executor.shutdown();
  }

  /** Waits for the loop to open the latch, however often the waiting thread is interrupted. */
  public static void await(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A listener that throws must not end the prover with it. */
  private static Runnable guarded(Runnable turn) {
    return () -> {
      try {
        turn.run();
      } catch (RuntimeException defect) {
        LOG.error("a turn of the prover's loop failed", defect);
      }
    };
  }
}
