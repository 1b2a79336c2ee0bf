package network.baton.node.settle;

import java.util.Locale;
import network.baton.node.chain.Latch;
import network.baton.node.chain.Place;

/** Whether a settlement is worth its gas, by the contract's own rules (specs/chain.md, TX-15). */
public enum Standing {
  /** Nobody has settled the task: it is sent. */
  FIRST,
  /** One other prover has, and the contract would pay a second one: it is sent. */
  SECOND,
  /** This prover has one of the two places. */
  SETTLED,
  /** Both places are others'. */
  BOTH_TAKEN,
  /** Another one has settled it, and the next block is too late for a second (C-37). */
  TOO_LATE,
  /** Another one has settled it, and there is nothing to pay for a second. */
  UNPAID,
  /** The task's block is not on the chain (C-30, C-31). */
  ORPHANED,
  /** The contract knows the block's hash no longer (C-30). */
  OUT_OF_REACH;

  /** Hashes of so many blocks are served to the contract, one less for the block to come. */
  static final long REACH_BLOCKS = 8_190;

  boolean isSent() {
    return this == FIRST || this == SECOND;
  }

  /** As logs write it. */
  public String word() {
    return code().replace('-', ' ');
  }

  /** As counters write it. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Judged for the block after {@code place.head()}, the first that could hold it. */
  static Standing of(long blockNumber, int self, Place place) {
    long age = place.head() + 1 - blockNumber;
    Latch latch = place.latch();
    if (!place.canonical()) {
      return ORPHANED;
    }
    if (latch.first() == self || latch.second() == self) {
      return SETTLED;
    }
    if (age > REACH_BLOCKS) {
      return OUT_OF_REACH;
    }
    if (latch.first() == Latch.NOBODY) {
      return FIRST;
    }
    if (latch.second() != Latch.NOBODY) {
      return BOTH_TAKEN;
    }
    if (age > place.secondBlocks()) {
      return TOO_LATE;
    }
    return place.secondShareGwei() > 0 ? SECOND : UNPAID;
  }
}
