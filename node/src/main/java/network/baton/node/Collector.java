package network.baton.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import network.baton.lease.Hash32;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.Latch;
import network.baton.node.chain.RewardBook;
import network.baton.node.chain.tx.TxOrder;
import network.baton.node.store.Rewards;
import network.baton.node.store.Rewards.Reward;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the rewards of own proofs when the time for a second proof is over: many blocks in one
 * transaction, since one alone costs three times as much. What was proven is in the store until the
 * chain says that it is paid, so neither a restart nor a reorg loses a reward (TX-13).
 */
final class Collector {
  /** The operation's name, in orders and traces. */
  static final String COLLECT = "collect";

  /** A full batch is not waited for longer than this many blocks, about seven hours. */
  static final long PATIENCE_BLOCKS = 2_048;

  static final int BATCH = 32;

  /** Blocks between two looks at what is due. */
  static final long LOOK_BLOCKS = 32;

  /** Looked at in one go; it bounds the calls to the endpoint. */
  private static final int LOOKED_AT_MAX = 4 * BATCH;

  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

  private final int self;
  private final Rewards rewards;
  private final RewardBook book;
  private final Consumer<TxOrder> sender;
  private long nextLookBlock;

  Collector(int self, Rewards rewards, RewardBook book, Consumer<TxOrder> sender) {
    this.self = self;
    this.rewards = rewards;
    this.book = book;
    this.sender = sender;
  }

  /** An own proof latched and is on its way to the chain. Durable when this returns. */
  void proven(long blockNumber, Hash32 proofType) {
    rewards.put(new Reward(blockNumber, proofType));
  }

  /** Looks now and then at what is due. Blocks on the endpoint and the disk. */
  synchronized void onBlock(long headBlock) {
    if (headBlock < nextLookBlock) {
      return;
    }
    nextLookBlock = headBlock + LOOK_BLOCKS;
    try {
      look(headBlock);
    } catch (ChainException e) {
      LOG.info("rewards are looked at again in {} blocks: {}", LOOK_BLOCKS, e.getMessage());
    }
  }

  private void look(long headBlock) {
    long below = headBlock - book.secondBlocks();
    Map<Hash32, List<Long>> due = new TreeMap<>();
    for (Reward reward : rewards.below(below, LOOKED_AT_MAX)) {
      if (isOpen(book.latch(reward.proofType(), reward.blockNumber()))) {
        due.computeIfAbsent(reward.proofType(), type -> new ArrayList<>())
            .add(reward.blockNumber());
      } else {
        rewards.remove(reward); // paid, or somebody else's
      }
    }
    due.forEach((type, blocks) -> collect(type, blocks, below));
  }

  private boolean isOpen(Latch latch) {
    return !latch.paid() && (latch.first() == self || latch.second() == self);
  }

  private void collect(Hash32 proofType, List<Long> blocks, long below) {
    if (blocks.size() < BATCH && below - blocks.getFirst() < PATIENCE_BLOCKS) {
      return;
    }
    List<Long> batch = blocks.subList(0, Math.min(BATCH, blocks.size()));
    sender.accept(
        new TxOrder(
            COLLECT,
            batch.getFirst(),
            proofType,
            book.settlementAddress(),
            book.collectCall(proofType, batch)));
  }
}
