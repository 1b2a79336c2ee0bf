package network.baton.lease;

import java.util.List;

/**
 * A prover says that it can take tasks (EIP-712 struct {@code Ready}), signed by its lease key. A
 * hint: it shortens the waits of others in the next slot, and nothing valid hangs on it.
 *
 * @param proofTypes the types for which its provers are up, 1 to {@link
 *     LeaseLimits#READY_TYPES_MAX} of them in strictly ascending order
 */
public record Ready(int prover, long slot, List<Hash32> proofTypes) {
  public Ready {
    proofTypes = List.copyOf(proofTypes);
  }
}
