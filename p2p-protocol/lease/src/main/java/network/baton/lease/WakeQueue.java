package network.baton.lease;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by the moment that each of them waits for: a binary heap in which every entry knows its
 * place, so that a moment moves in logarithmic time and without allocation. At one moment the task
 * that comes first in {@link TaskBook} goes first.
 */
final class WakeQueue {
  static final long NEVER = Long.MAX_VALUE;

  /** A task's place in one queue. */
  static final class Entry {
    private final TaskState task;
    private long atMs = NEVER;
    private int place = -1;

    Entry(TaskState task) {
      this.task = task;
    }

    long atMs() {
      return atMs;
    }
  }

  private Entry[] heap = new Entry[64];
  private int size;

  /** The moment of the first task, or {@link #NEVER}. */
  long nextMs() {
    return size == 0 ? NEVER : heap[0].atMs;
  }

  /** Moves an entry to a moment; {@link #NEVER} takes it out. */
  void set(Entry entry, long atMs) {
    if (entry.atMs == atMs) {
      return;
    }
    entry.atMs = atMs;
    if (atMs == NEVER) {
      remove(entry);
    } else if (entry.place < 0) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, 2 * size);
      }
      put(entry, size++);
      up(entry);
    } else {
      up(entry);
      down(entry);
    }
  }

  /** Takes out the first task whose moment has come, or answers null. */
  @Nullable TaskState poll(long nowMs) {
    if (nextMs() > nowMs) {
      return null;
    }
    Entry first = heap[0];
    set(first, NEVER);
    return first.task;
  }

  private void remove(Entry entry) {
    if (entry.place < 0) {
      return;
    }
    Entry last = heap[--size];
    if (last != entry) {
      put(last, entry.place);
      up(last);
      down(last);
    }
    entry.place = -1;
  }

  private void up(Entry entry) {
    while (entry.place > 0) {
      Entry above = heap[(entry.place - 1) / 2];
      if (!isBefore(entry, above)) {
        return;
      }
      swap(entry, above);
    }
  }

  private void down(Entry entry) {
    while (true) {
      int left = 2 * entry.place + 1;
      if (left >= size) {
        return;
      }
      int right = left + 1;
      Entry below = right < size && isBefore(heap[right], heap[left]) ? heap[right] : heap[left];
      if (!isBefore(below, entry)) {
        return;
      }
      swap(entry, below);
    }
  }

  private void swap(Entry one, Entry other) {
    int place = one.place;
    put(one, other.place);
    put(other, place);
  }

  private void put(Entry entry, int place) {
    heap[place] = entry;
    entry.place = place;
  }

  private static boolean isBefore(Entry one, Entry other) {
    return one.atMs != other.atMs
        ? one.atMs < other.atMs
        : TaskState.OLDEST_FIRST.compare(one.task, other.task) < 0;
  }
}
