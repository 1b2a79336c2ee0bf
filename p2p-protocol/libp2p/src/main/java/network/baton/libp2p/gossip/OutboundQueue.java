package network.baton.libp2p.gossip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for one peer, bounded in bytes. Leaves in order of priority; when there is no
 * room, the youngest of the least worth gives way first. Thread-safe.
 */
final class OutboundQueue {
  private static final List<Priority> DROP_ORDER = Priority.leastWorthFirst();

  private final int bytesMax;
  private final Consumer<Priority> dropped;

  private final NavigableMap<Priority, Deque<Frame>> classes = new TreeMap<>();

  private int bytes;

  /**
   * @param dropped hears the class of each frame that gave way
   */
  OutboundQueue(int bytesMax, Consumer<Priority> dropped) {
    this.bytesMax = bytesMax;
    this.dropped = dropped;
  }

  /** One RPC with its length prefix, and who waits to hear what became of it. */
  static final class Frame {
    final byte[] bytes;
    final Priority priority;
    private final @Nullable WriteTracker tracker;

    Frame(byte[] bytes, Priority priority, @Nullable WriteTracker tracker) {
      this.bytes = bytes;
      this.priority = priority;
      this.tracker = tracker;
    }

    void written() {
      if (tracker != null) {
        tracker.written();
      }
    }

    void failed() {
      if (tracker != null) {
        tracker.failed();
      }
    }
  }

  /** Adds a frame; others go for it, or itself when it finds no room. */
  void add(Frame frame) {
    // Who hears of a frame that gave way must not hear it while others wait for the lock.
    put(frame).forEach(Frame::failed);
  }

  private synchronized List<Frame> put(Frame frame) {
    bytes += frame.bytes.length;
    classes.computeIfAbsent(frame.priority, key -> new ArrayDeque<>()).addLast(frame);
    if (bytes <= bytesMax) {
      return List.of();
    }
    List<Frame> gone = new ArrayList<>();
    while (bytes > bytesMax) {
      gone.add(dropOne());
    }
    return gone;
  }

  /**
   * Takes the first frames: one, and as many more as fit.
   *
   * @return none if nothing waits
   */
  synchronized List<Frame> take(int bytesAtMost) {
    List<Frame> taken = new ArrayList<>();
    int room = bytesAtMost;
    for (Deque<Frame> frames : classes.values()) {
      for (Frame next = frames.peekFirst(); next != null; next = frames.peekFirst()) {
        if (!taken.isEmpty() && next.bytes.length > room) {
          return taken;
        }
        room -= next.bytes.length;
        bytes -= next.bytes.length;
        taken.add(frames.removeFirst());
      }
    }
    return taken;
  }

  private synchronized @Nullable Frame poll() {
    for (Deque<Frame> frames : classes.values()) {
      Frame first = frames.pollFirst();
      if (first != null) {
        bytes -= first.bytes.length;
        return first;
      }
    }
    return null;
  }

  synchronized boolean isEmpty() {
    return bytes == 0;
  }

  void clear() {
    for (Frame frame = poll(); frame != null; frame = poll()) {
      frame.failed();
    }
  }

  private Frame dropOne() {
    for (Priority priority : DROP_ORDER) {
      Deque<Frame> frames = classes.get(priority);
      Frame last = frames == null ? null : frames.pollLast();
      if (last != null) {
        bytes -= last.bytes.length;
        dropped.accept(priority);
        return last;
      }
    }
    throw new IllegalStateException("bytes without frames");
  }
}
