package network.baton.node;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import network.baton.lease.Event;
import org.jspecify.annotations.Nullable;

/**
 * The one way into the loop's thread. What comes from strangers is turned away when the box is
 * full; what the node's own parts say always gets in, since each of them has its own bound.
 */
final class Mailbox {
  /** Letters waiting beyond which strangers' messages are refused as OVERLOADED. */
  static final int STRANGERS_MAX = 8_192;

  private final LinkedBlockingQueue<Letter> queue = new LinkedBlockingQueue<>();
  private final AtomicLong refused = new AtomicLong();

  /** What the loop finds in the box. */
  sealed interface Letter {
    /** For the core, one after the other; leases that they cause are signed together. */
    record ForCore(List<Event> events) implements Letter {}

    /** For what the loop's thread owns beside the core. */
    record Errand(Runnable work) implements Letter {}
  }

  /** An event from the node's own parts. */
  void post(Event event) {
    post(List.of(event));
  }

  /** Events that belong together. */
  void post(List<Event> events) {
    queue.add(new Letter.ForCore(List.copyOf(events)));
  }

  /** An event that a peer caused. Returns false when the box is full. */
  boolean offer(Event event) {
    if (queue.size() >= STRANGERS_MAX) {
      refused.incrementAndGet();
      return false;
    }
    queue.add(new Letter.ForCore(List.of(event)));
    return true;
  }

  /** Something to be done on the loop's thread. */
  void run(Runnable work) {
    queue.add(new Letter.Errand(work));
  }

  long refused() {
    return refused.get();
  }

  @Nullable Letter poll(long waitMs) throws InterruptedException {
    return waitMs <= 0 ? queue.poll() : queue.poll(waitMs, TimeUnit.MILLISECONDS);
  }
}
