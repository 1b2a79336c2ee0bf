package network.baton.benchmark.orchestration;

import java.util.concurrent.CountDownLatch;

/** One task's moments, {@code System.nanoTime}. */
final class Stamps {
  final String id;
  final long inNanos = System.nanoTime();
  volatile long startNanos;
  volatile long endNanos;
  volatile long outNanos;
  volatile int outs;
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

  void await() throws InterruptedException {
    out.await();
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
