package network.baton.simulator.workload;

import network.baton.lease.Hash32;

/**
 * Names and seeds of a simulated network: which hash stands for which epoch, slot and proof type.
 * Distinct and deterministic; not meant to be hard to find.
 */
public final class Network {
  private static final long EPOCH_SEEDS = 101;

  private final Workload workload;
  private final ReferenceOrder order = new ReferenceOrder();

  public Network(Workload workload) {
    this.workload = workload;
  }

  /** Seed of the succession in an epoch. */
  public Hash32 epochSeed(long epoch) {
    return hash(workload.seed(), EPOCH_SEEDS, epoch);
  }

  /** The one proof type of a workload. */
  public static Hash32 proofType() {
    return new Hash32(0x7470726f6f663031L, 0, 0, 1);
  }

  /** 32 bytes that depend on all three numbers. */
  public static Hash32 hash(long seed, long kind, long number) {
    long a = Chance.key(seed, kind, number);
    return new Hash32(a, Chance.mix(a + 1), Chance.mix(a + 2), Chance.mix(a + 3));
  }

  /** The provers' scores for the workload's task of a slot. */
  public void scores(long slot, double[] scores) {
    Hash32 seed = epochSeed(slot / Workload.SLOTS_PER_EPOCH);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = order.score(seed, slot, proofType(), 0, 0, i, workload.weight(i));
    }
  }
}
