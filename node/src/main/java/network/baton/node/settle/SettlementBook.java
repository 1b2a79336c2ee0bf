package network.baton.node.settle;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Hash32;
import network.baton.node.chain.Place;
import network.baton.node.chain.Watchlist;
import network.baton.node.store.PendingSettlement;
import org.jspecify.annotations.Nullable;

/**
 * Own proofs on their way to the chain, as a pure function from events to effects (specs/chain.md,
 * TX-15 to TX-18). What the chain says of a task is asked anew whenever it may have changed; what
 * follows from it is {@link Standing}. Not thread-safe.
 */
public final class SettlementBook {
  /** Blocks between two looks at a task that is not settled by this prover. */
  static final long LOOK_BLOCKS = 8;

  /** The same when it is, or cannot be: only a reorg that nobody told of could change it. */
  static final long IDLE_LOOK_BLOCKS = 32;

  /** An accusation can be answered with the proof for so many times the time for a second one. */
  static final long ACCUSABLE_TIMES = 3;

  /** Proofs watched at once; one more waits in the store for a restart. */
  static final int ENTRIES_MAX = 8_192;

  private static final class Entry implements Watchlist.Watched {
    final PendingSettlement pending;
    @Nullable Standing standing;

    /** The last block that could hold a second settlement. */
    long secondUntil = Long.MAX_VALUE;

    Entry(PendingSettlement pending) {
      this.pending = pending;
    }

    @Override
    public long nextLookBlock(long lookedAt) {
      boolean open = standing == Standing.FIRST || lookedAt <= secondUntil;
      boolean idle = standing == Standing.SETTLED || !open;
      long regular = lookedAt + (idle ? IDLE_LOOK_BLOCKS : LOOK_BLOCKS);
      return standing == Standing.SECOND ? Math.min(regular, secondUntil) : regular;
    }
  }

  private final int self;
  private final EnumMap<Standing, Long> counts = new EnumMap<>(Standing.class);
  private final List<SettlementEffect> effects = new ArrayList<>();
  private final Watchlist<Hash32, Entry> entries =
      new Watchlist<>(entry -> effects.add(new SettlementEffect.Look(entry.pending)));

  public SettlementBook(int self) {
    this.self = self;
  }

  /** Takes an event; answers what is to be done for it, in order. */
  public List<SettlementEffect> apply(SettlementEvent event) {
    effects.clear();
    switch (event) {
      case SettlementEvent.Proven(PendingSettlement pending) -> proven(pending);
      case SettlementEvent.Head(long number) -> entries.head(number);
      case SettlementEvent.Reorged() -> entries.reorged();
      case SettlementEvent.Touched(Hash32 taskId) -> entries.touched(taskId);
      case SettlementEvent.Looked(Hash32 taskId, Place place) -> looked(taskId, place);
      case SettlementEvent.Gone(Hash32 taskId) -> entries.remove(taskId);
      case SettlementEvent.NotLooked(Hash32 taskId) -> entries.notLooked(taskId);
    }
    return List.copyOf(effects);
  }

  /** How often a task came to stand so. */
  public Map<Standing, Long> counts() {
    return Map.copyOf(counts);
  }

  public int size() {
    return entries.size();
  }

  private void proven(PendingSettlement pending) {
    if (entries.size() < ENTRIES_MAX && entries.get(pending.taskId()) == null) {
      entries.put(pending.taskId(), new Entry(pending));
    }
  }

  private void looked(Hash32 taskId, Place place) {
    Entry entry = entries.looked(taskId, place.head());
    if (entry == null) {
      return;
    }
    PendingSettlement pending = entry.pending;
    Standing before = entry.standing;
    Standing now = Standing.of(pending.blockNumber(), self, place);
    entry.standing = now;
    entry.secondUntil = pending.blockNumber() + place.secondBlocks();
    if (now != before) {
      counts.merge(now, 1L, Long::sum);
    }
    if (now.isSent()) { // TX-15; again at each look, since an order may have failed
      effects.add(new SettlementEffect.Send(pending));
    } else if (now == Standing.SETTLED && before != now) {
      effects.add(new SettlementEffect.Won(pending));
    } else if (now != Standing.SETTLED && before != now) { // TX-16
      effects.add(new SettlementEffect.Withdraw(pending, now));
    }
    long keptBlocks = (now == Standing.SETTLED ? 1 : ACCUSABLE_TIMES) * place.secondBlocks();
    boolean over = place.head() > pending.blockNumber() + keptBlocks + Watchlist.FINAL_DEPTH;
    if (over && !now.isSent()) { // TX-18
      entries.remove(taskId);
      effects.add(new SettlementEffect.Forget(pending, now));
    }
  }
}
