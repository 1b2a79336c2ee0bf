package network.baton.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.simulator.workload.Network;

/** Makes the snapshots and tasks of simulated networks. */
public final class Registry {
  private static final long SNAPSHOT_IDS = 201;
  private static final long TASK_IDS = 202;

  /** Leases that a prover may sign in an epoch: more than anybody needs. */
  private static final long QUOTA = 10_000;

  private Registry() {}

  /** One prover of its own operator, unless {@code operator} says otherwise. */
  public static Prover prover(
      int index, int operator, long weight, int capacity, Map<Hash32, Promise> promises) {
    return new Prover(
        index,
        new Address(1, 0, operator),
        Forge.leaseKey(index),
        "peer-" + index,
        weight,
        capacity,
        QUOTA,
        promises);
  }

  /** A snapshot for one epoch. */
  public static Snapshot snapshot(
      long worldSeed, long epoch, long slotsPerEpoch, Hash32 seed, List<Prover> provers) {
    return new Snapshot(
        Network.hash(worldSeed, SNAPSHOT_IDS, epoch),
        epoch,
        epoch * slotsPerEpoch,
        (epoch + 1) * slotsPerEpoch - 1,
        seed,
        provers);
  }

  /** All provers prove the one type and promise what {@code promise} says of their index. */
  static List<Prover> provers(
      int count, Hash32 proofType, int capacity, long[] weights, IntFunction<Promise> promise) {
    List<Prover> provers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<Hash32, Promise> promises = Map.of(proofType, promise.apply(i));
      provers.add(prover(i, i, weights[i], capacity, promises));
    }
    return provers;
  }

  /** A block with one task for each proof type. */
  public static Block block(
      Hash32 hash,
      Hash32 parent,
      long slot,
      long slotStartMs,
      long deadlineMs,
      long gasUsed,
      List<Hash32> proofTypes) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < proofTypes.size(); i++) {
      tasks.add(
          new Task(
              Network.hash(hash.a(), TASK_IDS, i),
              slot,
              hash,
              slot,
              parent,
              gasUsed,
              proofTypes.get(i),
              0,
              0,
              1,
              slotStartMs,
              slotStartMs + deadlineMs));
    }
    return new Block(hash, slot, slotStartMs, tasks);
  }
}
