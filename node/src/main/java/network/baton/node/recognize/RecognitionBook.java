package network.baton.node.recognize;

import java.util.ArrayList;
import java.util.List;
import network.baton.node.chain.Watchlist;

/**
 * Which epochs' snapshots have to be shown to the contract that recognizes them, as a pure function
 * from events to effects (specs/chain.md, TX-23 to TX-25). Not thread-safe.
 */
public final class RecognitionBook {
  /** Blocks after an epoch's beginning before the first one's turn. */
  public static final long FIRST_TURN_BLOCKS = 8;

  /** Blocks from one node's turn to the next one's. */
  public static final long TURN_BLOCKS = 2;

  /** Blocks between two looks at an epoch. */
  static final long LOOK_BLOCKS = 4;

  /** The same once it is recognized: only a reorg that nobody told of could change it. */
  static final long DONE_LOOK_BLOCKS = 64;

  /** Epochs looked after; the eldest goes first. */
  static final int EPOCHS_MAX = 8;

  private static final class Entry implements Watchlist.Watched {
    final long epoch;
    final long notBeforeBlock;
    boolean done;
    boolean sent;

    Entry(long epoch, long notBeforeBlock) {
      this.epoch = epoch;
      this.notBeforeBlock = notBeforeBlock;
    }

    @Override
    public long notBeforeBlock() {
      return notBeforeBlock;
    }

    @Override
    public long nextLookBlock(long lookedAt) {
      return lookedAt + (done ? DONE_LOOK_BLOCKS : LOOK_BLOCKS);
    }
  }

  private final List<RecognitionEffect> effects = new ArrayList<>();
  private final Watchlist<Long, Entry> entries =
      new Watchlist<>(entry -> effects.add(new RecognitionEffect.Look(entry.epoch)));

  /** Takes an event; answers what is to be done for it, in order. */
  public List<RecognitionEffect> apply(RecognitionEvent event) {
    effects.clear();
    switch (event) {
      case RecognitionEvent.Begun(long epoch, long block, int turn) -> begun(epoch, block, turn);
      case RecognitionEvent.Head(long number) -> entries.head(number);
      case RecognitionEvent.Reorged() -> entries.reorged();
      case RecognitionEvent.Looked(long epoch, boolean recognized) -> looked(epoch, recognized);
      case RecognitionEvent.NotLooked(long epoch) -> entries.notLooked(epoch);
    }
    return List.copyOf(effects);
  }

  private void begun(long epoch, long block, int turn) {
    long notBefore = block + FIRST_TURN_BLOCKS + turn * TURN_BLOCKS;
    if (entries.get(epoch) != null) {
      return;
    }
    entries.put(epoch, new Entry(epoch, notBefore));
    if (entries.size() > EPOCHS_MAX) {
      entries.things().stream()
          .mapToLong(entry -> entry.epoch)
          .min()
          .ifPresent(eldest -> entries.remove(eldest));
    }
  }

  private void looked(long epoch, boolean recognized) {
    Entry entry = entries.looked(epoch, entries.head());
    if (entry == null) {
      return;
    }
    entry.done = recognized;
    if (!recognized) {
      entry.sent = true;
      effects.add(new RecognitionEffect.Send(epoch));
    } else if (entry.sent) {
      entry.sent = false;
      effects.add(new RecognitionEffect.Withdraw(epoch));
    }
  }
}
