package network.baton.lease;

import java.util.Map;

/**
 * A registered prover as a snapshot shows it.
 *
 * @param index permanent prover index in the registry, from 0; names the prover in leases
 * @param operator cold operator account: owns bond and payout; bound in the public inputs of its
 *     proofs
 * @param leaseKey address of the hot key that signs leases, releases and completions
 * @param peerId libp2p peer id in base58 text form
 * @param weight stake weight for the succession, at least 1
 * @param capacity number of lanes: leases it may hold at once, at least 1
 * @param promisesMs proof type -> promised proving time in milliseconds; a type that is missing is
 *     not proven
 */
public record Prover(
    int index,
    Address operator,
    Address leaseKey,
    String peerId,
    long weight,
    int capacity,
    Map<Hash32, Integer> promisesMs) {
  public Prover {
    promisesMs = Map.copyOf(promisesMs);
    if (index < 0 || weight < 1 || capacity < 1) {
      throw new IllegalArgumentException(
          "prover "
              + index
              + ": weight "
              + weight
              + " and capacity "
              + capacity
              + " must be at least 1");
    }
  }

  public boolean proves(Hash32 proofType) {
    return promisesMs.containsKey(proofType);
  }
}
