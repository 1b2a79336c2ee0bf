package network.baton.node;

import network.baton.lease.Hash32;
import network.baton.lease.Snapshot;
import network.baton.node.chain.ChainFollower;
import network.baton.wire.BlockHeader;
import org.jspecify.annotations.Nullable;

/**
 * Stands for the {@link ChainWatch} while the parts it needs, some of which ask it, are being made.
 * Set once, before the first block.
 */
final class LateChainWatch implements ChainFollower.Listener {
  private volatile @Nullable ChainWatch watch;

  void set(ChainWatch made) {
    watch = made;
  }

  private ChainWatch made() {
    ChainWatch present = watch;
    if (present == null) {
      throw new IllegalStateException("asked before the node stands");
    }
    return present;
  }

  boolean knows(Hash32 blockHash) {
    ChainWatch present = watch;
    return present != null && present.knows(blockHash);
  }

  long headSlot() {
    ChainWatch present = watch;
    return present == null ? -1 : present.headSlot();
  }

  @Nullable BlockHeader head() {
    ChainWatch present = watch;
    return present == null ? null : present.head();
  }

  @Override
  public void onSnapshot(Snapshot snapshot) {
    made().onSnapshot(snapshot);
  }

  @Override
  public void onBlock(BlockHeader block, long seenMicros) {
    made().onBlock(block, seenMicros);
  }

  @Override
  public void onOrphaned(BlockHeader block) {
    made().onOrphaned(block);
  }
}
