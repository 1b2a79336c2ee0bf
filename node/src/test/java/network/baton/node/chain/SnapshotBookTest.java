package network.baton.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.wire.BlockHeader;
import network.baton.wire.NetworkRules;
import network.baton.wire.Snapshots;
import org.junit.jupiter.api.Test;

/** Slots of 4 s from time 1,000; epochs of 4 slots; lag 1. */
class SnapshotBookTest {
  private static final NetworkRules RULES =
      new NetworkRules("test", 1, 1, 0, 1_000, 4, 4, 1, 3_500);
  private static final Hash32 GENESIS_SEED = new Hash32(7, 7, 7, 7);

  private final Map<Hash32, BlockHeader> endpoint = new HashMap<>();
  private final List<Long> registryReads = new ArrayList<>();
  private final SnapshotBook book =
      new SnapshotBook(
          RULES,
          block -> {
            registryReads.add(block.number());
            return List.of(
                new Prover(
                    (int) block.number(), Address.ZERO, Address.ZERO, "peer", 1, 1, 1, Map.of()));
          },
          epoch ->
              new Snapshot(
                  Snapshots.id(epoch, Hash32.ZERO, GENESIS_SEED),
                  epoch,
                  RULES.firstSlot(epoch),
                  RULES.lastSlot(epoch),
                  GENESIS_SEED,
                  List.of()));

  /** Block numbers are slot numbers plus one. */
  private List<BlockHeader> chainOfSlots(int count) {
    var blocks = new ArrayList<BlockHeader>();
    Hash32 parent = Hash32.ZERO;
    for (int slot = 0; slot < count; slot++) {
      BlockHeader block = TestHeaders.header(slot + 1, parent, 1_000 + 4L * slot, 0);
      endpoint.put(block.hash(), block);
      blocks.add(block);
      parent = block.hash();
    }
    return blocks;
  }

  @Test
  void firstEpochsTakeTheGenesisSetAndAreKnownAhead() {
    List<BlockHeader> blocks = chainOfSlots(1);

    List<Snapshot> fresh = book.advance(blocks.getFirst(), endpoint::get);

    assertThat(fresh).extracting(Snapshot::epoch).containsExactly(0L, 1L);
    assertThat(fresh).allSatisfy(s -> assertThat(s.seed()).isEqualTo(GENESIS_SEED));
    assertThat(registryReads).isEmpty();
  }

  @Test
  void epochTakesRegistryAndSeedFromTheBlocksBeforeIt() {
    List<BlockHeader> blocks = chainOfSlots(9);
    var known = new HashMap<Long, Snapshot>();
    for (BlockHeader block : blocks) {
      book.advance(block, endpoint::get).forEach(s -> known.put(s.epoch(), s));
    }

    Snapshot second = java.util.Objects.requireNonNull(known.get(2L));
    BlockHeader lastBeforeEpoch1 = blocks.get(3);
    BlockHeader lastBeforeEpoch2 = blocks.get(7);
    assertThat(second.provers())
        .extracting(Prover::index)
        .containsExactly((int) lastBeforeEpoch1.number());
    assertThat(second.seed()).isEqualTo(lastBeforeEpoch2.mixHash());
    assertThat(second.id())
        .isEqualTo(Snapshots.id(2, lastBeforeEpoch1.hash(), lastBeforeEpoch2.mixHash()));
    assertThat(second.firstSlot()).isEqualTo(8);
    assertThat(second.lastSlot()).isEqualTo(11);
  }

  @Test
  void registryIsReadAnEpochBeforeItsUse() {
    List<BlockHeader> blocks = chainOfSlots(8);
    for (BlockHeader block : blocks) {
      book.advance(block, endpoint::get);
      book.readAhead(block);
    }

    assertThat(registryReads).containsExactly(4L);
    BlockHeader next = TestHeaders.header(9, blocks.getLast().hash(), 1_000 + 4 * 8, 0);
    assertThat(book.advance(next, endpoint::get)).hasSize(1);
    assertThat(registryReads).as("the first block of epoch 2 finds it ready").containsExactly(4L);
  }

  @Test
  void nodeThatJoinsLateFindsTheSameSnapshot() {
    List<BlockHeader> blocks = chainOfSlots(11);
    Snapshot early = null;
    for (BlockHeader block : blocks) {
      for (Snapshot fresh : book.advance(block, endpoint::get)) {
        early = fresh.epoch() == 2 ? fresh : early;
      }
    }
    var late =
        new SnapshotBook(
            RULES,
            block ->
                List.of(
                    new Prover(
                        (int) block.number(),
                        Address.ZERO,
                        Address.ZERO,
                        "peer",
                        1,
                        1,
                        1,
                        Map.of())),
            epoch -> {
              throw new AssertionError("epoch 2 is not of the genesis set");
            });

    assertThat(late.advance(blocks.getLast(), endpoint::get)).contains(early);
  }

  @Test
  void reorgOverTheBorderChangesTheSeed() {
    List<BlockHeader> blocks = chainOfSlots(9);
    Snapshot before = null;
    for (BlockHeader block : blocks) {
      for (Snapshot fresh : book.advance(block, endpoint::get)) {
        before = fresh;
      }
    }
    BlockHeader other7 = TestHeaders.header(8, blocks.get(6).hash(), 1_000 + 4 * 7, 5);
    BlockHeader other8 = TestHeaders.header(9, other7.hash(), 1_000 + 4 * 8, 5);
    endpoint.put(other7.hash(), other7);

    book.remove(blocks.get(8));
    book.remove(blocks.get(7));
    book.advance(other7, endpoint::get);
    List<Snapshot> after = book.advance(other8, endpoint::get);

    assertThat(after)
        .singleElement()
        .satisfies(s -> assertThat(s.seed()).isEqualTo(other7.mixHash()));
    assertThat(after).doesNotContain(before);
  }
}
