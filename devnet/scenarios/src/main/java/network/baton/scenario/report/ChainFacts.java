package network.baton.scenario.report;

import java.util.List;
import java.util.Map;

/**
 * What the chain itself says of a run, read from the contracts' events and from receipts, never
 * from a node.
 *
 * @param gas operation -> gas of each transaction
 */
public record ChainFacts(
    List<Anchored> anchored, List<Settled> settled, Map<String, List<Long>> gas) {
  public record Anchored(
      long slot, long prover, String root, long leaves, long block, String txHash, long gas) {}

  public record Settled(
      String taskId, String proofType, long prover, long block, String txHash, long gas) {}

  public ChainFacts {
    anchored = List.copyOf(anchored);
    settled = List.copyOf(settled);
    gas = Map.copyOf(gas);
  }
}
