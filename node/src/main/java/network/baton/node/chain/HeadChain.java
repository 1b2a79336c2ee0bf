package network.baton.node.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import network.baton.lease.Hash32;
import network.baton.wire.BlockHeader;
import org.jspecify.annotations.Nullable;

/**
 * The canonical chain as far back as tasks can be open, by hash: a pure function from new heads to
 * what was removed and what was added. Owned by one thread.
 */
final class HeadChain {
  /** Blocks kept; a reorg that reaches deeper replaces all of them. */
  static final int BLOCKS_MAX = 256;

  /** Ancestors looked up for one head before the gap counts as unbridgeable. */
  static final int ANCESTORS_MAX = 128;

  private final Deque<BlockHeader> chain = new ArrayDeque<>();

  /** Finds a header by hash, or null. */
  interface Ancestors {
    @Nullable BlockHeader byHash(Hash32 hash);
  }

  /** What a new head changed: orphaned blocks newest first, new ones oldest first. */
  record Change(List<BlockHeader> removed, List<BlockHeader> added) {}

  @Nullable BlockHeader tip() {
    return chain.peekLast();
  }

  Change advance(BlockHeader head, Ancestors ancestors) {
    if (contains(head.hash())) {
      return new Change(List.of(), List.of());
    }
    var added = new ArrayDeque<BlockHeader>();
    added.addFirst(head);
    boolean joined = chain.isEmpty();
    while (!joined && added.size() <= ANCESTORS_MAX) {
      Hash32 parentHash = added.getFirst().parentHash();
      if (contains(parentHash)) {
        joined = true;
      } else {
        BlockHeader parent = ancestors.byHash(parentHash);
        if (parent == null || parent.number() + 1 < chain.getFirst().number()) {
          break;
        }
        added.addFirst(parent);
      }
    }
    var removed = new ArrayList<BlockHeader>();
    while (!chain.isEmpty() && !chain.getLast().hash().equals(added.getFirst().parentHash())) {
      removed.add(chain.removeLast());
    }
    for (BlockHeader header : added) {
      chain.addLast(header);
      if (chain.size() > BLOCKS_MAX) {
        chain.removeFirst();
      }
    }
    return new Change(removed, List.copyOf(added));
  }

  private boolean contains(Hash32 hash) {
    return byHash(hash) != null;
  }

  /** The block if it is among those kept. */
  @Nullable BlockHeader byHash(Hash32 hash) {
    Iterator<BlockHeader> newestFirst = chain.descendingIterator();
    while (newestFirst.hasNext()) {
      BlockHeader block = newestFirst.next();
      if (block.hash().equals(hash)) {
        return block;
      }
    }
    return null;
  }
}
