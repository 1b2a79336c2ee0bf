package network.baton.node.chain;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.baton.contracts.PromisedTimes;
import network.baton.contracts.generated.LeaseAnchor;
import network.baton.contracts.generated.ProverRegistry;
import network.baton.contracts.generated.Settlement;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Signature;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.node.config.NetworkFile;
import network.baton.node.store.PendingSettlement;
import network.baton.wire.BlockHeader;
import network.baton.wire.Keccak;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.datatypes.Event;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.methods.response.Log;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.StaticGasProvider;
import org.web3j.utils.Numeric;
import tools.jackson.databind.JsonNode;

/** The deployed contracts: calls as data, the registry as provers, logs as facts. */
public final class Contracts implements RegistryReader, RewardBook {
  /** Provers asked for in one call; the registry gives no more. */
  private static final int PAGE = 64;

  /** Blocks for which sponsors pay one rate, as in the contract. */
  private static final long ERA_BLOCKS = 256;

  /** What the first of two provers gets, as in the contract. */
  private static final BigInteger FIRST_PERCENT = BigInteger.valueOf(85);

  /** 281 thousand coins in gwei: the succession's arithmetic holds for weights up to this. */
  private static final BigInteger WEIGHT_MAX = BigInteger.ONE.shiftLeft(48);

  private final ChainClient chain;
  private final NetworkFile network;
  private final LeaseAnchor anchor;
  private final Settlement settlement;

  public Contracts(ChainClient chain, NetworkFile network) {
    this.chain = chain;
    this.network = network;
    var nobody = new ReadonlyTransactionManager(chain.web3j(), Address.ZERO.toHex());
    var gas = new StaticGasProvider(BigInteger.ZERO, BigInteger.ZERO);
    this.anchor = LeaseAnchor.load(network.contracts().anchor(), chain.web3j(), nobody, gas);
    this.settlement = Settlement.load(network.contracts().settlement(), chain.web3j(), nobody, gas);
  }

  public Address anchorAddress() {
    return Address.fromHex(network.contracts().anchor());
  }

  @Override
  public Address settlementAddress() {
    return Address.fromHex(network.contracts().settlement());
  }

  /** Fails with one line when the chain is another one or a contract is not there. */
  public void checkDeployed() {
    long chainId = chain.chainId();
    if (chainId != network.chainId()) {
      throw new WrongChainException(
          "the execution client is on chain "
              + chainId
              + ", the network file says "
              + network.chainId()
              + "; set rpc.url to a client of the right chain");
    }
    network.addresses().forEach((name, address) -> checkCode(chainId, name, address));
  }

  private void checkCode(long chainId, String name, String address) {
    byte[] code = chain.code(Address.fromHex(address));
    if (code.length == 0) {
      throw new WrongChainException(
          "there is no contract at "
              + address
              + " ("
              + name
              + ") on chain "
              + chainId
              + "; compare the network file with the deployment");
    }
    String expected = network.contracts().codeHashes().get(name);
    String found = Keccak.hash(code).toHex();
    if (expected != null && !expected.equalsIgnoreCase(found)) {
      throw new WrongChainException(
          "the code of the contract at "
              + address
              + " ("
              + name
              + ") has the hash "
              + found
              + ", the network file says "
              + expected
              + "; get the file anew from who runs the network, and trust neither before they agree");
    }
  }

  @Override
  public List<Prover> proversAt(BlockHeader block) {
    var provers = new ArrayList<Prover>();
    ProverRegistry registry = registry();
    registry.setDefaultBlockParameter(
        DefaultBlockParameter.valueOf(BigInteger.valueOf(block.number())));
    try {
      int count = registry.proverCount().send().intValueExact();
      for (int from = 0; from < count; from += PAGE) {
        List<?> page = registry.provers(BigInteger.valueOf(from), BigInteger.valueOf(PAGE)).send();
        for (Object entry : page) {
          var registered = (ProverRegistry.Prover) entry;
          if (canClaim(registered)) {
            provers.add(prover(registered));
          }
        }
      }
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException(
          "the registry cannot be read at block " + block.number() + ": " + e.getMessage(), e);
    }
    provers.sort(Comparator.comparingInt(Prover::index));
    return provers;
  }

  private ProverRegistry registry() {
    return ProverRegistry.load(
        network.contracts().registry(),
        chain.web3j(),
        new ReadonlyTransactionManager(chain.web3j(), Address.ZERO.toHex()),
        new StaticGasProvider(BigInteger.ZERO, BigInteger.ZERO));
  }

  /** What a prover has at stake now. */
  public BigInteger bondGwei(int prover) {
    try {
      return registry().prover(BigInteger.valueOf(prover)).send().bondGwei;
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException("the registry does not answer: " + e.getMessage(), e);
    }
  }

  /** Whether a prover was punished for a block's task. */
  public boolean wasPenalized(int prover, long blockNumber) {
    try {
      return registry()
          .wasPenalized(BigInteger.valueOf(prover), BigInteger.valueOf(blockNumber))
          .send();
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException("the registry does not answer: " + e.getMessage(), e);
    }
  }

  /** What the registry says now about releases. */
  public RegistryVersions versions() {
    try {
      var versions = registry().versions().send();
      return new RegistryVersions(
          versions.component1().longValueExact(),
          versions.component2().longValueExact(),
          versions.component3());
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException("the registry's versions cannot be read: " + e.getMessage(), e);
    }
  }

  /** A revoked key signs nothing, and a bond that is on its way out covers nothing. */
  private static boolean canClaim(ProverRegistry.Prover entry) {
    return Numeric.toBigInt(entry.leaseKey).signum() > 0
        && entry.quota.signum() > 0
        && entry.bondGwei.signum() > 0;
  }

  private Prover prover(ProverRegistry.Prover entry) {
    Map<Hash32, Promise> promises = new HashMap<>();
    for (ProverRegistry.Promise promise : entry.profile.promises) {
      promises.put(
          Hash32.of(promise.proofType), new Promise(PromisedTimes.unpack(promise.msByBand)));
    }
    return new Prover(
        entry.index.intValueExact(),
        Address.fromHex(entry.operator),
        Address.fromHex(entry.leaseKey),
        PublicKey.of(KeyType.ED25519, entry.profile.nodeKey).peerId().toText(),
        entry.bondGwei.min(WEIGHT_MAX).longValueExact(),
        entry.profile.capacity.intValueExact(),
        entry.quota.min(BigInteger.valueOf(network.quota())).longValueExact(),
        promises);
  }

  public String anchorCall(long slot, Hash32 root, int leaves) {
    return anchor
        .anchor(BigInteger.valueOf(slot), root.toBytes(), BigInteger.valueOf(leaves))
        .encodeFunctionCall();
  }

  public String settleCall(PendingSettlement pending, VerifiedLease lease, byte[] proof) {
    return settlement
        .settle(
            new Settlement.Item(
                BigInteger.valueOf(pending.blockNumber()),
                pending.proofType().toBytes(),
                BigInteger.valueOf(network.rules().epochOf(pending.slot())),
                struct(lease.lease()),
                bytes(lease.signature()),
                proof))
        .encodeFunctionCall();
  }

  @Override
  public long secondBlocks() {
    try {
      return settlement.secondBlocks().send().longValueExact();
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException("the settlement contract does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public Latch latch(Hash32 proofType, long blockNumber) {
    try {
      Settlement.Latch latch =
          settlement.latchOf(proofType.toBytes(), BigInteger.valueOf(blockNumber)).send();
      return new Latch(
          latch.isProven ? latch.first.intValueExact() : Latch.NOBODY,
          latch.hasSecond ? latch.second.intValueExact() : Latch.NOBODY,
          latch.isPaid);
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException("the settlement contract does not answer: " + e.getMessage(), e);
    }
  }

  /** Where a task stands, for whoever has a proof of it. */
  public Place place(PendingSettlement pending) {
    BlockHeader block = chain.headerByNumber(pending.blockNumber());
    boolean canonical = block != null && block.hash().equals(pending.blockHash());
    Latch latch = latch(pending.proofType(), pending.blockNumber());
    boolean alone = latch.first() != Latch.NOBODY && latch.second() == Latch.NOBODY;
    return new Place(
        chain.latestHeader().number(),
        canonical,
        latch,
        secondBlocks(),
        alone ? secondShareGwei(pending.proofType(), pending.blockNumber()) : 0);
  }

  /** As Settlement pays: what the era's rate or rest leaves beside the first one's 85 %. */
  private long secondShareGwei(Hash32 proofType, long blockNumber) {
    try {
      if (!registry().proofType(proofType.toBytes()).send().bindsProver) {
        return 0;
      }
      BigInteger era = BigInteger.valueOf(blockNumber / ERA_BLOCKS);
      Settlement.Budget budget = settlement.budgetOf(proofType.toBytes(), era).send();
      BigInteger paid = budget.rateGwei.min(budget.leftGwei);
      BigInteger first = paid.multiply(FIRST_PERCENT).divide(BigInteger.valueOf(100));
      return paid.subtract(first).longValueExact();
    } catch (Exception e) { // web3j declares no narrower type
      throw new ChainException("the settlement contract does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public String collectCall(Hash32 proofType, List<Long> blockNumbers) {
    List<BigInteger> blocks = blockNumbers.stream().map(BigInteger::valueOf).toList();
    return settlement.collect(proofType.toBytes(), blocks).encodeFunctionCall();
  }

  private static Settlement.Lease struct(Lease lease) {
    return new Settlement.Lease(
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

  /** As the contracts take it: r, s, v. */
  public static byte[] bytes(Signature signature) {
    return ByteBuffer.allocate(65)
        .put(signature.r().toBytes())
        .put(signature.s().toBytes())
        .put((byte) signature.v())
        .array();
  }

  /** What the contracts' events in this block say. */
  public List<ChainFact> facts(Hash32 blockHash) {
    var facts = new ArrayList<ChainFact>();
    for (JsonNode node : chain.logs(blockHash, List.of(anchorAddress(), settlementAddress()))) {
      ChainFact fact = fact(node);
      if (fact != null) {
        facts.add(fact);
      }
    }
    return facts;
  }

  private @Nullable ChainFact fact(JsonNode node) {
    Log log = log(node);
    String topic = log.getTopics().isEmpty() ? "" : log.getTopics().getFirst();
    long block = Long.decode(node.path("blockNumber").asString("0x0"));
    String txHash = node.path("transactionHash").asString("");
    if (topic.equals(topicOf(LeaseAnchor.ANCHORED_EVENT))) {
      LeaseAnchor.AnchoredEventResponse event = LeaseAnchor.getAnchoredEventFromLog(log);
      return new ChainFact.Anchored(
          event.slot.longValueExact(),
          event.prover.intValueExact(),
          Hash32.of(event.root),
          event.leaves.intValueExact(),
          block,
          txHash,
          gas(txHash));
    }
    if (topic.equals(topicOf(Settlement.SETTLED_EVENT))) {
      Settlement.SettledEventResponse event = Settlement.getSettledEventFromLog(log);
      return new ChainFact.Settled(
          Hash32.of(event.taskId),
          event.prover.intValueExact(),
          Hash32.of(event.proofType),
          block,
          txHash,
          gas(txHash));
    }
    return null;
  }

  private long gas(String txHash) {
    JsonNode receipt = chain.receipt(txHash);
    return receipt == null ? 0 : Long.decode(receipt.path("gasUsed").asString("0x0"));
  }

  private static String topicOf(Event event) {
    return org.web3j.abi.EventEncoder.encode(event);
  }

  private static Log log(JsonNode node) {
    var log = new Log();
    log.setAddress(node.path("address").asString());
    log.setData(node.path("data").asString());
    var topics = new ArrayList<String>();
    node.path("topics").forEach(topic -> topics.add(topic.asString()));
    log.setTopics(topics);
    return log;
  }
}
