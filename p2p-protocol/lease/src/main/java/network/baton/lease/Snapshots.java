package network.baton.lease;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registry snapshots that are known, the newest {@link LeaseLimits#SNAPSHOTS_MAX} of them. */
final class Snapshots {
  private final Map<Hash32, Snapshot> byId = new LinkedHashMap<>();

  /** Answers false for one that is known already. */
  boolean add(Snapshot snapshot) {
    if (byId.putIfAbsent(snapshot.id(), snapshot) != null) {
      return false;
    }
    if (byId.size() > LeaseLimits.SNAPSHOTS_MAX) {
      byId.remove(byId.keySet().iterator().next());
    }
    return true;
  }

  @Nullable Snapshot get(Hash32 id) {
    return byId.get(id);
  }

  /** The snapshot to claim from: the last one learned of those that govern the slot. */
  @Nullable Snapshot governing(long slot) {
    Snapshot found = null;
    for (Snapshot snapshot : byId.values()) {
      found = snapshot.governs(slot) ? snapshot : found;
    }
    return found;
  }

  boolean isLeaseKey(Address key) {
    return byId.values().stream()
        .flatMap(snapshot -> snapshot.provers().stream())
        .anyMatch(prover -> prover.leaseKey().equals(key));
  }

  static @Nullable Prover prover(Snapshot snapshot, int index) {
    for (Prover prover : snapshot.provers()) {
      if (prover.index() == index) {
        return prover;
      }
    }
    return null;
  }
}
