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
 * @param quota S-08: highest nonce that it may sign in an epoch, from the bond that will surely
 *     still be there; at least 1
 * @param promises proof type -> promised proving times; a type that is missing is not proven
 */
public record Prover(
    int index,
    Address operator,
    Address leaseKey,
    String peerId,
    long weight,
    int capacity,
    long quota,
    Map<Hash32, Promise> promises) {
  public Prover {
    promises = Map.copyOf(promises);
    if (index < 0 || weight < 1 || capacity < 1 || quota < 1) {
      throw new IllegalArgumentException(
          "prover "
              + index
              + ": weight "
              + weight
              + ", capacity "
              + capacity
              + " and quota "
              + quota
              + " must be at least 1");
    }
  }

  public boolean proves(Hash32 proofType) {
    return promises.containsKey(proofType);
  }

  /** What it promises for a type and gas band; the largest number for a type it does not prove. */
  public int promiseMs(Hash32 proofType, int band) {
    Promise promise = promises.get(proofType);
    return promise == null ? Integer.MAX_VALUE : promise.ms(band);
  }
}
