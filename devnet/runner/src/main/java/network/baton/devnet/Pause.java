package network.baton.devnet;

import java.util.concurrent.TimeUnit;

/** Waiting in the runner, which is the network's clock and therefore lives in real time. */
final class Pause {
  private static final long SPIN_NANOS = 300_000;

  private Pause() {}

  static void millis(long millis) throws DevnetException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted", e);
    }
  }

  /** Waits until the wall clock shows this moment, to a fraction of a millisecond. */
  static void until(long wallMicros) throws DevnetException {
    long leftNanos = (wallMicros - Anvil.nowMicros()) * 1000;
    while (leftNanos > 0) {
      if (leftNanos > SPIN_NANOS) {
        try {
          TimeUnit.NANOSECONDS.sleep(leftNanos - SPIN_NANOS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new DevnetException("interrupted", e);
        }
      } else {
        Thread.onSpinWait();
      }
      leftNanos = (wallMicros - Anvil.nowMicros()) * 1000;
    }
  }
}
