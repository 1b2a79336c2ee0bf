package network.baton.simulator.world;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: steps in the order of their moments, equal moments in the order of their planning.
 * A binary heap over two arrays; times are milliseconds since the start of the world.
 */
public final class Timeline {
  private static final int ORDER_BITS = 24;
  private static final long ORDER_MASK = (1L << ORDER_BITS) - 1;

  private long[] keys = new long[1 << 10];
  private @Nullable Runnable[] steps = new Runnable[1 << 10];
  private int size;
  private long planned;
  private long nowMs;

  public long nowMs() {
    return nowMs;
  }

  /** Plans a step; a moment that has passed means now. */
  public void at(long atMs, Runnable step) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      steps = Arrays.copyOf(steps, 2 * size);
    }
    long key = Math.max(atMs, nowMs) << ORDER_BITS | (planned++ & ORDER_MASK);
    int at = size++;
    while (at > 0) {
      int above = (at - 1) >>> 1;
      if (keys[above] <= key) {
        break;
      }
      keys[at] = keys[above];
      steps[at] = steps[above];
      at = above;
    }
    keys[at] = key;
    steps[at] = step;
  }

  public void after(long delayMs, Runnable step) {
    at(nowMs + delayMs, step);
  }

  /** Runs every step up to and including this moment. */
  public void runUntil(long untilMs) {
    while (size > 0 && keys[0] >>> ORDER_BITS <= untilMs) {
      nowMs = keys[0] >>> ORDER_BITS;
      Runnable step = steps[0];
      removeFirst();
      if (step != null) {
        step.run();
      }
    }
    nowMs = Math.max(nowMs, untilMs);
  }

  private void removeFirst() {
    long key = keys[--size];
    Runnable step = steps[size];
    steps[size] = null;
    int at = 0;
    while (true) {
      int below = 2 * at + 1;
      if (below >= size) {
        break;
      }
      if (below + 1 < size && keys[below + 1] < keys[below]) {
        below++;
      }
      if (keys[below] >= key) {
        break;
      }
      keys[at] = keys[below];
      steps[at] = steps[below];
      at = below;
    }
    if (size > 0) {
      keys[at] = key;
      steps[at] = step;
    }
  }

  int size() {
    return size;
  }
}
