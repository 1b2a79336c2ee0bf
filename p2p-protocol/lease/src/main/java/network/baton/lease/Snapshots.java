package network.baton.lease;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registry snapshots that are known, the newest {@link LeaseLimits#SNAPSHOTS_MAX} of them. */
final class Snapshots {
  private final Map<Hash32, Snapshot> byId = new LinkedHashMap<>();
  private final Map<Address, Integer> snapshotsByLeaseKey = new HashMap<>();

  // The last answers, for one slot, snapshot and prover are asked for again and again.
  private long governedSlot = -1;
  private @Nullable Snapshot governing;
  private @Nullable Hash32 askedId;
  private int askedIndex = -1;
  private @Nullable Prover answered;

  /** Answers false for one that is known already. */
  boolean add(Snapshot snapshot) {
    if (byId.putIfAbsent(snapshot.id(), snapshot) != null) {
      return false;
    }
    governedSlot = -1;
    if (byId.size() > LeaseLimits.SNAPSHOTS_MAX) {
      Snapshot oldest = byId.values().iterator().next();
      byId.remove(oldest.id());
      for (Prover prover : oldest.provers()) {
        snapshotsByLeaseKey.computeIfPresent(
            prover.leaseKey(), (_, count) -> count > 1 ? count - 1 : null);
      }
    }
    for (Prover prover : snapshot.provers()) {
      snapshotsByLeaseKey.merge(prover.leaseKey(), 1, Integer::sum);
    }
    return true;
  }

  @Nullable Snapshot get(Hash32 id) {
    return byId.get(id);
  }

  /** The snapshot to claim from: the last one learned of those that govern the slot. */
  @Nullable Snapshot governing(long slot) {
    if (slot == governedSlot) {
      return governing;
    }
    Snapshot found = null;
    for (Snapshot snapshot : byId.values()) {
      found = snapshot.governs(slot) ? snapshot : found;
    }
    governedSlot = slot;
    governing = found;
    return found;
  }

  boolean isLeaseKey(Address key) {
    return snapshotsByLeaseKey.containsKey(key);
  }

  @Nullable Prover prover(Snapshot snapshot, int index) {
    if (index != askedIndex || !snapshot.id().equals(askedId)) {
      int place = place(snapshot.provers(), index);
      askedId = snapshot.id();
      askedIndex = index;
      answered = place < 0 ? null : snapshot.provers().get(place);
    }
    return answered;
  }

  /** Where a prover stands in a list that ascends by index; -1 when it is not there. */
  static int place(List<Prover> provers, int index) {
    int low = 0;
    int high = Math.min(index, provers.size() - 1); // indexes are distinct and start at 0
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = provers.get(middle).index();
      if (found == index) {
        return middle;
      }
      low = found < index ? middle + 1 : low;
      high = found > index ? middle - 1 : high;
    }
    return -1;
  }
}
