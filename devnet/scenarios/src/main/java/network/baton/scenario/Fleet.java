package network.baton.scenario;

import java.util.List;

/**
 * A node of a run whose prover is a fleet: worker processes on a message bus.
 *
 * @param node the name of the node
 * @param workers how many; they take turns with the proof types, so each type has one at least
 */
public record Fleet(String node, int workers) {
  /** Each is a process with a prover of its own: some 200 MiB. */
  public static final int WORKERS_MAX = 32;

  void check(List<String> nodeNames, int proofTypes) {
    if (!nodeNames.contains(node)) {
      throw new Invalid("fleet.node", "'" + node + "' is not a node of this run " + nodeNames);
    }
    Invalid.unlessWithin("fleet.workers", workers, proofTypes, WORKERS_MAX);
  }

  /** The place in the list of proof types of what a worker makes; workers count from 0. */
  public static int typeOf(int worker, int proofTypes) {
    return worker % proofTypes;
  }

  /** How many workers make a type, by its place in the list of proof types. */
  public int workersOf(int type, int proofTypes) {
    return (workers - type + proofTypes - 1) / proofTypes;
  }
}
