package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.Latch;
import network.baton.node.chain.RewardBook;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.store.Rewards;
import network.baton.node.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TX-13: rewards are collected in batches, once, whatever happens between. */
class CollectorTest {
  private static final int SELF = 3;
  private static final long SECOND_BLOCKS = 256;
  private static final Hash32 TYPE = new Hash32(1, 2, 3, 4);
  private static final Hash32 OTHER_TYPE = new Hash32(1, 2, 3, 5);
  private static final Latch OURS = new Latch(SELF, Latch.NOBODY, false);

  @TempDir private Path folder;
  private Store store;
  private final PayingContract contract = new PayingContract();
  private final List<TxOrder> orders = new ArrayList<>();

  @BeforeEach
  void open() {
    store = Store.open(folder, "test");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aFullBatchIsCollectedWhenTheTimeForASecondProofIsOver() {
    Collector collector = collector();
    LongStream.range(100, 100 + Collector.BATCH).forEach(block -> prove(collector, TYPE, block));

    collector.onBlock(100 + SECOND_BLOCKS); // no block's time is over yet
    assertThat(orders).isEmpty();

    collector.onBlock(100 + SECOND_BLOCKS + Collector.BATCH);
    assertThat(orders).extracting(TxOrder::operation).containsExactly(Collector.COLLECT);
    assertThat(orders.getFirst().to()).isEqualTo(contract.settlementAddress());
    assertThat(orders.getFirst().data())
        .isEqualTo(TYPE + LongStream.range(100, 100 + Collector.BATCH).boxed().toList().toString());
  }

  @Test
  void aFewWaitForABatchButNotForEver() {
    Collector collector = collector();
    prove(collector, TYPE, 100);

    collector.onBlock(100 + SECOND_BLOCKS + 1);
    collector.onBlock(100 + SECOND_BLOCKS + Collector.PATIENCE_BLOCKS - 1);
    assertThat(orders).isEmpty();

    collector.onBlock(100 + SECOND_BLOCKS + Collector.PATIENCE_BLOCKS + Collector.LOOK_BLOCKS);
    assertThat(orders).extracting(TxOrder::data).containsExactly(TYPE + "[100]");
  }

  @Test
  void everyProofTypeHasABatchOfItsOwn() {
    Collector collector = collector();
    LongStream.range(0, Collector.BATCH).forEach(block -> prove(collector, TYPE, block));
    LongStream.range(0, Collector.BATCH).forEach(block -> prove(collector, OTHER_TYPE, block));

    collector.onBlock(1_000);

    assertThat(orders).extracting(TxOrder::key).doesNotHaveDuplicates().hasSize(2);
  }

  @Test
  void whatIsPaidOrSomebodyElsesIsForgottenAndASecondPlaceIsNot() {
    Collector collector = collector();
    prove(collector, TYPE, 1);
    prove(collector, TYPE, 2);
    prove(collector, TYPE, 3);
    prove(collector, TYPE, 4);
    contract.latches.put(key(TYPE, 1), new Latch(SELF, Latch.NOBODY, true));
    contract.latches.put(key(TYPE, 2), new Latch(7, Latch.NOBODY, false));
    contract.latches.put(key(TYPE, 3), new Latch(Latch.NOBODY, Latch.NOBODY, false));
    contract.latches.put(key(TYPE, 4), new Latch(7, SELF, false));

    collector.onBlock(SECOND_BLOCKS + Collector.PATIENCE_BLOCKS + 10);

    assertThat(orders).extracting(TxOrder::data).containsExactly(TYPE + "[4]");
    assertThat(new Rewards(store).below(Long.MAX_VALUE, 10))
        .extracting(Rewards.Reward::blockNumber)
        .containsExactly(4L);
  }

  @Test
  void aRestartAndADarkEndpointLoseNothing() {
    prove(collector(), TYPE, 100);
    long late = 100 + SECOND_BLOCKS + Collector.PATIENCE_BLOCKS;
    Collector restarted = collector();
    contract.dark = true;

    restarted.onBlock(late);
    assertThat(orders).isEmpty();

    contract.dark = false;
    restarted.onBlock(late + Collector.LOOK_BLOCKS);
    assertThat(orders).hasSize(1);
  }

  private Collector collector() {
    return new Collector(SELF, new Rewards(store), contract, orders::add);
  }

  private void prove(Collector collector, Hash32 type, long block) {
    collector.proven(block, type);
    contract.latches.put(key(type, block), OURS);
  }

  private static String key(Hash32 type, long block) {
    return type + " " + block;
  }

  /** Says what it is told to. */
  private static final class PayingContract implements RewardBook {
    private final Map<String, Latch> latches = new HashMap<>();
    private boolean dark;

    @Override
    public long secondBlocks() {
      if (dark) {
        throw new ChainException("no answer");
      }
      return SECOND_BLOCKS;
    }

    @Override
    public Latch latch(Hash32 proofType, long blockNumber) {
      return latches.getOrDefault(
          key(proofType, blockNumber), new Latch(Latch.NOBODY, Latch.NOBODY, false));
    }

    @Override
    public Address settlementAddress() {
      return Address.ZERO;
    }

    @Override
    public String collectCall(Hash32 proofType, List<Long> blockNumbers) {
      return proofType + blockNumbers.toString();
    }
  }
}
