package network.baton.contracts;

import static java.math.BigInteger.ZERO;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.contracts.generated.HeaderProofVerifier;
import network.baton.contracts.generated.HeaderSplitVerifier;
import network.baton.contracts.generated.Judge;
import network.baton.contracts.generated.LeaseAnchor;
import network.baton.contracts.generated.ProverRegistry;
import network.baton.contracts.generated.Settlement;
import network.baton.contracts.generated.Snapshots;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.abi.datatypes.generated.Uint8;
import org.web3j.crypto.ContractUtils;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.DefaultGasProvider;
import org.web3j.utils.Numeric;

/**
 * Where a network's contracts are.
 *
 * @param registry ProverRegistry, also the verifying contract of the EIP-712 domain
 * @param anchor LeaseAnchor
 * @param settlement Settlement
 * @param snapshots Snapshots
 * @param judge Judge
 * @param verifiers proof type name -> HeaderProofVerifier or HeaderSplitVerifier, in the order of
 *     the plan
 * @param deployBlock block in which the registry was created; nothing before it concerns the
 *     network
 */
public record Deployment(
    String registry,
    String anchor,
    String settlement,
    String snapshots,
    String judge,
    Map<String, String> verifiers,
    long deployBlock) {
  private static final long RECEIPT_WAIT_MS = 60_000;
  private static final int CONTRACTS = 5;
  private static final long CREATION_GAS = 6_500_000;
  private static final long VERIFIER_GAS = 2_500_000;
  private static final long PROOF_TYPE_GAS = 400_000;
  private static final long SPONSOR_GAS = 4_000_000;

  /** Public inputs of the circuit of proofs in parts; the verifiers' constructors refuse others. */
  private static final int SPLIT_INPUTS = 4;

  private static final long VERIFY_GAS_MAX = 1_000_000;
  private static final long SECOND_BLOCKS_MAX = 256;
  private static final long ERA_BLOCKS = 256;
  private static final BigInteger WEI_PER_GWEI = BigInteger.valueOf(1_000_000_000);

  public Deployment {
    verifiers = Collections.unmodifiableMap(new LinkedHashMap<>(verifiers));
  }

  /**
   * A reference proof type to be registered.
   *
   * @param name from which its id is derived
   * @param verificationKey file that snarkjs exported
   */
  public record ProofType(String name, Path verificationKey) {}

  /**
   * The network's clock, as the registry needs it.
   *
   * @param genesisTime start of slot 0, seconds since the Unix epoch
   * @param slotSeconds length of a slot
   * @param slotsPerEpoch slots of an epoch
   * @param lagEpochs a change made in epoch e is in force from epoch e + lag + 1
   * @param genesisSeed 32 bytes in hex: seed of the first epochs
   */
  public record Clock(
      long genesisTime, int slotSeconds, int slotsPerEpoch, int lagEpochs, String genesisSeed) {
    public Clock {
      if (genesisTime < 0 || slotSeconds < 1 || slotsPerEpoch < 1 || lagEpochs < 1) {
        throw new IllegalArgumentException("the clock's numbers must be positive");
      }
    }

    private long epochSeconds() {
      return (long) slotSeconds * slotsPerEpoch;
    }

    /** Three windows of blocks, and as much again for slots without a block. */
    private long evidenceSeconds() {
      return 6 * SECOND_BLOCKS_MAX * slotSeconds;
    }

    private long exitDelaySeconds() {
      return 2 * ((lagEpochs + 2) * epochSeconds() + evidenceSeconds());
    }
  }

  /**
   * What to deploy.
   *
   * @param proofTypes at least one, names distinct
   * @param clock the network's
   * @param startBlock blocks up to and with this one open no tasks
   * @param provenTypes proof types that make a block proven
   * @param bondWeiMin least bond of a prover, whole gwei; a thousandth of it covers a lease
   * @param rewardWei for each settled task, whole gwei
   * @param sponsoredEras eras of 256 blocks whose rewards the deployer pays
   * @param secondBlocks within so many a second proof is settled, and an accusation answered; 1 to
   *     256
   */
  public record Plan(
      List<ProofType> proofTypes,
      Clock clock,
      long startBlock,
      int provenTypes,
      BigInteger bondWeiMin,
      BigInteger rewardWei,
      int sponsoredEras,
      long secondBlocks) {
    /** With the usual time for second proofs and for answers to accusations. */
    public Plan(
        List<ProofType> proofTypes,
        Clock clock,
        long startBlock,
        int provenTypes,
        BigInteger bondWeiMin,
        BigInteger rewardWei,
        int sponsoredEras) {
      this(
          proofTypes,
          clock,
          startBlock,
          provenTypes,
          bondWeiMin,
          rewardWei,
          sponsoredEras,
          SECOND_BLOCKS_MAX);
    }

    public Plan {
      proofTypes = List.copyOf(proofTypes);
      Set<String> names = new HashSet<>();
      for (ProofType type : proofTypes) {
        if (!names.add(type.name())) {
          throw new IllegalArgumentException("proof type " + type.name() + " is there twice");
        }
      }
      if (names.isEmpty()) {
        throw new IllegalArgumentException("a network needs a proof type");
      }
      if (provenTypes < 1 || provenTypes > names.size()) {
        throw new IllegalArgumentException("provenTypes must be 1 to the number of proof types");
      }
      if (secondBlocks < 1 || secondBlocks > SECOND_BLOCKS_MAX) {
        throw new IllegalArgumentException("secondBlocks must be 1 to " + SECOND_BLOCKS_MAX);
      }
      if (bondWeiMin.compareTo(WEI_PER_GWEI) < 0 || rewardWei.signum() < 0 || sponsoredEras < 0) {
        throw new IllegalArgumentException("a bond is at least a gwei, no amount negative");
      }
    }

    private BigInteger bondGweiMin() {
      return bondWeiMin.divide(WEI_PER_GWEI);
    }

    private BigInteger share(long divisor) {
      return bondGweiMin().divide(BigInteger.valueOf(divisor)).max(BigInteger.ONE);
    }
  }

  /**
   * Creates all contracts, adds the proof types and sponsors them. The deployer becomes the
   * registry's admin. All transactions leave before {@code mine} runs and fit into one block of 30
   * million gas for up to four proof types.
   *
   * @param mine run once after sending, for chains whose blocks the caller makes; else does nothing
   * @throws IOException if the chain or a key file fails
   */
  public static Deployment deploy(
      Web3j web3j, Credentials deployer, long chainId, Plan plan, Runnable mine)
      throws IOException, InterruptedException {
    TransactionBatch batch = new TransactionBatch(web3j, chainId, deployer);
    Creator creator = new Creator(batch, deployer.getAddress());
    String judge = creator.addressIn(4); // the registry is told who may punish before that exists
    String registry =
        creator.create(
            "ProverRegistry", ProverRegistry.BINARY, CREATION_GAS, terms(plan, deployer, judge));
    String anchor =
        creator.create("LeaseAnchor", LeaseAnchor.BINARY, CREATION_GAS, new Address(registry));
    String settlement =
        creator.create(
            "Settlement",
            Settlement.BINARY,
            CREATION_GAS,
            new Address(registry),
            new Uint8(plan.provenTypes()),
            new Uint64(plan.secondBlocks()),
            new Uint64(plan.startBlock()));
    String snapshots =
        creator.create(
            "Snapshots",
            Snapshots.BINARY,
            CREATION_GAS,
            new Address(registry),
            new Bytes32(Numeric.hexStringToByteArray(plan.clock().genesisSeed())));
    creator.create(
        "Judge",
        Judge.BINARY,
        CREATION_GAS,
        new Address(settlement),
        new Address(snapshots),
        penalties(plan));

    ProverRegistry admin = registryAt(registry, web3j, deployer.getAddress());
    Map<String, String> verifiers = new LinkedHashMap<>();
    for (ProofType type : plan.proofTypes()) {
      VerificationKey key = VerificationKey.ofSnarkjs(type.verificationKey());
      boolean split = key.inputCount() == SPLIT_INPUTS;
      String verifier =
          creator.create(
              "verifier of " + type.name(),
              split ? HeaderSplitVerifier.BINARY : HeaderProofVerifier.BINARY,
              VERIFIER_GAS,
              new DynamicBytes(key.toBytes()));
      String call =
          admin
              .addProofType(type.name(), verifier, BigInteger.valueOf(VERIFY_GAS_MAX), true)
              .encodeFunctionCall();
      batch.send("adding " + type.name(), registry, call, ZERO, PROOF_TYPE_GAS);
      verifiers.put(type.name(), verifier);
    }
    sponsor(batch, web3j, settlement, plan, deployer.getAddress());
    List<TransactionReceipt> receipts = batch.await(mine, RECEIPT_WAIT_MS);
    long deployBlock = receipts.getFirst().getBlockNumber().longValueExact();
    return new Deployment(registry, anchor, settlement, snapshots, judge, verifiers, deployBlock);
  }

  /**
   * Keccak-256 of the code of every contract, in hex, by what it is: {@code registry}, {@code
   * anchor}, {@code settlement}, {@code snapshots}, {@code judge}, and the proof types' names for
   * their verifiers. Code holds what a contract was built with, so a hash is of one deployment.
   *
   * @throws IOException if the chain does not answer, or has no code at one of the addresses
   */
  public Map<String, String> codeHashes(Web3j web3j) throws IOException {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("registry", registry);
    addresses.put("anchor", anchor);
    addresses.put("settlement", settlement);
    addresses.put("snapshots", snapshots);
    addresses.put("judge", judge);
    addresses.putAll(verifiers);
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : addresses.entrySet()) {
      String code =
          web3j.ethGetCode(entry.getValue(), DefaultBlockParameterName.LATEST).send().getCode();
      if (Numeric.cleanHexPrefix(code).isEmpty()) {
        throw new IOException("there is no " + entry.getKey() + " contract at " + entry.getValue());
      }
      hashes.put(entry.getKey(), Hash.sha3(code));
    }
    return hashes;
  }

  /** The most that deploying a plan can use, in gas; about half of it is used. */
  public static long gasMax(Plan plan) {
    long types = plan.proofTypes().size();
    return CONTRACTS * CREATION_GAS
        + types * (VERIFIER_GAS + PROOF_TYPE_GAS + SPONSOR_GAS)
        + PROOF_TYPE_GAS;
  }

  private static Type<?> terms(Plan plan, Credentials deployer, String judge) {
    Clock clock = plan.clock();
    return new ProverRegistry.Terms(
        deployer.getAddress(),
        judge,
        Address.DEFAULT.getValue(),
        BigInteger.valueOf(clock.genesisTime()),
        BigInteger.valueOf(clock.epochSeconds()),
        BigInteger.valueOf(clock.lagEpochs()),
        BigInteger.valueOf(clock.exitDelaySeconds()),
        BigInteger.valueOf(clock.evidenceSeconds()),
        plan.bondGweiMin(),
        plan.share(1_000));
  }

  /** An equivocation costs half the least bond, a miss a hundredth, releases less. */
  private static Type<?> penalties(Plan plan) {
    return new Judge.Penalties(
        plan.share(2).add(BigInteger.TWO),
        plan.share(100).add(BigInteger.ONE),
        plan.share(500),
        plan.share(1_000),
        BigInteger.valueOf(plan.clock().slotSeconds() * 333L),
        plan.share(1_000).multiply(WEI_PER_GWEI));
  }

  private static void sponsor(
      TransactionBatch batch, Web3j web3j, String settlement, Plan plan, String deployer)
      throws IOException {
    BigInteger rateGwei = plan.rewardWei().divide(WEI_PER_GWEI);
    if (rateGwei.signum() == 0 || plan.sponsoredEras() == 0) {
      return;
    }
    Settlement book =
        Settlement.load(
            settlement,
            web3j,
            new ReadonlyTransactionManager(web3j, deployer),
            new DefaultGasProvider());
    BigInteger eras = BigInteger.valueOf(plan.sponsoredEras());
    BigInteger perType =
        rateGwei.multiply(WEI_PER_GWEI).multiply(BigInteger.valueOf(ERA_BLOCKS)).multiply(eras);
    BigInteger all = perType.multiply(BigInteger.valueOf(plan.proofTypes().size()));
    Settlement.Permit none = new Settlement.Permit(ZERO, ZERO, ZERO, new byte[32], new byte[32]);
    String deposit = book.deposit(deployer, all, none, all).encodeFunctionCall();
    batch.send("depositing rewards", settlement, deposit, all, PROOF_TYPE_GAS);
    BigInteger era =
        web3j.ethBlockNumber().send().getBlockNumber().divide(BigInteger.valueOf(ERA_BLOCKS));
    for (ProofType type : plan.proofTypes()) {
      Settlement.Offer offer =
          new Settlement.Offer(
              deployer,
              Hash.sha3(type.name().getBytes(StandardCharsets.UTF_8)),
              era,
              eras,
              rateGwei,
              ZERO,
              ZERO);
      String call = book.sponsor(offer).encodeFunctionCall();
      batch.send("sponsoring " + type.name(), settlement, call, ZERO, SPONSOR_GAS);
    }
  }

  /** The registry's binding for calls and call data; it cannot send transactions. */
  static ProverRegistry registryAt(String address, Web3j web3j, String caller) {
    return ProverRegistry.load(
        address, web3j, new ReadonlyTransactionManager(web3j, caller), new DefaultGasProvider());
  }

  /** Creates contracts and says at once what their addresses will be. */
  private record Creator(TransactionBatch batch, String deployer) {
    /** Address of the contract that will be created after so many others. */
    String addressIn(int others) {
      BigInteger nonce = batch.nonce().add(BigInteger.valueOf(others));
      return ContractUtils.generateContractAddress(deployer, nonce);
    }

    String create(String name, String binary, long gas, Type<?>... arguments) throws IOException {
      String address = addressIn(0);
      @SuppressWarnings("rawtypes") // web3j takes the raw type
      List<Type> values = List.of(arguments);
      String data = "0x" + binary + FunctionEncoder.encodeConstructor(values);
      batch.send("creating " + name, null, data, ZERO, gas);
      return address;
    }
  }
}
