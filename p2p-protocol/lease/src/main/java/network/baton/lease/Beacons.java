package network.baton.lease;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Who showed itself ready in which slot: hints that shorten waits, the latest slots only. */
final class Beacons {
  /** Slots kept: the one before each task that is still young, and what comes early. */
  static final int SLOTS_MAX = 4;

  private final TreeMap<Long, Map<Integer, Set<Hash32>>> typesByProverBySlot = new TreeMap<>();

  boolean has(int prover, long slot) {
    Map<Integer, Set<Hash32>> ready = typesByProverBySlot.get(slot);
    return ready != null && ready.containsKey(prover);
  }

  void add(Ready ready) {
    typesByProverBySlot
        .computeIfAbsent(ready.slot(), _ -> new LinkedHashMap<>())
        .put(ready.prover(), Set.copyOf(ready.proofTypes()));
    if (typesByProverBySlot.size() > SLOTS_MAX) {
      typesByProverBySlot.pollFirstEntry();
    }
  }

  /**
   * O-12: whether a prover did not show itself ready in the slot before the task's, although others
   * did: where no beacon is here at all, nobody is taken for absent.
   */
  boolean isAbsent(int prover, Task task) {
    Map<Integer, Set<Hash32>> ready = readyBefore(task);
    if (ready == null) {
      return false;
    }
    Set<Hash32> types = ready.get(prover);
    return types == null || !types.contains(task.proofType());
  }

  private @Nullable Map<Integer, Set<Hash32>> readyBefore(Task task) {
    return typesByProverBySlot.get(task.slot() - 1);
  }
}
