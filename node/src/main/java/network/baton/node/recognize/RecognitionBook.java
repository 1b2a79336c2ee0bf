package network.baton.node.recognize;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

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

  private static final class Entry {
    final long epoch;
    final long notBeforeBlock;
    boolean done;
    boolean sent;
    long lookedAt = Long.MIN_VALUE;
    boolean due = true;
    boolean looking;

    Entry(long epoch, long notBeforeBlock) {
      this.epoch = epoch;
      this.notBeforeBlock = notBeforeBlock;
    }
  }

  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final List<RecognitionEffect> effects = new ArrayList<>();
  private long head = Long.MIN_VALUE;

  /** Takes an event; answers what is to be done for it, in order. */
  public List<RecognitionEffect> apply(RecognitionEvent event) {
    effects.clear();
    switch (event) {
      case RecognitionEvent.Begun(long epoch, long block, int turn) -> begun(epoch, block, turn);
      case RecognitionEvent.Head(long number) -> {
        head = number;
        for (Entry entry : entries.values()) {
          long pause = entry.done ? DONE_LOOK_BLOCKS : LOOK_BLOCKS;
          if (entry.due || number - entry.lookedAt >= pause) {
            due(entry);
          }
        }
      }
      case RecognitionEvent.Reorged() -> entries.values().forEach(this::due);
      case RecognitionEvent.Looked(long epoch, boolean recognized) -> looked(epoch, recognized);
      case RecognitionEvent.NotLooked(long epoch) -> {
        Entry entry = entries.get(epoch);
        if (entry != null) { // the next block tries again
          entry.looking = false;
          entry.due = true;
        }
      }
    }
    return List.copyOf(effects);
  }

  private void begun(long epoch, long block, int turn) {
    long notBefore = block + FIRST_TURN_BLOCKS + turn * TURN_BLOCKS;
    entries.putIfAbsent(epoch, new Entry(epoch, notBefore));
    if (entries.size() > EPOCHS_MAX) {
      entries.pollFirstEntry();
    }
  }

  private void due(Entry entry) {
    entry.due = true;
    if (!entry.looking && head >= entry.notBeforeBlock) {
      entry.looking = true;
      entry.due = false;
      effects.add(new RecognitionEffect.Look(entry.epoch));
    }
  }

  private void looked(long epoch, boolean recognized) {
    Entry entry = entries.get(epoch);
    if (entry == null || !entry.looking) {
      return;
    }
    entry.looking = false;
    if (entry.due) { // something happened meanwhile: this may be of before
      due(entry);
      return;
    }
    entry.lookedAt = head;
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
