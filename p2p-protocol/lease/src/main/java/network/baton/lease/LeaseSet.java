package network.baton.lease;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
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

  private final List<LeaseEntry> entries = new ArrayList<>(4);
  private final List<LeaseEntry> view = Collections.unmodifiableList(entries);
  private @Nullable LeaseEntry holder;

  void add(LeaseEntry entry) {
    entries.add(entry);
  }

  /** In the order in which they were added. */
  List<LeaseEntry> all() {
    return view;
  }

  boolean isFull() {
    return entries.size() >= LeaseLimits.LEASES_PER_TASK_MAX;
  }

  /** Leases that one prover signed for one term: two of them exclude each other. */
  int variants(int term, int prover) {
    int variants = 0;
    for (LeaseEntry entry : entries) {
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
    for (LeaseEntry entry : entries) {
      if (!entry.isVoid() && (holder == null || BEST_FIRST.compare(entry, holder) < 0)) {
        holder = entry;
      }
    }
    return holder != before;
  }
}
