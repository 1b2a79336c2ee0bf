package network.baton.libp2p.gossip;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Follows the writes of one published message to its peers. Thread-safe. */
final class WriteTracker {
  private final CompletableFuture<Void> first = new CompletableFuture<>();
  private final CompletableFuture<Integer> all = new CompletableFuture<>();
  private final AtomicInteger written = new AtomicInteger();

  /** Writes that are not over, and one for the publisher, who is still adding some. */
  private final AtomicInteger open = new AtomicInteger(1);

  void expect() {
    open.incrementAndGet();
  }

  void written() {
    written.incrementAndGet();
    first.complete(null);
    over();
  }

  void failed() {
    over();
  }

  /** No more writes will be expected. */
  Publication sealed(int peers) {
    over();
    return new Publication(peers, first, all);
  }

  private void over() {
    if (open.decrementAndGet() == 0) {
      all.complete(written.get());
      first.completeExceptionally(new NotWrittenException());
    }
  }
}
