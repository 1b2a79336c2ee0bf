package network.baton.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.baton.lease.Hash32;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.wire.MerkleTree;
import org.jspecify.annotations.Nullable;

/**
 * Says when this node anchors a slot. The provers of the snapshot take turns by slot; each waits a
 * slot longer than the one before it, and stays quiet when it sees an anchor. Owned by the loop's
 * thread.
 */
final class Anchorer {
  /**
   * From the deadline to the first poster's transaction: time for the last proof to be told, in
   * milliseconds.
   */
  static final long AFTER_DEADLINE_MS = 100;

  /** The operation's name, in orders and traces. */
  static final String ANCHOR = "anchor";

  /** Slots waiting to be anchored; the eldest goes unanchored by this node. */
  static final int SLOTS_MAX = 256;

  private final int self;
  private final long slotMs;
  private final Poster poster;
  private final TreeMap<Long, Pending> pending = new TreeMap<>();

  /** Sends the root of a slot. */
  interface Poster {
    void post(long slot, Hash32 root, int leaves);
  }

  private static final class Pending {
    final long dueMs;
    final Map<Hash32, Boolean> digests = new HashMap<>();

    Pending(long dueMs) {
      this.dueMs = dueMs;
    }
  }

  Anchorer(int self, long slotMs, Poster poster) {
    this.self = self;
    this.slotMs = slotMs;
    this.poster = poster;
  }

  /** The slot has a task; this node's turn follows from the snapshot. */
  void opened(Task task, @Nullable Snapshot snapshot) {
    if (snapshot == null || pending.containsKey(task.slot())) {
      return;
    }
    int turn = turn(snapshot, task.slot());
    if (turn >= 0) {
      pending.put(task.slot(), new Pending(task.deadlineMs() + AFTER_DEADLINE_MS + turn * slotMs));
      if (pending.size() > SLOTS_MAX) {
        pending.pollFirstEntry();
      }
    }
  }

  /** How many others come before this node at {@code slot}; -1 when it is not in the snapshot. */
  private int turn(Snapshot snapshot, long slot) {
    List<Prover> provers = snapshot.provers();
    int first = Math.floorMod(slot, provers.size());
    for (int turn = 0; turn < provers.size(); turn++) {
      if (provers.get((first + turn) % provers.size()).index() == self) {
        return turn;
      }
    }
    return -1;
  }

  /** A valid lease or a completion that latched belongs to the slot's root. */
  void include(long slot, Hash32 digest) {
    Pending entry = pending.get(slot);
    if (entry != null) {
      entry.digests.put(digest, true);
    }
  }

  void anchored(long slot) {
    pending.remove(slot);
  }

  /** Posts what is due and not anchored. A slot without leases needs no anchor. */
  void tick(long nowMs) {
    for (Map.Entry<Long, Pending> entry : List.copyOf(pending.entrySet())) {
      if (nowMs >= entry.getValue().dueMs) {
        pending.remove(entry.getKey());
        Collection<Hash32> digests = entry.getValue().digests.keySet();
        if (!digests.isEmpty()) {
          var tree = MerkleTree.of(new ArrayList<>(digests));
          poster.post(entry.getKey(), tree.root(), digests.size());
        }
      }
    }
  }

  /** When {@link #tick} next has something to do, or {@link Long#MAX_VALUE}. */
  long nextWakeMs() {
    long next = Long.MAX_VALUE;
    for (Pending entry : pending.values()) {
      next = Math.min(next, entry.dueMs);
    }
    return next;
  }
}
