package network.baton.prover;

import java.util.HashSet;
import java.util.Set;

/**
 * What a prover can do.
 *
 * @param proofTypes names of the proof types it makes
 * @param parallelJobs how many jobs it takes at once, at least 1
 * @param reportsProgress whether progress events can be expected
 * @param cancels whether a cancelled job stops using the machine
 * @param splits whether it makes parts of a proof and joins them
 */
public record Capabilities(
    Set<String> proofTypes,
    int parallelJobs,
    boolean reportsProgress,
    boolean cancels,
    boolean splits) {
  public Capabilities {
    proofTypes = Set.copyOf(proofTypes);
    if (parallelJobs < 1) {
      throw new IllegalArgumentException("parallelJobs " + parallelJobs + " must be at least 1");
    }
  }

  /** Of two provers used as one: promises what either of them can be relied on for. */
  public Capabilities and(Capabilities other) {
    var types = new HashSet<>(proofTypes);
    types.addAll(other.proofTypes);
    return new Capabilities(
        types,
        parallelJobs + other.parallelJobs,
        reportsProgress && other.reportsProgress,
        cancels && other.cancels,
        splits && other.splits);
  }
}
