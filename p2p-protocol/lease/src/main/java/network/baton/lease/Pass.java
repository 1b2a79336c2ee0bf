package network.baton.lease;

/**
 * A prover says that it will not claim a task at its turn (EIP-712 struct {@code Pass}), signed by
 * its lease key. A hint: worse ranks need not wait for it.
 */
public record Pass(Hash32 taskId, int prover) {}
