package network.baton.prover.fleet;

import java.util.Set;

/**
 * A worker of the inventory.
 *
 * @param workerId unique in the fleet
 * @param places jobs at once
 * @param beats whether it says of each job, again and again, that it is at work; the fleet takes an
 *     attempt that falls silent from it
 * @param coordinates whether it has others of the fleet do the work: its failures are theirs, so
 *     they end the task and blame nobody
 */
public record WorkerInfo(
    String workerId, Set<String> proofTypes, int places, boolean beats, boolean coordinates) {
  public static final int PLACES_MAX = 64;

  /** One that does the work itself. */
  public WorkerInfo(String workerId, Set<String> proofTypes, int places, boolean beats) {
    this(workerId, proofTypes, places, beats, false);
  }

  /** One of this process that has others do the work. */
  public static WorkerInfo coordinator(String workerId, Set<String> proofTypes, int places) {
    return new WorkerInfo(workerId, proofTypes, places, false, true);
  }

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
