package network.baton.simulator.world;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;

/**
 * A node's safety record as its disk holds it: it survives crashes, and a write counts only once it
 * is done. Refuses what the real one refuses.
 */
final class SafetyDisk {
  private record TermKey(Hash32 taskId, int term) {}

  private final Map<TermKey, VerifiedLease> byTerm = new HashMap<>();
  private final Map<Long, Long> nonceByEpoch = new HashMap<>();
  private final List<VerifiedLease> leases = new ArrayList<>();
  private final int keptMax;
  private long epochHighest;

  SafetyDisk(int keptMax) {
    this.keptMax = keptMax;
  }

  /** Makes a lease durable. Answers false when the record refuses it: it must not leave then. */
  boolean write(VerifiedLease lease, long epoch) {
    TermKey key = new TermKey(lease.lease().taskId(), lease.lease().term());
    if (byTerm.containsKey(key) || lease.lease().nonce() <= nonceByEpoch.getOrDefault(epoch, 0L)) {
      return false;
    }
    byTerm.put(key, lease);
    nonceByEpoch.put(epoch, lease.lease().nonce());
    epochHighest = Math.max(epochHighest, epoch);
    leases.add(lease);
    if (leases.size() > keptMax) {
      VerifiedLease old = leases.removeFirst();
      byTerm.remove(new TermKey(old.lease().taskId(), old.lease().term()));
      nonceByEpoch.keySet().removeIf(known -> known < epochHighest - 2);
    }
    return true;
  }

  /** What a node is told when it starts again. */
  Event.Restored restored() {
    return new Event.Restored(
        List.copyOf(leases), epochHighest, nonceByEpoch.getOrDefault(epochHighest, 0L), 0);
  }

  boolean isEmpty() {
    return leases.isEmpty();
  }
}
