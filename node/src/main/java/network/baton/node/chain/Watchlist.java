package network.baton.node.chain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Things on the chain that are looked at now and then, by key: which of them have to be looked at,
 * and whether an answer still counts. A look is of its moment: what was asked before a reorg, or
 * before other news of the thing, counts for nothing and is asked again. Not thread-safe.
 *
 * @param <K> the key
 * @param <T> what is known of the thing
 */
public final class Watchlist<K, T extends Watchlist.Watched> {
  /** A block is taken as final under so many. */
  public static final long FINAL_DEPTH = 64;

  /** Something that is looked at. */
  public interface Watched {
    /** No look before this block. */
    default long notBeforeBlock() {
      return Long.MIN_VALUE;
    }

    /**
     * The block with which it is looked at anew; {@code lookedAt} is the block of the last look.
     */
    long nextLookBlock(long lookedAt);
  }

  private static final class Entry<T> {
    final T thing;
    @Nullable Long lookedAt;

    /** It has to be looked at: by a new look, if one is under way. */
    boolean due = true;

    boolean looking;

    Entry(T thing) {
      this.thing = thing;
    }
  }

  private final Map<K, Entry<T>> entries = new LinkedHashMap<>();
  private final Consumer<T> look;
  private long head = Long.MIN_VALUE;

  /**
   * Empty.
   *
   * @param look begins a look, to be answered by {@link #looked} or {@link #notLooked}
   */
  public Watchlist(Consumer<T> look) {
    this.look = look;
  }

  /** Looks after a thing from now on, in the place of the one with this key. */
  public void put(K key, T thing) {
    var entry = new Entry<T>(thing);
    entries.put(key, entry);
    due(entry);
  }

  public @Nullable T get(K key) {
    Entry<T> entry = entries.get(key);
    return entry == null ? null : entry.thing;
  }

  public boolean isLooking(K key) {
    Entry<T> entry = entries.get(key);
    return entry != null && entry.looking;
  }

  public void remove(K key) {
    entries.remove(key);
  }

  public int size() {
    return entries.size();
  }

  /** The newest block that it was told of; {@link Long#MIN_VALUE} before the first. */
  public long head() {
    return head;
  }

  /** All things, the eldest first. */
  public List<T> things() {
    return entries.values().stream().map(entry -> entry.thing).toList();
  }

  /** A new head: looks at what is due. */
  public void head(long number) {
    head = number;
    for (Entry<T> entry : entries.values()) {
      Long lookedAt = entry.lookedAt;
      if (entry.due
          || (!entry.looking
              && lookedAt != null
              && number >= entry.thing.nextLookBlock(lookedAt))) {
        due(entry);
      }
    }
  }

  /** A reorg removed blocks: whatever was seen may be otherwise now. */
  public void reorged() {
    entries.values().forEach(this::due);
  }

  /** There is news of this thing. */
  public void touched(K key) {
    Entry<T> entry = entries.get(key);
    if (entry != null) {
      due(entry);
    }
  }

  /** The endpoint did not answer: the next block tries again. */
  public void notLooked(K key) {
    Entry<T> entry = entries.get(key);
    if (entry != null) {
      entry.looking = false;
      entry.due = true;
    }
  }

  /**
   * An answer came.
   *
   * @param atBlock the newest block of which it tells
   * @return the thing; null if the answer counts for nothing
   */
  public @Nullable T looked(K key, long atBlock) {
    Entry<T> entry = entries.get(key);
    if (entry == null || !entry.looking) {
      return null;
    }
    entry.looking = false;
    if (entry.due) { // something happened meanwhile: this may be of before
      due(entry);
      return null;
    }
    entry.lookedAt = atBlock;
    return entry.thing;
  }

  private void due(Entry<T> entry) {
    entry.due = true;
    if (!entry.looking && head >= entry.thing.notBeforeBlock()) {
      entry.looking = true;
      entry.due = false;
      look.accept(entry.thing);
    }
  }
}
