package network.baton.node;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Cause;
import network.baton.lease.Effect;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;

/**
 * Which leases came to nothing, as this node saw it (TX-26), and what speaks for the own ones
 * (TX-29). On the loop's thread.
 */
final class MissWatch {
  /** Tasks that are remembered; the eldest goes first. */
  static final int TASKS_MAX = 1_024;

  /** Where it goes. Must not block. */
  interface News {
    /** A lease of another prover came to nothing; may be told again when it was hedged since. */
    void missed(Task task, VerifiedLease lease, boolean hedged);

    /** It is excused after all. */
    void excused(Hash32 leaseDigest);

    /** A lease took over from an own one that was released, or joined in. */
    void succeeded(Task task, VerifiedLease own, VerifiedLease successor);
  }

  /** What became of a task. */
  private static final class Fate {
    final Map<Hash32, VerifiedLease> leases = new LinkedHashMap<>();

    /** Released and cited, or void. */
    final Set<Hash32> excused = new HashSet<>();

    final Set<Hash32> hedged = new HashSet<>();
    final Map<Hash32, Boolean> told = new HashMap<>();
    int latchedTerm;
    boolean late;

    boolean isMissed(VerifiedLease lease) {
      return latchedTerm > 0 ? lease.lease().term() < latchedTerm : late;
    }
  }

  private static final class Tasks extends LinkedHashMap<Hash32, Fate> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Hash32, Fate> eldest) {
      return size() > TASKS_MAX;
    }
  }

  private final int self;
  private final News news;
  private final Map<Hash32, Fate> tasks = new Tasks();

  MissWatch(int self, News news) {
    this.self = self;
    this.news = news;
  }

  void saw(Effect effect) {
    switch (effect) {
      case Effect.LeaseAdded(Task task, VerifiedLease lease) -> {
        if (isWhole(task)) {
          added(task, fate(task), lease);
        }
      }
      case Effect.Latched(Task task, VerifiedLease lease, var completion, boolean own) -> {
        if (isWhole(task)) {
          Fate fate = fate(task);
          fate.latchedTerm = lease.lease().term();
          fate.leases.values().forEach(each -> consider(task, fate, each));
        }
      }
      case Effect.DeadlineMissed(Task task) -> {
        if (isWhole(task)) {
          Fate fate = fate(task);
          fate.late = true;
          fate.leases.values().forEach(each -> consider(task, fate, each));
        }
      }
      case Effect.Equivocated(VerifiedLease one, VerifiedLease other) -> {
        excuse(one);
        excuse(other);
      }
      default -> {}
    }
  }

  /** The contract's claims are about types of one part. */
  private static boolean isWhole(Task task) {
    return task.stage() == 0 && task.count() == 1;
  }

  private Fate fate(Task task) {
    return tasks.computeIfAbsent(task.taskId(), id -> new Fate());
  }

  private void added(Task task, Fate fate, VerifiedLease lease) {
    fate.leases.put(lease.digest(), lease);
    VerifiedLease parent = fate.leases.get(lease.lease().prev());
    Cause cause = lease.lease().cause();
    if (parent != null && (cause == Cause.RELEASED || cause == Cause.HEDGE)) {
      if (parent.lease().prover() == self) {
        news.succeeded(task, parent, lease);
      } else if (cause == Cause.RELEASED) {
        excuse(parent);
      } else {
        fate.hedged.add(parent.digest());
        consider(task, fate, parent);
      }
    }
    consider(task, fate, lease);
  }

  private void consider(Task task, Fate fate, VerifiedLease lease) {
    Hash32 digest = lease.digest();
    boolean hedged = fate.hedged.contains(digest);
    if (lease.lease().prover() == self
        || fate.excused.contains(digest)
        || !fate.isMissed(lease)
        || fate.told.getOrDefault(digest, !hedged) == hedged) {
      return;
    }
    fate.told.put(digest, hedged);
    news.missed(task, lease, hedged);
  }

  private void excuse(VerifiedLease lease) {
    Fate fate = tasks.get(lease.lease().taskId());
    if (fate != null && fate.excused.add(lease.digest())) {
      if (fate.told.containsKey(lease.digest())) {
        news.excused(lease.digest());
      }
    }
  }
}
