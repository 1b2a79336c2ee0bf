package network.baton.node.evidence;

import java.math.BigInteger;
import network.baton.contracts.generated.Judge;
import network.baton.lease.Address;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.RpcRefusal;
import network.baton.wire.BlockHeader;
import org.jspecify.annotations.Nullable;

/**
 * What would come of showing conflicting leases to the contract that punishes. Methods block and
 * throw {@link ChainException}.
 */
public final class JudgeBook {
  /** Of a penalty, as in the contract. */
  static final long REPORTER_PERCENT = 10;

  private final JudgeContract judge;

  public JudgeBook(JudgeContract judge) {
    this.judge = judge;
  }

  public Address address() {
    return judge.address();
  }

  /** What would come of showing it in the next block. */
  public Prospect prospect(Evidence evidence) {
    BlockHeader head = judge.chain().latestHeader();
    SeenLease claimed = claimed(evidence);
    if (claimed == null) {
      return nothing(head, null, false, null);
    }
    SeenLease other = claimed.equals(evidence.one()) ? evidence.other() : evidence.one();
    Judge.SignedLease first = judge.signed(claimed);
    Judge.SignedLease second = judge.signed(other);
    if (first == null || second == null) {
      return nothing(head, claimed, false, null);
    }
    String call =
        judge
            .calls()
            .equivocation(JudgeContract.claim(claimed, first), second)
            .encodeFunctionCall();
    try {
      long gas = judge.gas(call, BigInteger.ZERO);
      BigInteger reward =
          judge.shareWei(evidence.prover(), judge.terms().equivocationGwei(), REPORTER_PERCENT);
      return new Prospect(
          head.number(), claimed, true, null, call, gas, judge.costWei(head, gas), reward);
    } catch (RpcRefusal e) {
      return nothing(head, claimed, true, String.valueOf(e.getMessage()));
    }
  }

  private static Prospect nothing(
      BlockHeader head, @Nullable SeenLease claimed, boolean fit, @Nullable String refusal) {
    return new Prospect(
        head.number(), claimed, fit, refusal, "", 0, BigInteger.ZERO, BigInteger.ZERO);
  }

  /** The younger one whose block is on the chain: it can be shown for longer. */
  private @Nullable SeenLease claimed(Evidence evidence) {
    SeenLease one = evidence.one();
    SeenLease other = evidence.other();
    SeenLease younger = one.blockNumber() >= other.blockNumber() ? one : other;
    if (judge.isCanonical(younger)) {
      return younger;
    }
    SeenLease elder = younger.equals(one) ? other : one;
    return judge.isCanonical(elder) ? elder : null;
  }
}
