package network.baton.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Hash32;
import network.baton.wire.BlockHeader;
import org.junit.jupiter.api.Test;

class HeadChainTest {
  private final Map<Hash32, BlockHeader> endpoint = new HashMap<>();
  private final HeadChain chain = new HeadChain();

  private BlockHeader block(long number, Hash32 parent, int salt) {
    BlockHeader block = TestHeaders.header(number, parent, 1_000 + number, salt);
    endpoint.put(block.hash(), block);
    return block;
  }

  @Test
  void nextBlockIsAdded() {
    BlockHeader a = block(1, Hash32.ZERO, 0);
    BlockHeader b = block(2, a.hash(), 0);
    chain.advance(a, endpoint::get);

    HeadChain.Change change = chain.advance(b, endpoint::get);

    assertThat(change.added()).containsExactly(b);
    assertThat(change.removed()).isEmpty();
    assertThat(chain.tip()).isEqualTo(b);
  }

  @Test
  void knownBlockChangesNothing() {
    BlockHeader a = block(1, Hash32.ZERO, 0);
    chain.advance(a, endpoint::get);

    assertThat(chain.advance(a, endpoint::get))
        .isEqualTo(new HeadChain.Change(List.of(), List.of()));
  }

  @Test
  void missedBlocksAreFetchedOldestFirst() {
    BlockHeader a = block(1, Hash32.ZERO, 0);
    BlockHeader b = block(2, a.hash(), 0);
    BlockHeader c = block(3, b.hash(), 0);
    BlockHeader d = block(4, c.hash(), 0);
    chain.advance(a, endpoint::get);

    assertThat(chain.advance(d, endpoint::get).added()).containsExactly(b, c, d);
  }

  @Test
  void reorgRemovesExactlyWhatItReplaced() {
    BlockHeader a = block(1, Hash32.ZERO, 0);
    BlockHeader b = block(2, a.hash(), 0);
    BlockHeader c = block(3, b.hash(), 0);
    BlockHeader b2 = block(2, a.hash(), 1);
    BlockHeader c2 = block(3, b2.hash(), 1);
    chain.advance(a, endpoint::get);
    chain.advance(b, endpoint::get);
    chain.advance(c, endpoint::get);

    HeadChain.Change change = chain.advance(c2, endpoint::get);

    assertThat(change.removed()).containsExactly(c, b);
    assertThat(change.added()).containsExactly(b2, c2);
  }

  @Test
  void gapThatCannotBeBridgedStartsAnew() {
    BlockHeader a = block(1, Hash32.ZERO, 0);
    chain.advance(a, endpoint::get);
    BlockHeader far = TestHeaders.header(900, new Hash32(9, 9, 9, 9), 9_000, 0);

    HeadChain.Change change = chain.advance(far, hash -> null);

    assertThat(change.removed()).containsExactly(a);
    assertThat(change.added()).containsExactly(far);
  }

  @Test
  void boundedNumberOfBlocksIsKept() {
    Hash32 parent = Hash32.ZERO;
    Hash32 first = Hash32.ZERO;
    for (int number = 1; number <= HeadChain.BLOCKS_MAX + 1; number++) {
      BlockHeader block = block(number, parent, 0);
      chain.advance(block, endpoint::get);
      parent = block.hash();
      first = number == 1 ? parent : first;
    }

    assertThat(chain.byHash(first)).isNull();
    assertThat(chain.byHash(parent)).isNotNull();
  }
}
