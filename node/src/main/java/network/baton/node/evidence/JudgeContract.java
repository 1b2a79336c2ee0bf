package network.baton.node.evidence;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import network.baton.contracts.generated.Judge;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.Contracts;
import network.baton.node.chain.SnapshotSource;
import network.baton.node.chain.tx.TxSettings;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.Snapshots;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.EventEncoder;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.StaticGasProvider;
import tools.jackson.databind.JsonNode;

/**
 * The contract that punishes, as the node asks it: leases as it takes them, and what it says of
 * itself. Methods block and throw {@link ChainException}.
 */
public final class JudgeContract {
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final BigInteger WEI_PER_GWEI = BigInteger.valueOf(1_000_000_000);

  private final ChainClient chain;
  private final Contracts contracts;
  private final SnapshotSource snapshots;
  private final Wire wire;
  private final Address address;
  private final Address account;
  private final Judge judge;
  private volatile @Nullable Terms terms;

  /**
   * Asks nothing yet.
   *
   * @param address of the contract
   * @param account who would call it
   */
  public JudgeContract(
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

  /**
   * What never changes.
   *
   * @param answerBlocks how long an accusation can be answered
   * @param depositWei what has to go along with an accusation; zero where it is taken in tokens
   */
  record Terms(
      long answerBlocks,
      BigInteger equivocationGwei,
      BigInteger missGwei,
      BigInteger lateReleaseGwei,
      BigInteger depositWei) {}

  /** An accusation that was made; {@code accuser} is zero once it is closed. */
  record Accusation(Address accuser, long untilBlock) {}

  public Address address() {
    return address;
  }

  Address account() {
    return account;
  }

  Judge calls() {
    return judge;
  }

  ChainClient chain() {
    return chain;
  }

  Contracts contracts() {
    return contracts;
  }

  Wire wire() {
    return wire;
  }

  Terms terms() {
    Terms known = terms;
    if (known == null) {
      Judge.Penalties penalties = ask(judge.penalties());
      boolean coin = Address.fromHex(ask(judge.token())).equals(Address.ZERO);
      known =
          new Terms(
              ask(judge.answerBlocks()).longValueExact(),
              penalties.equivocationGwei,
              penalties.missGwei,
              penalties.lateReleaseGwei,
              coin ? penalties.depositWei : BigInteger.ZERO);
      terms = known;
    }
    return known;
  }

  /** Null if the lease was never accused of. */
  @Nullable Accusation accusation(Hash32 leaseDigest) {
    var answer = ask(judge.accusationOf(leaseDigest.toBytes()));
    long until = answer.component2().longValueExact();
    return until == 0 ? null : new Accusation(Address.fromHex(answer.component1()), until);
  }

  /** Leases of a prover that were accused of in these blocks, as the logs say. */
  List<Hash32> accused(int prover, long fromBlock, long toBlock) {
    var digests = new ArrayList<Hash32>();
    List<String> topics =
        List.of(EventEncoder.encode(Judge.ACCUSED_EVENT), "0x" + "%064x".formatted(prover));
    for (JsonNode log : chain.logs(address, topics, fromBlock, toBlock)) {
      digests.add(Hash32.fromHex(log.path("topics").path(2).asString("")));
    }
    return digests;
  }

  private static <T> T ask(RemoteFunctionCall<T> call) {
    try {
      return call.send();
    } catch (ChainException e) {
      throw e;
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException("the judge does not answer: " + e.getMessage(), e);
    }
  }

  boolean isCanonical(SeenLease lease) {
    BlockHeader block = chain.headerByNumber(lease.blockNumber());
    return block != null && block.hash().equals(lease.blockHash());
  }

  /** Null if the lease names a snapshot that this chain never had. */
  Judge.@Nullable SignedLease signed(SeenLease seen) {
    return wire.lease(seen.message()) instanceof Decoded.Ok<VerifiedLease>(VerifiedLease lease)
        ? signed(lease, seen.epoch())
        : null;
  }

  /** The same. */
  Judge.@Nullable SignedLease signed(VerifiedLease lease, long epoch) {
    SnapshotSource.Origin origin = snapshots.origin(epoch);
    if (origin == null
        || !Snapshots.id(epoch, origin.registryBlockHash(), origin.seed())
            .equals(lease.lease().snapshotId())) {
      return null;
    }
    return new Judge.SignedLease(
        struct(lease.lease()),
        Contracts.bytes(lease.signature()),
        BigInteger.valueOf(epoch),
        origin.registryBlockHash().toBytes(),
        origin.seed().toBytes());
  }

  static Judge.Claim claim(SeenLease seen, Judge.SignedLease signed) {
    return new Judge.Claim(
        BigInteger.valueOf(seen.blockNumber()), seen.proofType().toBytes(), signed);
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

  /** Throws {@link network.baton.node.chain.RpcRefusal} when the call would revert. */
  long gas(String call, BigInteger valueWei) {
    return chain.estimateGas(account, address, call, valueWei);
  }

  BigInteger costWei(BlockHeader head, long gas) {
    BigInteger baseFee = chain.baseFee(head.hash());
    if (baseFee == null) {
      throw new ChainException("block " + head.number() + " went away");
    }
    return baseFee.add(TxSettings.PRIORITY_FEE_WEI).multiply(BigInteger.valueOf(gas));
  }

  /** So many percent of what a prover's bond would lose. */
  BigInteger shareWei(int prover, BigInteger penaltyGwei, long percent) {
    return penaltyGwei
        .min(contracts.bondGwei(prover))
        .multiply(BigInteger.valueOf(percent))
        .divide(HUNDRED)
        .multiply(WEI_PER_GWEI);
  }

  static BigInteger wei(BigInteger gwei) {
    return gwei.multiply(WEI_PER_GWEI);
  }
}
