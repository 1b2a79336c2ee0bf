package network.baton.lease;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Messages that came before their context. Early is not wrong: each waits for the one thing that it
 * misses, for a bounded time, within bounds per signer and subject, for strangers, and in all
 * ({@link LeaseLimits}).
 */
final class Holds {
  private record Quota(Object signer, Hash32 subject, boolean hint) {}

  private static final Comparator<Held> SOONEST_FIRST =
      Comparator.comparingLong(Held::wakeMs).thenComparingLong(Held::order);

  private final Map<Message, Held> byMessage = new LinkedHashMap<>();
  private final Map<Hash32, List<Held>> byAwaited = new LinkedHashMap<>();
  private final TreeSet<Held> byWake = new TreeSet<>(SOONEST_FIRST);
  private final Map<Quota, Integer> counts = new LinkedHashMap<>();
  private int strangers;
  private long added;

  /** The equal message that waits; another with the same digest may carry spoilt evidence. */
  @Nullable Held get(Message message) {
    return byMessage.isEmpty() ? null : byMessage.get(message);
  }

  int size() {
    return byMessage.size();
  }

  /**
   * Holds a message until {@code awaited} arrives, or, when that is null, until {@code wakeMs}.
   * Answers false at a bound: nothing is held then.
   *
   * @param stranger no known snapshot names its signer
   */
  boolean add(Held held, @Nullable Hash32 awaited, long wakeMs, boolean stranger) {
    Quota quota = new Quota(held.signer(), held.subject(), held.isHint());
    int count = counts.getOrDefault(quota, 0);
    if (!held.isOwn()
        && (count >= LeaseLimits.HELD_PER_SIGNER_AND_TASK_MAX
            || byMessage.size() >= LeaseLimits.HELD_MAX
            || (stranger && strangers >= LeaseLimits.HELD_STRANGERS_MAX))) {
      return false;
    }
    held.waits(awaited, wakeMs, added++, stranger);
    counts.put(quota, count + 1);
    strangers += stranger ? 1 : 0;
    byMessage.put(held.message(), held);
    byWake.add(held);
    if (awaited != null) {
      byAwaited.computeIfAbsent(awaited, _ -> new ArrayList<>()).add(held);
    }
    return true;
  }

  /** Takes out what waited for this, in the order of arrival. */
  List<Held> take(Hash32 awaited) {
    List<Held> waiting = byAwaited.isEmpty() ? null : byAwaited.get(awaited);
    if (waiting == null) {
      return List.of();
    }
    List<Held> taken = List.copyOf(waiting);
    taken.forEach(this::remove);
    return taken;
  }

  /** Takes out what waits no longer than {@code nowMs}. */
  List<Held> takeDue(long nowMs) {
    if (nextWakeMs() > nowMs) {
      return List.of();
    }
    List<Held> due = new ArrayList<>();
    while (!byWake.isEmpty() && byWake.first().wakeMs() <= nowMs) {
      Held held = byWake.first();
      remove(held);
      due.add(held);
    }
    return due;
  }

  long nextWakeMs() {
    return byWake.isEmpty() ? Long.MAX_VALUE : byWake.first().wakeMs();
  }

  private void remove(Held held) {
    byMessage.remove(held.message());
    byWake.remove(held);
    strangers -= held.isStranger() ? 1 : 0;
    counts.computeIfPresent(
        new Quota(held.signer(), held.subject(), held.isHint()),
        (_, count) -> count > 1 ? count - 1 : null);
    Hash32 awaited = held.awaited();
    if (awaited != null) {
      List<Held> others = byAwaited.getOrDefault(awaited, List.of());
      others.remove(held);
      if (others.isEmpty()) {
        byAwaited.remove(awaited);
      }
    }
  }
}
