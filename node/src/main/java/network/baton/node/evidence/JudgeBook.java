package network.baton.node.evidence;

import java.math.BigInteger;
import network.baton.contracts.generated.Judge;
import network.baton.lease.Address;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.Contracts;
import network.baton.node.chain.RpcRefusal;
import network.baton.node.chain.SnapshotSource;
import network.baton.node.chain.tx.TxSettings;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.Snapshots;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.StaticGasProvider;

/**
 * The contract that punishes, and what would come of showing evidence to it. Methods block and
 * throw {@link ChainException}.
 */
public final class JudgeBook {
  /** Of a penalty, as in the contract. */
  private static final BigInteger REPORTER_PERCENT = BigInteger.TEN;

  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final BigInteger WEI_PER_GWEI = BigInteger.valueOf(1_000_000_000);

  private final ChainClient chain;
  private final Contracts contracts;
  private final SnapshotSource snapshots;
  private final Wire wire;
  private final Address address;
  private final Address account;
  private final Judge judge;

  /**
   * Asks nothing yet.
   *
   * @param address of the contract
   * @param account who would show the evidence
   */
  public JudgeBook(
      ChainClient chain,
      Contracts contracts,
      SnapshotSource snapshots,
      Wire wire,
      Address address,
      Address account) {
    this.chain = chain;
    this.contracts = contracts;
    this.snapshots = snapshots;
    this.wire = wire;
    this.address = address;
    this.account = account;
    this.judge =
        Judge.load(
            address.toHex(),
            chain.web3j(),
            new ReadonlyTransactionManager(chain.web3j(), Address.ZERO.toHex()),
            new StaticGasProvider(BigInteger.ZERO, BigInteger.ZERO));
  }

  public Address address() {
    return address;
  }

  /** What would come of showing it in the next block. */
  public Prospect prospect(Evidence evidence) {
    BlockHeader head = chain.latestHeader();
    SeenLease claimed = claimed(evidence);
    if (claimed == null) {
      return nothing(head, null, false, null);
    }
    SeenLease other = claimed.equals(evidence.one()) ? evidence.other() : evidence.one();
    Judge.SignedLease first = signed(claimed);
    Judge.SignedLease second = signed(other);
    if (first == null || second == null) {
      return nothing(head, claimed, false, null);
    }
    var claim =
        new Judge.Claim(
            BigInteger.valueOf(claimed.blockNumber()), claimed.proofType().toBytes(), first);
    String call = judge.equivocation(claim, second).encodeFunctionCall();
    try {
      long gas = chain.estimateGas(account, address, call);
      return new Prospect(
          head.number(), claimed, true, null, call, gas, cost(head, gas), reward(evidence));
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
    if (isCanonical(younger)) {
      return younger;
    }
    SeenLease elder = younger.equals(one) ? other : one;
    return isCanonical(elder) ? elder : null;
  }

  private boolean isCanonical(SeenLease lease) {
    BlockHeader block = chain.headerByNumber(lease.blockNumber());
    return block != null && block.hash().equals(lease.blockHash());
  }

  /** Null if the lease names a snapshot that this chain never had. */
  private Judge.@Nullable SignedLease signed(SeenLease seen) {
    SnapshotSource.Origin origin = snapshots.origin(seen.epoch());
    if (origin == null
        || !(wire.lease(seen.message()) instanceof Decoded.Ok<VerifiedLease>(VerifiedLease lease))
        || !Snapshots.id(seen.epoch(), origin.registryBlockHash(), origin.seed())
            .equals(lease.lease().snapshotId())) {
      return null;
    }
    return new Judge.SignedLease(
        struct(lease.lease()),
        Contracts.bytes(lease.signature()),
        BigInteger.valueOf(seen.epoch()),
        origin.registryBlockHash().toBytes(),
        origin.seed().toBytes());
  }

  private static Judge.Lease struct(Lease lease) {
    return new Judge.Lease(
        lease.taskId().toBytes(),
        BigInteger.valueOf(lease.term()),
        BigInteger.valueOf(lease.prover()),
        lease.snapshotId().toBytes(),
        lease.prev().toBytes(),
        BigInteger.valueOf(lease.cause().code()),
        lease.evidence().toBytes(),
        BigInteger.valueOf(lease.lane()),
        BigInteger.valueOf(lease.nonce()),
        lease.beatKey().toBytes(),
        BigInteger.valueOf(lease.issuedAtMs()));
  }

  private BigInteger cost(BlockHeader head, long gas) {
    BigInteger baseFee = chain.baseFee(head.hash());
    if (baseFee == null) {
      throw new ChainException("block " + head.number() + " went away");
    }
    return baseFee.add(TxSettings.PRIORITY_FEE_WEI).multiply(BigInteger.valueOf(gas));
  }

  /** The reporter's part of what the bond would lose. */
  private BigInteger reward(Evidence evidence) {
    try {
      BigInteger penalty = judge.penalties().send().equivocationGwei;
      BigInteger taken = penalty.min(contracts.bondGwei(evidence.prover()));
      return taken.multiply(REPORTER_PERCENT).divide(HUNDRED).multiply(WEI_PER_GWEI);
    } catch (ChainException e) {
      throw e;
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException("the judge does not answer: " + e.getMessage(), e);
    }
  }
}
