package network.baton.node.board;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The newest view of each slot, for readers on any thread, and whoever wants to hear of changes.
 */
public final class Feed {
  private final NavigableMap<Long, SlotView> slots = new ConcurrentSkipListMap<>();
  private final List<Consumer<SlotView>> listeners = new CopyOnWriteArrayList<>();

  /** Called by the loop; listeners must not block. */
  public void publish(List<SlotView> views) {
    for (SlotView view : views) {
      slots.put(view.slot(), view);
      while (slots.size() > SlotBoard.SLOTS_MAX) {
        slots.pollFirstEntry();
      }
      for (Consumer<SlotView> listener : listeners) {
        listener.accept(view);
      }
    }
  }

  /** The newest {@code limit} slots, newest first. */
  public List<SlotView> newest(int limit) {
    var views = new ArrayList<SlotView>();
    for (SlotView view : slots.descendingMap().values()) {
      if (views.size() == limit) {
        break;
      }
      views.add(view);
    }
    return views;
  }

  public Optional<SlotView> slot(long number) {
    return Optional.ofNullable(slots.get(number));
  }

  /** Adds a listener; run the answer to take it away again. */
  public Runnable listen(Consumer<SlotView> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
