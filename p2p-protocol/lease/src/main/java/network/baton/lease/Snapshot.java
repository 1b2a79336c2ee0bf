package network.baton.lease;

import java.util.List;

/**
 * The registry as the slots {@code firstSlot..lastSlot} see it, with the seed that orders the
 * provers. Every lease names its snapshot by id.
 *
 * @param id content hash of the snapshot
 * @param firstSlot first slot it governs
 * @param lastSlot last slot it governs, inclusive
 * @param seed randomness of the epoch, known only after the registry it orders was fixed
 * @param provers at most {@link LeaseLimits#PROVERS_MAX}, in ascending order of index
 */
public record Snapshot(
    Hash32 id, long epoch, long firstSlot, long lastSlot, Hash32 seed, List<Prover> provers) {
  public Snapshot {
    provers = List.copyOf(provers);
    if (lastSlot < firstSlot) {
      throw new IllegalArgumentException("slots " + firstSlot + ".." + lastSlot);
    }
    for (int i = 1; i < provers.size(); i++) {
      if (provers.get(i - 1).index() >= provers.get(i).index()) {
        throw new IllegalArgumentException("provers are not in ascending order of index");
      }
    }
  }

  public boolean governs(long slot) {
    return slot >= firstSlot && slot <= lastSlot;
  }
}
