package network.baton.simulator.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.simulator.workload.Network;

/** Makes the snapshots and tasks of simulated networks. */
public final class Registry {
  private static final long SNAPSHOT_IDS = 201;
  private static final long TASK_IDS = 202;

  private Registry() {}

  /** The same settings with another window. */
  public static LeaseSettings keeping(LeaseSettings settings, int keepSlots) {
    return new LeaseSettings(
        settings.beatMs(),
        settings.silenceMs(),
        settings.rankWaitMs(),
        settings.beatOldMs(),
        settings.beatAheadMs(),
        settings.earlyMs(),
        settings.lateMs(),
        keepSlots);
  }

  /** One prover of its own operator, unless {@code operator} says otherwise. */
  public static Prover prover(
      int index, int operator, long weight, int capacity, Map<Hash32, Integer> promisesMs) {
    return new Prover(
        index,
        new Address(1, 0, operator),
        Forge.leaseKey(index),
        "peer-" + index,
        weight,
        capacity,
        promisesMs);
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

  /** All provers prove the one type and promise what {@code promiseMs} says of their index. */
  static List<Prover> provers(
      int count, Hash32 proofType, int capacity, long[] weights, IntUnaryOperator promiseMs) {
    List<Prover> provers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<Hash32, Integer> promises = Map.of(proofType, promiseMs.applyAsInt(i));
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
