package network.baton.node.evidence;

import java.math.BigInteger;
import network.baton.contracts.generated.Judge;
import network.baton.lease.Address;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.Latch;
import network.baton.node.chain.RpcRefusal;
import network.baton.node.chain.Watchlist;
import network.baton.wire.BlockHeader;

/**
 * What is to be done about a miss of another prover (TX-27, TX-28). Methods block and throw {@link
 * ChainException}.
 */
public final class MissCourt {
  public static final String ACCUSE = "accuse";
  public static final String CONVICT = "convict";

  /** Blocks from one accuser's turn to the next one's. */
  static final long BLOCKS_PER_TURN = 2;

  /** So many blocks the accuser has to convict; then the rescuer does. */
  static final long CONVICT_BLOCKS = 8;

  /** Blocks between two looks while something is due. */
  static final long LOOK_BLOCKS = 4;

  /** The same while nothing is. */
  static final long IDLE_LOOK_BLOCKS = 16;

  /** A conviction's gas beside the accusation's, in percent: nobody can estimate it beforehand. */
  private static final long BOTH_PERCENT = 200;

  /** Of a penalty, as in the contract. */
  private static final long RESCUER_PERCENT = 40;

  private final JudgeContract judge;
  private final int self;

  public MissCourt(JudgeContract judge, int self) {
    this.judge = judge;
    this.self = self;
  }

  /** How it stands, for the next block. */
  public CaseView view(Miss miss) {
    JudgeContract.Terms terms = judge.terms();
    BlockHeader head = judge.chain().latestHeader();
    // C-101: the next block's number has to be within.
    long opens = miss.lease().blockNumber() + terms.answerBlocks();
    long turn = opens + miss.turn() * BLOCKS_PER_TURN;
    if (head.number() < turn) {
      return new CaseView(head.number(), Outlook.EARLY, null, turn, false);
    }
    JudgeContract.Accusation accusation = judge.accusation(miss.digest());
    long closes = opens + terms.answerBlocks();
    if (accusation == null) {
      return toAccuse(miss, head, closes, terms);
    }
    long over = accusation.untilBlock() + Watchlist.FINAL_DEPTH;
    if (isClosed(accusation)) {
      return nothing(head, Outlook.CLOSED, over, Math.max(closes, over));
    }
    return toConvict(miss, head, accusation, terms);
  }

  static boolean isClosed(JudgeContract.Accusation accusation) {
    return accusation.accuser().equals(Address.ZERO);
  }

  private CaseView toAccuse(Miss miss, BlockHeader head, long closes, JudgeContract.Terms terms) {
    long over = closes + Watchlist.FINAL_DEPTH;
    if (head.number() + 1 > closes) {
      return nothing(head, Outlook.TOO_LATE, over, over);
    }
    if (!judge.isCanonical(miss.lease())) {
      return nothing(head, Outlook.ORPHANED, 0, over);
    }
    Judge.SignedLease signed = judge.signed(miss.lease());
    if (signed == null) {
      return nothing(head, Outlook.SNAPSHOT_FOREIGN, 0, over);
    }
    if (miss.hedged() && latch(miss).first() != Latch.NOBODY) {
      return nothing(head, Outlook.HEDGED, 0, over);
    }
    String call =
        judge
            .calls()
            .accuse(JudgeContract.claim(miss.lease(), signed), terms.depositWei())
            .encodeFunctionCall();
    return dueIfPaid(
        head,
        ACCUSE,
        call,
        terms.depositWei(),
        BOTH_PERCENT,
        judge.shareWei(miss.prover(), terms.missGwei(), JudgeBook.REPORTER_PERCENT),
        over);
  }

  private CaseView toConvict(
      Miss miss, BlockHeader head, JudgeContract.Accusation accusation, JudgeContract.Terms terms) {
    boolean own = accusation.accuser().equals(judge.account());
    long from = accusation.untilBlock() + (own ? 0 : CONVICT_BLOCKS);
    long over = from + terms.answerBlocks();
    if (head.number() < from) {
      return nothing(head, Outlook.ACCUSED, from, over);
    }
    Judge.SignedLease signed = judge.signed(miss.lease());
    if (signed == null) {
      return nothing(head, Outlook.SNAPSHOT_FOREIGN, 0, over);
    }
    int rescuer = own ? self : latch(miss).first();
    if (rescuer != self || (!own && rescuer == Latch.NOBODY)) {
      return nothing(head, Outlook.ACCUSED, 0, over);
    }
    long percent = own ? JudgeBook.REPORTER_PERCENT : RESCUER_PERCENT;
    boolean spared = judge.contracts().wasPenalized(miss.prover(), miss.lease().blockNumber());
    BigInteger reward =
        spared ? BigInteger.ZERO : judge.shareWei(miss.prover(), terms.missGwei(), percent);
    String call =
        judge.calls().convict(JudgeContract.claim(miss.lease(), signed)).encodeFunctionCall();
    return dueIfPaid(
        head,
        CONVICT,
        call,
        BigInteger.ZERO,
        100,
        own ? reward.add(terms.depositWei()) : reward,
        over);
  }

  private Latch latch(Miss miss) {
    return judge.contracts().latch(miss.lease().proofType(), miss.lease().blockNumber());
  }

  private CaseView dueIfPaid(
      BlockHeader head,
      String operation,
      String call,
      BigInteger valueWei,
      long gasPercent,
      BigInteger rewardWei,
      long over) {
    long gas;
    try {
      gas = judge.gas(call, valueWei);
    } catch (RpcRefusal e) {
      return nothing(head, Outlook.REFUSED, 0, over);
    }
    if (rewardWei.compareTo(judge.costWei(head, gas * gasPercent / 100)) < 0) {
      return nothing(head, Outlook.UNPROFITABLE, 0, over);
    }
    var step = new CaseView.Step(operation, call, valueWei, gas);
    return new CaseView(head.number(), Outlook.DUE, step, head.number() + LOOK_BLOCKS, false);
  }

  /** {@code nextLook} 0 for the usual. */
  private static CaseView nothing(BlockHeader head, Outlook why, long nextLook, long over) {
    long next = nextLook > head.number() ? nextLook : head.number() + IDLE_LOOK_BLOCKS;
    return new CaseView(head.number(), why, null, next, head.number() > over);
  }
}
