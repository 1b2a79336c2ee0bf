package network.baton.lease;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The valid leases of one task: a join. Whatever the order in which leases are added, the same ones
 * give the same holder.
 */
final class LeaseSet {
  /** H-01: highest term, then best rank in its own succession, then lowest digest. */
  private static final Comparator<LeaseEntry> BEST_FIRST =
      (one, other) -> {
        int order = Integer.compare(other.lease().term(), one.lease().term());
        order = order == 0 ? Integer.compare(one.rank(), other.rank()) : order;
        return order == 0 ? one.digest().compareTo(other.digest()) : order;
      };

  private final Map<Hash32, LeaseEntry> entries = new LinkedHashMap<>();
  private @Nullable LeaseEntry holder;

  void add(LeaseEntry entry) {
    entries.put(entry.digest(), entry);
  }

  @Nullable LeaseEntry get(Hash32 digest) {
    return entries.get(digest);
  }

  Collection<LeaseEntry> all() {
    return Collections.unmodifiableCollection(entries.values());
  }

  boolean isFull() {
    return entries.size() >= LeaseLimits.LEASES_PER_TASK_MAX;
  }

  /** Leases that one prover signed for one term: two of them exclude each other. */
  int variants(int term, int prover) {
    int variants = 0;
    for (LeaseEntry entry : entries.values()) {
      variants += entry.lease().term() == term && entry.lease().prover() == prover ? 1 : 0;
    }
    return variants;
  }

  @Nullable LeaseEntry holder() {
    return holder;
  }

  /** Finds the holder anew after an addition or a voiding. Answers whether it is another one. */
  boolean refreshHolder() {
    LeaseEntry before = holder;
    holder = null;
    for (LeaseEntry entry : entries.values()) {
      if (!entry.isVoid() && (holder == null || BEST_FIRST.compare(entry, holder) < 0)) {
        holder = entry;
      }
    }
    return holder != before;
  }
}
