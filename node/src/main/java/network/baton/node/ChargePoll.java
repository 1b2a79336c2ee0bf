package network.baton.node;

import java.util.List;
import java.util.concurrent.Executor;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseCore;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.Watchlist;
import network.baton.node.evidence.Charge;
import network.baton.node.evidence.ChargeCourt;
import network.baton.node.store.CaseShelf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for accusations of the own prover in the chain's logs (TX-29): often enough to answer each,
 * and over all blocks that an open one can be in, so that neither a restart nor an endpoint that
 * was dark loses one. Any thread may call.
 */
final class ChargePoll {
  /** Looks within the time for an answer. */
  static final long POLLS = 16;

  /** The contract's evidence is never older than three times of an answer. */
  static final long TIMES_KEPT = 3;

  private static final Logger LOG = LoggerFactory.getLogger(ChargePoll.class);

  private final int self;
  private final ChargeCourt court;
  private final CaseShelf shelf;
  private final Court<Charge> answering;
  private final Executor workers;
  private long due = Long.MIN_VALUE;
  private boolean asking;

  /** What is being asked is of before a reorg. */
  private boolean stale;

  ChargePoll(
      int self, ChargeCourt court, CaseShelf shelf, Court<Charge> answering, Executor workers) {
    this.self = self;
    this.court = court;
    this.shelf = shelf;
    this.answering = answering;
    this.workers = workers;
  }

  synchronized void onBlock(long headBlock) {
    if (self != LeaseCore.OBSERVER && !asking && headBlock >= due) {
      asking = true;
      workers.execute(() -> ask(headBlock));
    }
  }

  /** A reorg removed blocks: what was accused may be accused in others. */
  synchronized void onReorg() {
    due = Long.MIN_VALUE;
    stale = asking;
  }

  private void ask(long headBlock) {
    long next = headBlock + 1; // an endpoint that does not answer is asked again
    try {
      List<Hash32> charges = court.charges(self);
      for (Hash32 digest : charges) {
        answering.found(new Charge(digest));
      }
      long answerBlocks = court.answerBlocks();
      next = headBlock + Math.max(1, answerBlocks / POLLS);
      shelf.forgetDefencesBelow(headBlock - TIMES_KEPT * answerBlocks - Watchlist.FINAL_DEPTH);
    } catch (ChainException e) {
      LOG.debug("accusations: {}", e.getMessage());
    } finally {
      asked(next);
    }
  }

  private synchronized void asked(long next) {
    asking = false;
    due = stale ? Long.MIN_VALUE : next;
    stale = false;
  }
}
