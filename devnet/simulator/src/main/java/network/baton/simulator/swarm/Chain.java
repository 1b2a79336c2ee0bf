package network.baton.simulator.swarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import network.baton.lease.Hash32;
import network.baton.lease.Snapshot;
import network.baton.simulator.workload.Network;
import network.baton.simulator.world.Block;
import network.baton.simulator.world.Participant;
import network.baton.simulator.world.Registry;
import org.jspecify.annotations.Nullable;

/** The canonical chain of a swarm and what each participant has been told of it. */
final class Chain {
  private static final long BLOCKS = 501;

  private final SwarmPlan plan;
  private final List<Hash32> proofTypes = new ArrayList<>();
  private final TreeMap<Long, Block> canonical = new TreeMap<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final Map<Participant, Map<Hash32, Block>> told = new HashMap<>();
  private final Map<Participant, Set<Hash32>> toldSnapshots = new HashMap<>();

  Chain(SwarmPlan plan) {
    this.plan = plan;
    for (int i = 0; i < plan.types(); i++) {
      proofTypes.add(Network.hash(plan.seed(), BLOCKS - 1, i));
    }
  }

  List<Hash32> proofTypes() {
    return proofTypes;
  }

  void learn(Snapshot snapshot) {
    snapshots.add(snapshot);
  }

  List<Snapshot> snapshots() {
    return snapshots;
  }

  /** Makes the slot's block; {@code variant} tells siblings apart. */
  Block mine(long slot, int variant, long slotStartMs) {
    Hash32 hash = Network.hash(plan.seed(), BLOCKS + variant, slot);
    Hash32 parent = Network.hash(plan.seed(), BLOCKS, slot - 1);
    Block block =
        Registry.block(hash, parent, slot, slotStartMs, plan.deadlineMs(), 1_000_000, proofTypes);
    canonical.put(slot, block);
    return block;
  }

  /** Makes another block of a slot the canonical one. */
  void choose(Block block) {
    canonical.put(block.slot(), block);
  }

  @Nullable Block at(long slot) {
    return canonical.get(slot);
  }

  List<Block> blocks() {
    return List.copyOf(canonical.values());
  }

  /** A participant that starts anew knows nothing. */
  void forget(Participant participant) {
    told.remove(participant);
    toldSnapshots.remove(participant);
  }

  /** Brings a participant up to date: snapshots, then reorgs, then blocks of its window. */
  void tell(Participant participant) {
    Set<Hash32> known = toldSnapshots.computeIfAbsent(participant, _ -> new HashSet<>());
    for (Snapshot snapshot : snapshots) {
      if (known.add(snapshot.id())) {
        participant.snapshotKnown(snapshot);
      }
    }
    Map<Hash32, Block> blocks = told.computeIfAbsent(participant, _ -> new HashMap<>());
    long newest = canonical.isEmpty() ? 0 : canonical.lastKey();
    for (Block block : List.copyOf(blocks.values())) {
      Block now = canonical.get(block.slot());
      if (now != null && !now.hash().equals(block.hash())) {
        blocks.remove(block.hash());
        participant.blockOrphaned(block);
      } else if (block.slot() + plan.keepSlots() < newest) {
        blocks.remove(block.hash());
      }
    }
    for (Block block : canonical.tailMap(newest - plan.keepSlots() + 1).values()) {
      if (blocks.putIfAbsent(block.hash(), block) == null) {
        participant.blockSeen(block);
      }
    }
  }
}
