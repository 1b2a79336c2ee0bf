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
      Comparator.<LeaseEntry>comparingInt(entry -> -entry.lease().term())
          .thenComparingInt(LeaseEntry::rank)
          .thenComparing(LeaseEntry::digest);

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
  long variants(int term, int prover) {
    return entries.values().stream()
        .filter(entry -> entry.lease().term() == term && entry.lease().prover() == prover)
        .count();
  }

  @Nullable LeaseEntry holder() {
    return holder;
  }

  /** Finds the holder anew after an addition or a voiding. Answers whether it is another one. */
  boolean refreshHolder() {
    LeaseEntry before = holder;
    holder =
        entries.values().stream().filter(entry -> !entry.isVoid()).min(BEST_FIRST).orElse(null);
    return holder != before;
  }
}
