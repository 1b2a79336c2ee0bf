package network.baton.node.chain;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongFunction;
import network.baton.lease.Hash32;
import network.baton.lease.Snapshot;
import network.baton.node.chain.ChainClient.SeenHeader;
import network.baton.wire.BlockHeader;
import network.baton.wire.NetworkRules;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the head by hash on one thread: says which blocks came, which a reorg removed, and which
 * snapshots became known, in the order in which the core must hear it.
 */
public final class ChainFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChainFollower.class);

  /** How long a failed look-up waits before it is tried again, in milliseconds. */
  static final long RETRY_MS = 500;

  private final ChainClient client;
  private final Listener listener;
  private final HeadChain chain = new HeadChain();
  private final SnapshotBook snapshots;

  /**
   * Blocks of the chain that were not announced yet, oldest first: what a failing endpoint left to
   * be tried again.
   */
  private final ArrayDeque<BlockHeader> pending = new ArrayDeque<>();

  private final LinkedBlockingQueue<SeenHeader> heads = new LinkedBlockingQueue<>();

  @SuppressWarnings("ThreadPriorityCheck") // for speed only: nothing relies on the order
  private final Thread thread =
      Thread.ofPlatform()
          .name("baton-heads")
          .daemon()
          .priority(Thread.MAX_PRIORITY)
          .unstarted(this::follow);

  /** Called on the head thread, in order; must not block. */
  public interface Listener {
    void onSnapshot(Snapshot snapshot);

    void onBlock(BlockHeader block, long seenMicros);

    void onOrphaned(BlockHeader block);
  }

  public ChainFollower(
      ChainClient client,
      NetworkRules rules,
      RegistryReader registry,
      LongFunction<Snapshot> genesis,
      Listener listener) {
    this.client = client;
    this.listener = listener;
    this.snapshots = new SnapshotBook(rules, registry, genesis);
  }

  public void start() {
    thread.start();
    client.onHead(heads::add);
  }

  private void follow() {
    try {
      while (true) {
        SeenHeader head = heads.take();
        while (!take(head)) {
          Thread.sleep(RETRY_MS);
          SeenHeader newer = heads.poll();
          head = newer == null ? head : newer;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false when the endpoint failed on the way and the head should be tried again. */
  private boolean take(SeenHeader head) {
    try {
      HeadChain.Ancestors ancestors = this::ancestor;
      HeadChain.Change change = chain.advance(head.header(), ancestors);
      for (BlockHeader removed : change.removed()) {
        LOG.info("block {} {} was removed by a reorg", removed.number(), removed.hash().brief());
        snapshots.remove(removed);
        listener.onOrphaned(removed);
      }
      pending.removeAll(change.removed());
      pending.addAll(change.added());
      while (!pending.isEmpty()) {
        BlockHeader next = pending.getFirst();
        List<Snapshot> fresh = snapshots.advance(next, ancestors);
        fresh.forEach(listener::onSnapshot);
        listener.onBlock(next, head.seenMicros());
        pending.removeFirst();
      }
      snapshots.readAhead(head.header());
      return true;
    } catch (ChainException e) {
      LOG.warn("block {}: {}", head.header().number(), e.getMessage());
      return false;
    }
  }

  private @Nullable BlockHeader ancestor(Hash32 hash) {
    BlockHeader kept = chain.byHash(hash);
    return kept == null ? client.headerByHash(hash) : kept;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
