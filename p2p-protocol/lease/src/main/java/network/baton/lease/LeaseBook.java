package network.baton.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All valid leases of all open tasks, by digest and by nonce. Bounded by the bounds on tasks and on
 * leases per task; a lease leaves with its task.
 */
final class LeaseBook {
  private record NonceKey(int prover, long epoch, long nonce) {
    static NonceKey of(LeaseEntry entry) {
      return new NonceKey(entry.lease().prover(), entry.snapshot().epoch(), entry.lease().nonce());
    }
  }

  private final Map<Hash32, LeaseEntry> byDigest = new LinkedHashMap<>();
  private final Map<NonceKey, List<LeaseEntry>> byNonce = new LinkedHashMap<>();

  @Nullable LeaseEntry get(Hash32 digest) {
    return byDigest.get(digest);
  }

  /**
   * Adds a valid lease and answers the leases that exclude it and are excluded by it (E-01): same
   * prover and either the same term of the same task or the same nonce of the same epoch. All of
   * them are void from now on.
   */
  List<LeaseEntry> add(LeaseEntry entry) {
    List<LeaseEntry> rivals = new ArrayList<>();
    for (LeaseEntry other : entry.task().leases().all()) {
      if (other.lease().term() == entry.lease().term()
          && other.lease().prover() == entry.lease().prover()) {
        rivals.add(other);
      }
    }
    List<LeaseEntry> sameNonce =
        byNonce.computeIfAbsent(NonceKey.of(entry), _ -> new ArrayList<>());
    for (LeaseEntry other : sameNonce) {
      if (!rivals.contains(other)) {
        rivals.add(other);
      }
    }
    sameNonce.add(entry);
    byDigest.put(entry.digest(), entry);
    entry.task().leases().add(entry);
    if (!rivals.isEmpty()) {
      entry.makeVoid();
      rivals.forEach(LeaseEntry::makeVoid);
    }
    return rivals;
  }

  void remove(TaskState task) {
    for (LeaseEntry entry : task.leases().all()) {
      byDigest.remove(entry.digest());
      NonceKey key = NonceKey.of(entry);
      List<LeaseEntry> sameNonce = byNonce.getOrDefault(key, List.of());
      sameNonce.remove(entry);
      if (sameNonce.isEmpty()) {
        byNonce.remove(key);
      }
    }
  }
}
