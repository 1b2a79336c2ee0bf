package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import network.baton.lease.Hash32;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  private final Messages messages = new Messages(10);

  @Test
  void everyLeafProvesItselfAndNothingElse() {
    for (int count = 1; count <= 70; count++) {
      MerkleTree tree = MerkleTree.of(digests(count));
      for (int i = 0; i < count; i++) {
        List<Hash32> proof = tree.proof(i);
        assertThat(MerkleTree.verify(tree.root(), tree.leaves().get(i), proof)).isTrue();
        assertThat(MerkleTree.verify(tree.root(), messages.hash(), proof)).isFalse();
        assertThat(MerkleTree.verify(messages.hash(), tree.leaves().get(i), proof)).isFalse();
      }
    }
  }

  @Test
  void orderAndRepetitionDoNotMatter() {
    List<Hash32> digests = digests(25);
    Hash32 root = MerkleTree.of(digests).root();
    var shuffled = new ArrayList<Hash32>(digests);
    shuffled.addAll(digests);
    Collections.shuffle(shuffled, messages.random());
    assertThat(MerkleTree.of(shuffled).root()).isEqualTo(root);
  }

  @Test
  void anyOtherSetHasAnotherRoot() {
    List<Hash32> digests = digests(17);
    Hash32 root = MerkleTree.of(digests).root();
    for (int i = 0; i < digests.size(); i++) {
      var fewer = new ArrayList<Hash32>(digests);
      fewer.remove(i);
      assertThat(MerkleTree.of(fewer).root()).isNotEqualTo(root);
    }
  }

  @Test
  void largestTreeHasProofsThatVerify() {
    MerkleTree tree = MerkleTree.of(digests(WireLimits.MERKLE_LEAVES_MAX));
    Hash32 last = tree.leaves().getLast();
    assertThat(MerkleTree.verify(tree.root(), last, tree.proof(tree.indexOf(last)))).isTrue();
    assertThatThrownBy(() -> MerkleTree.of(digests(WireLimits.MERKLE_LEAVES_MAX + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void emptyTreeDoesNotExist() {
    assertThatThrownBy(() -> MerkleTree.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }

  private List<Hash32> digests(int count) {
    var digests = new ArrayList<Hash32>();
    for (int i = 0; i < count; i++) {
      digests.add(messages.hash());
    }
    return digests;
  }
}
