package network.baton.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.baton.contracts.Deployment;
import network.baton.contracts.ProverAccount;
import network.baton.contracts.generated.ProverRegistry;
import network.baton.lease.Address;
import network.baton.lease.Cause;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.Contracts;
import network.baton.node.chain.SnapshotSource;
import network.baton.node.config.ConfigFiles;
import network.baton.node.config.NetworkFile;
import network.baton.node.evidence.JudgeContract;
import network.baton.wire.BlockHeader;
import network.baton.wire.LeaseKey;
import network.baton.wire.NetworkRules;
import network.baton.wire.ProofTypes;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.http.HttpService;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.DefaultGasProvider;
import tools.jackson.databind.JsonNode;

/**
 * Baton's contracts on an anvil with registered provers and rewards, at a time that is the test's
 * own. The proof type's verifier says yes to every proof: what it is asked for is another test's
 * matter.
 */
public final class PaidChain implements AutoCloseable {
  public static final long GENESIS_TIME = 1_900_000_000L;
  public static final int SLOT_SECONDS = 12;
  public static final int SLOTS_PER_EPOCH = 8;
  public static final int LAG_EPOCHS = 1;
  public static final String TYPE = "header-sponge-v1";
  public static final BigInteger REWARD_WEI = BigInteger.TEN.pow(15);

  private static final String GENESIS_SEED = "0x" + "07".repeat(32);
  private static final String DEVELOPMENT_KEY =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  /** Code that answers 1, as a word, to whatever it is asked. */
  private static final String YES = "0x600160005260206000f3";

  private static final String RICH = "0x" + BigInteger.TEN.pow(21).toString(16);

  private final AnvilProcess anvil;
  private final HttpService rpc;
  private final List<LeaseKey> leaseKeys = new ArrayList<>();
  private final List<Address> operators = new ArrayList<>();
  private final Deployment deployment;
  private final NetworkFile network;
  private final ChainClient chain;
  private final Contracts contracts;
  private final Wire wire;

  private PaidChain(Path folder, int provers, long secondBlocks)
      throws IOException, InterruptedException {
    anvil = AnvilProcess.start("--timestamp", Long.toString(GENESIS_TIME - 1_000));
    rpc = new HttpService(anvil.httpUrl());
    Web3j web3j = Web3j.build(rpc);
    Path key =
        Path.of(System.getProperty("baton.root", ".."))
            .resolve("prover-bridge/reference/keys/" + TYPE + ".vkey.json");
    deployment =
        Deployment.deploy(
            web3j,
            Credentials.create(DEVELOPMENT_KEY),
            31_337,
            new Deployment.Plan(
                List.of(new Deployment.ProofType(TYPE, key)),
                new Deployment.Clock(
                    GENESIS_TIME, SLOT_SECONDS, SLOTS_PER_EPOCH, LAG_EPOCHS, GENESIS_SEED),
                0,
                1,
                BigInteger.TEN.pow(18),
                REWARD_WEI,
                8,
                secondBlocks),
            () -> call("evm_mine"));
    for (int index = 0; index < provers; index++) {
      LeaseKey leaseKey = LeaseKey.of(new Hash32(0, 0, 0, 1_000 + index));
      var operator = Credentials.create("0x" + "%064x".formatted(2_000 + index));
      call("anvil_setBalance", operator.getAddress(), RICH);
      call("anvil_setBalance", leaseKey.address().toHex(), RICH);
      new ProverAccount(
              operator,
              Credentials.create("0x" + "%064x".formatted(1_000 + index)),
              "%064x".formatted(3_000 + index),
              "/ip4/127.0.0.1/tcp/4001",
              2,
              Map.of(TYPE, 1_500),
              BigInteger.TEN.pow(18))
          .register(web3j, 31_337, deployment, () -> call("evm_mine"));
      leaseKeys.add(leaseKey);
      operators.add(Address.fromHex(operator.getAddress()));
    }
    call("anvil_setCode", String.valueOf(deployment.verifiers().get(TYPE)), YES);
    network = network(folder);
    chain = ChainClient.connect(anvil.httpUrl());
    contracts = new Contracts(chain, network);
    wire = new Wire(network.signingDomain());
    call("evm_setNextBlockTimestamp", GENESIS_TIME);
    call("evm_mine");
  }

  /** With so many provers, indexes from 0, at the first block of slot 0. */
  public static PaidChain start(Path folder, int provers) {
    return start(folder, provers, 256);
  }

  /** The same with another time for second proofs, and so for answers to accusations. */
  public static PaidChain start(Path folder, int provers, long secondBlocks) {
    try {
      return new PaidChain(folder, provers, secondBlocks);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while deploying", e);
    }
  }

  private NetworkFile network(Path folder) throws IOException {
    String text =
        ConfigFiles.networkYaml()
            .replace("0x1111111111111111111111111111111111111111", deployment.registry())
            .replace("0x2222222222222222222222222222222222222222", deployment.anchor())
            .replace(
                "\"0x3333333333333333333333333333333333333333\"",
                "\"%s\"\n  snapshots: \"%s\"\n  judge: \"%s\""
                    .formatted(deployment.settlement(), deployment.snapshots(), deployment.judge()))
            .replace(
                "0x4444444444444444444444444444444444444444",
                String.valueOf(deployment.verifiers().get(TYPE)))
            .replaceAll("genesisSeed: .*", "genesisSeed: \"" + GENESIS_SEED + "\"")
            .replace("startBlock: 20", "startBlock: 0")
            .replaceAll(
                "clock: .*",
                "clock: {genesisTime: %d, slotSeconds: %d, slotsPerEpoch: %d, snapshotLagEpochs: %d}"
                    .formatted(GENESIS_TIME, SLOT_SECONDS, SLOTS_PER_EPOCH, LAG_EPOCHS))
            .replaceAll("(?m)^  settlement:", "  settlement:");
    return NetworkFile.read(Files.writeString(folder.resolve("network.yaml"), text));
  }

  /** Mines so many blocks, one a slot. */
  public void mine(int blocks) {
    for (int block = 0; block < blocks; block++) {
      long last = chain.latestHeader().timestamp();
      call("evm_setNextBlockTimestamp", last + SLOT_SECONDS);
      call("evm_mine");
    }
  }

  /** Mines so many empty blocks in one go. */
  public void mineFast(int blocks) {
    call(
        "anvil_mine", "0x" + Integer.toHexString(blocks), "0x" + Integer.toHexString(SLOT_SECONDS));
  }

  /** Replaces the newest blocks with as many empty ones. */
  public void reorg(int depth) {
    call("anvil_reorg", depth, List.of());
  }

  public JsonNode call(String method, Object... params) {
    try {
      var answer = new Request<>(method, List.of(params), rpc, Answer.class).send();
      if (answer.hasError()) {
        throw new IllegalStateException(method + ": " + answer.getError().getMessage());
      }
      JsonNode result = answer.getResult();
      return result == null ? tools.jackson.databind.node.NullNode.getInstance() : result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public BlockHeader head() {
    return chain.latestHeader();
  }

  public Task task(BlockHeader block) {
    return rules().task(block, proofType());
  }

  public NetworkRules rules() {
    return network.rules();
  }

  public static Hash32 proofType() {
    return ProofTypes.id(TYPE);
  }

  /** A first lease under the genesis snapshot. */
  public VerifiedLease lease(Task task, int prover, long nonce, int lane) {
    return sign(first(task, prover, nonce, lane));
  }

  /** A lease that takes over from one, with the message that it cites. */
  public VerifiedLease successor(
      VerifiedLease parent, int prover, Cause cause, @Nullable Message cited) {
    Lease lease = parent.lease();
    return wire.sign(
        new Lease(
            lease.taskId(),
            lease.term() + 1,
            prover,
            lease.snapshotId(),
            parent.digest(),
            cause,
            cited == null ? Hash32.ZERO : cited.digest(),
            0,
            1,
            new Hash32(9, 9, 9, prover),
            lease.issuedAtMs() + 2_000),
        leaseKeys.get(prover),
        cited);
  }

  private Lease first(Task task, int prover, long nonce, int lane) {
    long epoch = rules().epochOf(task.slot());
    return new Lease(
        task.taskId(),
        1,
        prover,
        network.genesisSnapshot(epoch).id(),
        Hash32.ZERO,
        Cause.FIRST,
        Hash32.ZERO,
        lane,
        nonce,
        new Hash32(9, 9, 9, prover),
        task.slotStartMs() + 10);
  }

  public VerifiedLease sign(Lease lease) {
    return wire.sign(lease, leaseKeys.get(lease.prover()), null);
  }

  public LeaseKey leaseKey(int prover) {
    return leaseKeys.get(prover);
  }

  public Address operator(int prover) {
    return operators.get(prover);
  }

  public Wire wire() {
    return wire;
  }

  public ChainClient chain() {
    return chain;
  }

  public String url() {
    return anvil.httpUrl();
  }

  public SnapshotSource snapshots() {
    return new SnapshotSource(chain, rules(), Hash32.fromHex(network.genesisSeed()));
  }

  /** The contract that punishes, as a prover's node asks it. */
  public JudgeContract judge(int prover, ChainClient client) {
    return new JudgeContract(
        client,
        new Contracts(client, network),
        new SnapshotSource(client, rules(), Hash32.fromHex(network.genesisSeed())),
        wire,
        Address.fromHex(String.valueOf(network.contracts().judge())),
        leaseKey(prover).address());
  }

  public Contracts contracts() {
    return contracts;
  }

  public NetworkFile network() {
    return network;
  }

  /** What an account may withdraw from the registry or the judge, in wei. */
  public BigInteger creditWei(String contract, Address account) {
    Web3j web3j = Web3j.build(rpc);
    try {
      return ProverRegistry.load(
              contract,
              web3j,
              new ReadonlyTransactionManager(web3j, Address.ZERO.toHex()),
              new DefaultGasProvider())
          .creditWeiOf(account.toHex())
          .send();
    } catch (Exception e) { // web3j declares no narrower type
      throw new IllegalStateException(e);
    }
  }

  /** Gas that an account paid for in all blocks from one to the head. */
  public long gasUsed(Address account, long fromBlock) {
    long gas = 0;
    for (long number = fromBlock; number <= head().number(); number++) {
      JsonNode block = call("eth_getBlockByNumber", "0x" + Long.toHexString(number), true);
      for (JsonNode tx : block.path("transactions")) {
        if (tx.path("from").asString("").equalsIgnoreCase(account.toHex())) {
          JsonNode receipt = call("eth_getTransactionReceipt", tx.path("hash").asString(""));
          gas += ChainClient.quantity(receipt.path("gasUsed")).longValueExact();
        }
      }
    }
    return gas;
  }

  @Override
  public void close() {
    chain.close();
    anvil.close();
  }

  static final class Answer extends Response<JsonNode> {}
}
