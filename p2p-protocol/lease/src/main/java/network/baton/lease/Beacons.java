package network.baton.lease;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who showed itself ready in which slot: hints that shorten waits, the latest slots only. */
final class Beacons {
  /** Slots kept: the one before each task that is still young, and what comes early. */
  static final int SLOTS_MAX = 4;

  /** What was shown in one slot. */
  private static final class Shown {
    private final long slot;
    private final Set<Integer> provers = new HashSet<>();
    private final Map<Hash32, Set<Integer>> proversByType = new HashMap<>();

    Shown(long slot) {
      this.slot = slot;
    }
  }

  /** In no order; the lowest slot makes room. */
  private final @Nullable Shown[] slots = new Shown[SLOTS_MAX];

  private @Nullable Shown of(long slot) {
    for (Shown shown : slots) {
      if (shown != null && shown.slot == slot) {
        return shown;
      }
    }
    return null;
  }

  boolean has(int prover, long slot) {
    Shown shown = of(slot);
    return shown != null && shown.provers.contains(prover);
  }

  void add(Ready ready) {
    Shown shown = of(ready.slot());
    if (shown == null) {
      shown = begin(ready.slot());
    }
    if (shown != null) {
      shown.provers.add(ready.prover());
      for (Hash32 type : ready.proofTypes()) {
        shown.proversByType.computeIfAbsent(type, _ -> new HashSet<>()).add(ready.prover());
      }
    }
  }

  /** Null when all slots kept are later ones. */
  private @Nullable Shown begin(long slot) {
    int oldest = 0;
    for (int i = 0; i < SLOTS_MAX; i++) {
      oldest = slotAt(i) < slotAt(oldest) ? i : oldest;
    }
    if (slotAt(oldest) > slot) {
      return null;
    }
    Shown begun = new Shown(slot);
    slots[oldest] = begun;
    return begun;
  }

  private long slotAt(int place) {
    Shown shown = slots[place];
    return shown == null ? Long.MIN_VALUE : shown.slot;
  }

  /**
   * O-12: who showed itself ready for the task's type in the slot before; null when nobody showed
   * anything then, so that nobody is taken for absent.
   */
  @Nullable Set<Integer> readyBefore(Task task) {
    Shown shown = of(task.slot() - 1);
    return shown == null ? null : shown.proversByType.getOrDefault(task.proofType(), Set.of());
  }
}
