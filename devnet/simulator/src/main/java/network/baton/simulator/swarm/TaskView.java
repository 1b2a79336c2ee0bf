package network.baton.simulator.swarm;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Hash32;
import network.baton.lease.Task;
import org.jspecify.annotations.Nullable;

/** An open task as the referee knows that one node has it. */
final class TaskView {
  final Task task;
  final long openedMs;
  final Map<Hash32, LeaseView> leases = new LinkedHashMap<>();
  @Nullable LeaseView holder;
  final Set<Integer> passed = new HashSet<>();
  boolean latched;
  boolean missed;
  boolean claimed;

  TaskView(Task task, long openedMs) {
    this.task = task;
    this.openedMs = openedMs;
  }

  /** H-01, from the set alone. */
  @Nullable LeaseView best() {
    LeaseView best = null;
    for (LeaseView lease : leases.values()) {
      if (!lease.isVoid() && (best == null || lease.isBefore(best))) {
        best = lease;
      }
    }
    return best;
  }

  int live(long nowMs, long silenceMs) {
    int live = 0;
    for (LeaseView lease : leases.values()) {
      live += lease.isLive(nowMs, silenceMs) ? 1 : 0;
    }
    return live;
  }
}
