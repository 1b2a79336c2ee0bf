package network.baton.node.evidence;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import network.baton.contracts.generated.Judge;
import network.baton.lease.Cause;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Release;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.Contracts;
import network.baton.node.chain.RpcRefusal;
import network.baton.node.chain.Watchlist;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import org.jspecify.annotations.Nullable;

/**
 * What is to be answered to an accusation of the own prover (TX-30). Methods block and throw {@link
 * ChainException}.
 */
public final class ChargeCourt {
  public static final String ANSWER_PROOF = "answer-proof";
  public static final String ANSWER_HEDGE = "answer-hedge";
  public static final String ANSWER_RELEASE = "answer-release";
  public static final String ANSWER_LEASE = "answer-lease";

  /** An own lease and the proof that was made for it. */
  @SuppressWarnings("ArrayRecordComponent") // on its way out of the store; never compared
  public record Proven(SeenLease own, byte[] proof) {}

  /** What this node kept of its own leases. */
  public interface Memory {
    /** The proof of a lease, null if there is none. */
    @Nullable Proven proofOf(Hash32 leaseDigest);

    /** The leases that took over from it. */
    List<Defence> defencesOf(Hash32 leaseDigest);
  }

  private final JudgeContract judge;
  private final Memory memory;

  public ChargeCourt(JudgeContract judge, Memory memory) {
    this.judge = judge;
    this.memory = memory;
  }

  /** How long an accusation can be answered, in blocks. */
  public long answerBlocks() {
    return judge.terms().answerBlocks();
  }

  /** Accusations of a prover that may be open. */
  public List<Hash32> charges(int prover) {
    long head = judge.chain().latestHeader().number();
    return judge.accused(prover, Math.max(0, head - answerBlocks()), head);
  }

  /** How it stands, for the next block. */
  public CaseView view(Charge charge) {
    BlockHeader head = judge.chain().latestHeader();
    JudgeContract.Accusation accusation = judge.accusation(charge.digest());
    if (accusation == null) { // a reorg took it away: if it comes back, the logs tell
      return new CaseView(head.number(), Outlook.ORPHANED, null, head.number() + 1, true);
    }
    long over = accusation.untilBlock() + Watchlist.FINAL_DEPTH;
    if (MissCourt.isClosed(accusation)) {
      return nothing(head, Outlook.CLOSED, over);
    }
    if (head.number() + 1 > accusation.untilBlock()) { // C-117
      return nothing(head, Outlook.TOO_LATE, over);
    }
    boolean answers = false;
    for (Answer answer : answers(charge.digest())) {
      answers = true;
      long gas;
      try {
        gas = judge.gas(answer.call, BigInteger.ZERO);
      } catch (RpcRefusal e) {
        continue;
      }
      if (isWorth(answer, head, gas)) {
        var step = new CaseView.Step(answer.operation, answer.call, BigInteger.ZERO, gas);
        long next = head.number() + MissCourt.LOOK_BLOCKS;
        return new CaseView(head.number(), Outlook.DUE, step, next, false);
      }
    }
    return nothing(head, answers ? Outlook.REFUSED : Outlook.ANSWERLESS, over);
  }

  private record Answer(String operation, String call, boolean released) {}

  /** To be convicted must cost more. */
  private boolean isWorth(Answer answer, BlockHeader head, long gas) {
    JudgeContract.Terms terms = judge.terms();
    BigInteger costWei = judge.costWei(head, gas);
    BigInteger all =
        answer.released ? costWei.add(JudgeContract.wei(terms.lateReleaseGwei())) : costWei;
    return all.compareTo(JudgeContract.wei(terms.missGwei())) < 0;
  }

  /** The cheapest for the prover first. */
  private List<Answer> answers(Hash32 digest) {
    var free = new ArrayList<Answer>();
    var costly = new ArrayList<Answer>();
    Proven proven = memory.proofOf(digest);
    Judge.SignedLease own = proven == null ? null : judge.signed(proven.own());
    if (proven != null && own != null) {
      Judge.Claim claim = JudgeContract.claim(proven.own(), own);
      free.add(
          new Answer(
              ANSWER_PROOF,
              judge.calls().answerWithProof(claim, proven.proof()).encodeFunctionCall(),
              false));
    }
    for (Defence defence : memory.defencesOf(digest)) {
      Answer answer = answer(defence);
      if (answer != null) {
        (answer.released ? costly : free).add(answer);
      }
    }
    free.addAll(costly);
    return free;
  }

  private @Nullable Answer answer(Defence defence) {
    Judge.SignedLease own = judge.signed(defence.own());
    long epoch = defence.own().epoch();
    if (own == null
        || !(judge.wire().lease(defence.successor())
            instanceof Decoded.Ok<VerifiedLease>(VerifiedLease successor))) {
      return null;
    }
    Judge.SignedLease next = judge.signed(successor, epoch);
    if (next == null) {
      return null;
    }
    Judge.Claim claim = JudgeContract.claim(defence.own(), own);
    if (successor.lease().cause() == Cause.HEDGE) {
      return new Answer(
          ANSWER_HEDGE, judge.calls().answerWithHedge(claim, next).encodeFunctionCall(), false);
    }
    if (successor.evidence() instanceof VerifiedRelease cited) {
      Release release = cited.release();
      var struct =
          new Judge.Release(
              release.leaseDigest().toBytes(),
              BigInteger.valueOf(release.reason().code()),
              BigInteger.valueOf(release.issuedAtMs()));
      return new Answer(
          ANSWER_RELEASE,
          judge
              .calls()
              .answerWithRelease(claim, struct, Contracts.bytes(cited.signature()), next)
              .encodeFunctionCall(),
          true);
    }
    if (successor.evidence() instanceof VerifiedLease cited) {
      Judge.SignedLease higher = judge.signed(cited, epoch);
      return higher == null
          ? null
          : new Answer(
              ANSWER_LEASE,
              judge.calls().answerWithLease(claim, higher, next).encodeFunctionCall(),
              true);
    }
    return null;
  }

  private CaseView nothing(BlockHeader head, Outlook why, long over) {
    long pause = Math.max(1, answerBlocks() / 16);
    return new CaseView(head.number(), why, null, head.number() + pause, head.number() > over);
  }
}
