package network.baton.node;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that may block, begun by threads that must not: timers and the network's. What fails is said
 * and ends nothing, the next round is another one.
 *
 * @param what names the work in the log
 * @param workers may block
 */
record Background(String what, Executor workers) {
  private static final Logger LOG = LoggerFactory.getLogger(Background.class);

  /** Does nothing once the node is closing. */
  void run(Runnable work) {
    try {
      workers.execute(() -> guarded(work));
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: the node is closing", what);
    }
  }

  /** Runs the round again and again until the timer is shut down. */
  @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
  void every(ScheduledExecutorService timer, long firstMs, long intervalMs, Runnable round) {
    timer.scheduleWithFixedDelay(() -> run(round), firstMs, intervalMs, TimeUnit.MILLISECONDS);
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("{}: {}", what, e.toString());
    }
  }
}
