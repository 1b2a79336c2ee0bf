package network.baton.benchmark.orchestration;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One task's moments, {@code System.nanoTime}. */
final class Stamps {
  private static final long PATIENCE_S = 300;
  final String id;
  final long inNanos = System.nanoTime();
  volatile long startNanos;
  volatile long endNanos;
  volatile long outNanos;
  volatile int outs;
  private volatile String failure = "";
  private final CountDownLatch out = new CountDownLatch(1);

  Stamps(String id) {
    this.id = id;
  }

  /** The result is with who asked for it. */
  synchronized void out() {
    outs++;
    if (outs == 1) {
      outNanos = System.nanoTime();
      out.countDown();
    }
  }

  /** There will be no result. */
  void failed(String why) {
    failure = why;
    out.countDown();
  }

  /** Throws when there is no result, or it is not out after {@code PATIENCE_S}: it is lost. */
  void await() throws InterruptedException {
    if (!out.await(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new IllegalStateException("task " + id + " got no answer in " + PATIENCE_S + " s");
    }
    if (!failure.isEmpty()) {
      throw new IllegalStateException("task " + id + " ended as " + failure);
    }
  }

  boolean done() {
    return out.getCount() == 0;
  }

  /** What came on top of the execution, milliseconds. */
  double overheadMs() {
    return (outNanos - inNanos - (endNanos - startNanos)) / 1e6;
  }

  /** From in to out, milliseconds. */
  double totalMs() {
    return (outNanos - inNanos) / 1e6;
  }
}
