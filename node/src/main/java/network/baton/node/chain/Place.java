package network.baton.node.chain;

/**
 * Where a task stands on the chain, as far as another settlement of it is concerned.
 *
 * @param head the newest block
 * @param canonical whether the task's block is on the chain; if not, the rest is about another task
 * @param secondBlocks blocks after the task's within which a second proof can be settled
 * @param secondShareGwei what the contract would pay for a second proof of this task; 0 for nothing
 */
public record Place(
    long head, boolean canonical, Latch latch, long secondBlocks, long secondShareGwei) {}
