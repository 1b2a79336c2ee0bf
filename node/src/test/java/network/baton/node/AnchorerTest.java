package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.wire.MerkleTree;
import org.junit.jupiter.api.Test;

/** Three provers, slots of 4 s with the deadline at 3.5 s; slot n starts at n x 4,000. */
class AnchorerTest {
  private static final long SLOT_MS = 4_000;
  private static final Hash32 LEASE = new Hash32(1, 1, 1, 1);

  private final List<String> posted = new ArrayList<>();

  private Anchorer anchorer(int self) {
    return new Anchorer(
        self, SLOT_MS, (slot, root, leaves) -> posted.add(slot + ":" + leaves + ":" + root));
  }

  private static Snapshot snapshot() {
    var provers = new ArrayList<Prover>();
    for (int index = 0; index < 3; index++) {
      provers.add(new Prover(index, Address.ZERO, Address.ZERO, "peer", 1, 1, 1, Map.of()));
    }
    return new Snapshot(Hash32.ZERO, 0, 0, 100, Hash32.ZERO, provers);
  }

  private static Task task(long slot) {
    return new Task(
        new Hash32(0, 0, 0, slot),
        slot,
        Hash32.ZERO,
        slot,
        Hash32.ZERO,
        0,
        Hash32.ZERO,
        0,
        0,
        1,
        slot * SLOT_MS,
        slot * SLOT_MS + 3_500);
  }

  @Test
  void proverWhoseTurnItIsPostsAfterTheDeadline() {
    Anchorer anchorer = anchorer(2);
    anchorer.opened(task(2), snapshot());
    anchorer.include(2, LEASE);

    anchorer.tick(2 * SLOT_MS + 3_599);
    assertThat(posted).isEmpty();
    anchorer.tick(2 * SLOT_MS + 3_600);

    assertThat(posted).containsExactly("2:1:" + MerkleTree.of(List.of(LEASE)).root());
    anchorer.tick(2 * SLOT_MS + 9_000);
    assertThat(posted).hasSize(1);
  }

  @Test
  void backUpWaitsASlotAndStaysQuietWhenItSeesTheAnchor() {
    Anchorer anchorer = anchorer(0);
    anchorer.opened(task(2), snapshot());
    anchorer.include(2, LEASE);
    assertThat(anchorer.nextWakeMs()).isEqualTo(3 * SLOT_MS + 3_600);

    anchorer.anchored(2);
    anchorer.tick(9 * SLOT_MS);

    assertThat(posted).isEmpty();
    assertThat(anchorer.nextWakeMs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void backUpPostsWhenNobodyDid() {
    Anchorer anchorer = anchorer(0);
    anchorer.opened(task(2), snapshot());
    anchorer.include(2, LEASE);

    anchorer.tick(3 * SLOT_MS + 3_600);

    assertThat(posted).hasSize(1);
  }

  @Test
  void slotWithoutLeasesNeedsNoAnchor() {
    Anchorer anchorer = anchorer(2);
    anchorer.opened(task(2), snapshot());

    anchorer.tick(9 * SLOT_MS);

    assertThat(posted).isEmpty();
  }

  @Test
  void observerNeverPosts() {
    Anchorer anchorer = anchorer(-1);
    anchorer.opened(task(2), snapshot());
    anchorer.include(2, LEASE);

    anchorer.tick(9 * SLOT_MS);

    assertThat(posted).isEmpty();
  }
}
