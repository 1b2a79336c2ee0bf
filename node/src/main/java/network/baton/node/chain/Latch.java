package network.baton.node.chain;

/**
 * What the settlement contract knows of a task.
 *
 * @param first index of the prover whose proof was the first; {@link #NOBODY}
 * @param second index of the second prover to settle in time; {@link #NOBODY}
 * @param paid whether the reward was collected
 */
public record Latch(int first, int second, boolean paid) {
  public static final int NOBODY = -1;
}
