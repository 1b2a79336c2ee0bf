package network.baton.prover.fleet;

import java.util.Set;

/**
 * A worker of the inventory.
 *
 * @param workerId unique in the fleet
 * @param places jobs at once
 * @param beats whether it says of each job, again and again, that it is at work; the fleet takes an
 *     attempt that falls silent from it
 */
public record WorkerInfo(String workerId, Set<String> proofTypes, int places, boolean beats) {
  public static final int PLACES_MAX = 64;

  public WorkerInfo {
    proofTypes = Set.copyOf(proofTypes);
    if (workerId.isEmpty()) {
      throw new IllegalArgumentException("workerId is empty");
    }
    if (places < 1 || places > PLACES_MAX) {
      throw new IllegalArgumentException("places " + places + " is outside 1.." + PLACES_MAX);
    }
  }
}
