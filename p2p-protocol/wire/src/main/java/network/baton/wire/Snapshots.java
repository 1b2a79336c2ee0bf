package network.baton.wire;

import network.baton.lease.Hash32;

/** Ids of registry snapshots. */
public final class Snapshots {
  private Snapshots() {}

  /**
   * {@code keccak256(abi.encode(uint64 epoch, bytes32 registryBlockHash, bytes32 seed))}. The
   * genesis set has no registry block: its hash is zero, its seed is the network file's.
   */
  public static Hash32 id(long epoch, Hash32 registryBlockHash, Hash32 seed) {
    return AbiWords.start().add(epoch).add(registryBlockHash).add(seed).keccak();
  }
}
