package network.baton.simulator.world;

import java.util.Arrays;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: steps in the order of their moments, equal moments in the order of their planning.
 * Times are milliseconds since the start of the world.
 *
 * <p>A ring with a place for each of the next {@link #AHEAD_MS} milliseconds, each with a chain of
 * steps: nearly all steps come soon, and neither planning nor running one depends on how many there
 * are. What comes later than that waits in a heap.
 */
public final class Timeline {
  private static final int AHEAD_MS = 1 << 14;
  private static final int MASK = AHEAD_MS - 1;
  private static final int NONE = -1;

  private record Far(long atMs, long order, Runnable step) implements Comparable<Far> {
    @Override
    public int compareTo(Far other) {
      return atMs == other.atMs ? Long.compare(order, other.order) : Long.compare(atMs, other.atMs);
    }
  }

  private final int[] first = new int[AHEAD_MS];
  private final int[] last = new int[AHEAD_MS];

  /** One bit for each place of the ring that has a step. */
  private final long[] taken = new long[AHEAD_MS / Long.SIZE];

  private final PriorityQueue<Far> far = new PriorityQueue<>();
  private @Nullable Runnable[] steps = new Runnable[1 << 10];
  private int[] next = new int[1 << 10];
  private int free = NONE;
  private int used;
  private int size;
  private long planned;
  private long nowMs;

  /** Makes an empty one at moment 0. */
  public Timeline() {
    Arrays.fill(first, NONE);
  }

  public long nowMs() {
    return nowMs;
  }

  /** Plans a step; a moment that has passed means now. */
  public void at(long atMs, Runnable step) {
    long whenMs = Math.max(atMs, nowMs);
    size++;
    if (whenMs - nowMs >= AHEAD_MS) {
      far.add(new Far(whenMs, planned++, step));
      return;
    }
    int entry = newEntry();
    steps[entry] = step;
    next[entry] = NONE;
    int place = (int) whenMs & MASK;
    if (first[place] == NONE) {
      first[place] = entry;
      taken[place >>> 6] |= 1L << place;
    } else {
      next[last[place]] = entry;
    }
    last[place] = entry;
  }

  private int newEntry() {
    if (free != NONE) {
      int entry = free;
      free = next[entry];
      return entry;
    }
    if (used == steps.length) {
      steps = Arrays.copyOf(steps, 2 * used);
      next = Arrays.copyOf(next, 2 * used);
    }
    return used++;
  }

  public void after(long delayMs, Runnable step) {
    at(nowMs + delayMs, step);
  }

  /** Runs every step up to and including this moment. */
  public void runUntil(long untilMs) {
    while (size > 0) {
      long atMs = nextMs();
      if (atMs > untilMs) {
        break;
      }
      nowMs = atMs;
      runNow();
    }
    nowMs = Math.max(nowMs, untilMs);
  }

  /** Of one moment the far steps come first: they were planned before the ring reached it. */
  private void runNow() {
    for (Far head = far.peek(); head != null && head.atMs() == nowMs; head = far.peek()) {
      far.remove();
      size--;
      head.step().run();
    }
    int place = (int) nowMs & MASK;
    while (first[place] != NONE) {
      int entry = first[place];
      Runnable step = steps[entry];
      first[place] = next[entry];
      steps[entry] = null;
      next[entry] = free;
      free = entry;
      size--;
      if (step != null) {
        step.run();
      }
    }
    taken[place >>> 6] &= ~(1L << place);
  }

  /** The moment of the first step; there is one. */
  private long nextMs() {
    Far head = far.peek();
    long farMs = head == null ? Long.MAX_VALUE : head.atMs();
    int from = (int) nowMs & MASK;
    int word = from >>> 6;
    long bits = taken[word] & (-1L << from);
    for (int i = 0; bits == 0; i++) {
      if (i == taken.length) {
        return farMs;
      }
      word = (word + 1) & (taken.length - 1);
      bits = taken[word];
    }
    int place = (word << 6) + Long.numberOfTrailingZeros(bits);
    return Math.min(farMs, nowMs + ((place - from) & MASK));
  }

  int size() {
    return size;
  }
}
