package network.baton.node.evidence;

/**
 * Two leases of one prover that exclude each other.
 *
 * @param notBeforeBlock this node's turn to show them: others come first
 */
public record Evidence(int prover, SeenLease one, SeenLease other, long notBeforeBlock) {
  /** Blocks after a task's within which the contract takes its lease as evidence (C-101). */
  public static final long WINDOW_BLOCKS = 256;

  /** The last block at which the contract could take it. */
  long lastBlock() {
    return Math.max(one.blockNumber(), other.blockNumber()) + WINDOW_BLOCKS;
  }
}
