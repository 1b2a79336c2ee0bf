package network.baton.node.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.wire.BlockHeader;
import network.baton.wire.NetworkRules;
import network.baton.wire.Snapshots;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshot governs which epoch (protocol section 5): epoch e takes the registry as of the
 * last block before epoch e - lag and its seed from the last block before epoch e - lag + 1. The
 * first epochs, whose registry block would lie before slot 0, take the genesis set. Owned by the
 * head thread.
 */
final class SnapshotBook {
  private static final int BORDERS_MAX = 16;

  private final NetworkRules rules;
  private final RegistryReader registry;
  private final LongFunction<Snapshot> genesis;

  /** Epoch -> the last block before it. */
  private final TreeMap<Long, BlockHeader> borders = new TreeMap<>();

  /** Epoch -> registry as of the last block before it; read an epoch ahead of its use. */
  private final TreeMap<Long, List<Prover>> registries = new TreeMap<>();

  private final TreeMap<Long, Snapshot> known = new TreeMap<>();

  /** Epoch -> the first block seen of it. */
  private final TreeMap<Long, BlockHeader> entered = new TreeMap<>();

  SnapshotBook(NetworkRules rules, RegistryReader registry, LongFunction<Snapshot> genesis) {
    this.rules = rules;
    this.registry = registry;
    this.genesis = genesis;
  }

  /**
   * Takes the next block of the chain and its parent and returns the snapshots that became known
   * with it: the block's own epoch's if it is new, and the next one's when that is of the genesis
   * set.
   */
  List<Snapshot> advance(BlockHeader block, HeadChain.Ancestors ancestors) {
    long epoch = rules.epochOf(rules.slotOf(block));
    if (epoch < 0 || entered.containsKey(epoch)) {
      return List.of();
    }
    findBorders(block, epoch, ancestors);
    var fresh = new ArrayList<Snapshot>();
    if (!known.containsKey(epoch)) {
      Snapshot current = snapshot(epoch);
      known.put(epoch, current);
      fresh.add(current);
    }
    long next = epoch + 1;
    if (isGenesis(next) && !known.containsKey(next)) {
      Snapshot following = genesis.apply(next);
      known.put(next, following);
      fresh.add(following);
    }
    entered.put(epoch, block);
    trim(entered);
    trim(borders);
    trim(registries);
    trim(known);
    return fresh;
  }

  /** A reorg: what was learned from the removed block is forgotten. */
  void remove(BlockHeader block) {
    entered.values().removeIf(first -> first.equals(block));
    for (Map.Entry<Long, BlockHeader> border : List.copyOf(borders.entrySet())) {
      if (border.getValue().equals(block)) {
        long epoch = border.getKey();
        borders.remove(epoch);
        entered.tailMap(epoch, true).clear();
        registries.tailMap(epoch, true).clear();
        // Its hash is the registry block's of epoch + lag and its randomness the seed of the epoch
        // before that.
        known.tailMap(epoch + rules.snapshotLagEpochs() - 1, true).clear();
      }
    }
  }

  private boolean isGenesis(long epoch) {
    return epoch - rules.snapshotLagEpochs() <= 0;
  }

  private Snapshot snapshot(long epoch) {
    if (isGenesis(epoch)) {
      return genesis.apply(epoch);
    }
    long registryEpoch = epoch - rules.snapshotLagEpochs();
    BlockHeader registryBlock = border(registryEpoch);
    BlockHeader seedBlock = border(registryEpoch + 1);
    List<Prover> provers =
        registries.computeIfAbsent(registryEpoch, e -> registry.proversAt(registryBlock));
    return new Snapshot(
        Snapshots.id(epoch, registryBlock.hash(), seedBlock.mixHash()),
        epoch,
        rules.firstSlot(epoch),
        rules.lastSlot(epoch),
        seedBlock.mixHash(),
        provers);
  }

  private BlockHeader border(long epoch) {
    BlockHeader border = borders.get(epoch);
    if (border == null) {
      throw new ChainException("the last block before epoch " + epoch + " is not known");
    }
    return border;
  }

  /**
   * Reads the registry that the epoch after this block's will use, so that its first block finds it
   * ready. Blocks: call it when the block has been announced.
   */
  void readAhead(BlockHeader latest) {
    long registryEpoch = rules.epochOf(rules.slotOf(latest)) + 1 - rules.snapshotLagEpochs();
    BlockHeader block = borders.get(registryEpoch);
    if (block != null && registryEpoch > 0 && !registries.containsKey(registryEpoch)) {
      registries.put(registryEpoch, registry.proversAt(block));
    }
  }

  /** Walks back from {@code block} until the borders that its epoch needs are known. */
  private void findBorders(BlockHeader block, long epoch, HeadChain.Ancestors ancestors) {
    long oldest = Math.max(1, epoch - rules.snapshotLagEpochs());
    BlockHeader child = block;
    while (true) {
      long childEpoch = rules.epochOf(rules.slotOf(child));
      if (childEpoch < oldest
          || (borders.containsKey(childEpoch) && borders.firstKey() <= oldest)) {
        return;
      }
      @Nullable BlockHeader parent = ancestors.byHash(child.parentHash());
      if (parent == null) {
        return;
      }
      long parentEpoch = rules.epochOf(rules.slotOf(parent));
      for (long crossed = Math.max(parentEpoch + 1, oldest); crossed <= childEpoch; crossed++) {
        borders.put(crossed, parent);
      }
      child = parent;
    }
  }

  private static void trim(NavigableMap<Long, ?> map) {
    while (map.size() > BORDERS_MAX) {
      map.pollFirstEntry();
    }
  }
}
