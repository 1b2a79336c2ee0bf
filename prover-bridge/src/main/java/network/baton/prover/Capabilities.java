package network.baton.prover;

import java.util.Set;

/**
 * What a prover can do.
 *
 * @param proofTypes names of the proof types it makes
 * @param parallelJobs how many jobs it takes at once, at least 1
 * @param reportsProgress whether progress events can be expected
 * @param cancels whether a cancelled job stops using the machine
 */
public record Capabilities(
    Set<String> proofTypes, int parallelJobs, boolean reportsProgress, boolean cancels) {
  public Capabilities {
    proofTypes = Set.copyOf(proofTypes);
    if (parallelJobs < 1) {
      throw new IllegalArgumentException("parallelJobs " + parallelJobs + " must be at least 1");
    }
  }
}
