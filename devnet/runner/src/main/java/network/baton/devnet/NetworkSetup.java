package network.baton.devnet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.baton.contracts.Deployment;
import network.baton.contracts.ProverAccount;
import network.baton.scenario.Scenario;
import network.baton.scenario.Timing;
import network.baton.wire.ProofTypes;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.http.HttpService;

/**
 * Sets the network up on a fresh chain: contracts, registered provers, the network file that any
 * node can join from, and the configuration of each node.
 */
final class NetworkSetup {
  static final int SLOTS_PER_EPOCH = 8;

  private static final String NAME = "devnet";

  /** First account of anvil's well-known test mnemonic: worth nothing anywhere. */
  private static final String DEPLOYER_SECRET =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  private static final BigInteger BOND_WEI = BigInteger.TEN.pow(18);
  private static final BigInteger REWARD_WEI = BigInteger.TEN.pow(15);
  private static final int SPONSORED_ERAS = 4;
  private static final int SNAPSHOT_LAG_EPOCHS = 1;
  private static final String BALANCE_WEI_HEX = "0x56bc75e2d63100000"; // 100 ether
  private static final int BOOT_PEERS = 2;
  private static final int FLEET_ATTEMPTS = 3;
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .build());

  private final Scenario scenario;
  private final Project project;
  private final Anvil anvil;
  private final List<Member> members;
  private final @Nullable FleetProcesses fleet;

  NetworkSetup(
      Scenario scenario,
      Project project,
      Anvil anvil,
      List<Member> members,
      @Nullable FleetProcesses fleet) {
    this.scenario = scenario;
    this.project = project;
    this.anvil = anvil;
    this.members = List.copyOf(members);
    this.fleet = fleet;
  }

  /** Deploys the contracts and registers every member, in the order of their indexes. */
  Deployment deploy(long genesisTimeSeconds) throws DevnetException {
    for (Member member : members) {
      anvil.setBalance(member.operator().getAddress(), BALANCE_WEI_HEX);
      anvil.setBalance(member.leaseCredentials().getAddress(), BALANCE_WEI_HEX);
    }
    Web3j web3j = Web3j.build(new HttpService(anvil.httpUrl()));
    try {
      Deployment deployment =
          Deployment.deploy(
              web3j,
              Credentials.create(DEPLOYER_SECRET),
              Anvil.CHAIN_ID,
              plan(genesisTimeSeconds, anvil.blockNumber()),
              this::mine);
      for (Member member : members) {
        int index = account(member).register(web3j, Anvil.CHAIN_ID, deployment, this::mine);
        if (index != member.index()) {
          throw new IllegalStateException(
              member.name() + " got prover index " + index + ", not " + member.index());
        }
      }
      return deployment;
    } catch (IOException | MiningException e) {
      throw new DevnetException("setting the contracts up failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted while setting the contracts up", e);
    } finally {
      web3j.shutdown();
    }
  }

  private Deployment.Plan plan(long genesisTimeSeconds, long block) {
    List<Deployment.ProofType> types =
        scenario.proofTypes().stream()
            .map(
                type -> new Deployment.ProofType(type.name(), project.verificationKey(type.name())))
            .toList();
    Deployment.Clock clock =
        new Deployment.Clock(
            genesisTimeSeconds,
            scenario.slotSeconds(),
            SLOTS_PER_EPOCH,
            SNAPSHOT_LAG_EPOCHS,
            genesisSeed(scenario.seed()));
    return new Deployment.Plan(
        types,
        clock,
        block + 1 + members.size(),
        scenario.provenTypes(),
        BOND_WEI,
        REWARD_WEI,
        SPONSORED_ERAS);
  }

  private ProverAccount account(Member member) {
    return new ProverAccount(
        member.operator(),
        member.leaseCredentials(),
        HexFormat.of().formatHex(member.nodeKey().publicKey().data()),
        member.multiaddr(),
        scenario.capacity(member.index()),
        promisesMs(),
        BOND_WEI);
  }

  private Map<String, Integer> promisesMs() {
    Map<String, Integer> promises = new LinkedHashMap<>();
    scenario.proofTypes().forEach(type -> promises.put(type.name(), type.promiseMs()));
    return promises;
  }

  /** Mining fails as an error of the run, through an interface that knows no checked exception. */
  private static final class MiningException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MiningException(DevnetException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private void mine() {
    try {
      anvil.mineNext();
    } catch (DevnetException e) {
      throw new MiningException(e);
    }
  }

  /** The path of the network file in a run's folder. */
  static Path networkFile(Path folder) {
    return folder.resolve("network.yaml");
  }

  /** Writes the network file, and keys and configuration of every member. */
  void write(Path folder, Deployment deployment, long startBlock, long genesisTimeSeconds)
      throws DevnetException {
    try {
      Path file = networkFile(folder);
      YAML.writeValue(file.toFile(), network(deployment, startBlock, genesisTimeSeconds));
      for (Member member : members) {
        Files.createDirectories(member.folder().resolve("data"));
        member.writeKeys();
        YAML.writeValue(member.config().toFile(), node(member, file));
      }
    } catch (IOException e) {
      throw new DevnetException("cannot write the network's files: " + e.getMessage(), e);
    }
  }

  private Map<String, Object> network(
      Deployment deployment, long startBlock, long genesisTimeSeconds) throws IOException {
    Map<String, Object> contracts = new LinkedHashMap<>();
    contracts.put("registry", deployment.registry());
    contracts.put("anchor", deployment.anchor());
    contracts.put("settlement", deployment.settlement());
    contracts.put("snapshots", deployment.snapshots());
    contracts.put("judge", deployment.judge());
    contracts.put("deployBlock", deployment.deployBlock());
    contracts.put("codeHashes", codeHashes(deployment));
    Map<String, Object> clock = new LinkedHashMap<>();
    clock.put("genesisTime", genesisTimeSeconds);
    clock.put("slotSeconds", scenario.slotSeconds());
    clock.put("slotsPerEpoch", SLOTS_PER_EPOCH);
    clock.put("snapshotLagEpochs", SNAPSHOT_LAG_EPOCHS);
    List<Map<String, Object>> types = new ArrayList<>();
    for (Scenario.ProofType type : scenario.proofTypes()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", type.name());
      entry.put("id", ProofTypes.id(type.name()).toHex());
      entry.put("verifier", verifierOf(deployment, type.name()));
      if (type.parts() > 0) {
        entry.put("parts", type.parts());
      }
      types.add(entry);
    }
    Map<String, Object> network = new LinkedHashMap<>();
    network.put("name", NAME);
    network.put("protocolVersion", 1);
    network.put("chainId", Anvil.CHAIN_ID);
    network.put("contracts", contracts);
    network.put("startBlock", startBlock);
    network.put("clock", clock);
    network.put("deadlineMs", scenario.deadlineMs());
    network.put("timing", timing(scenario.timing().resolved(scenario.deadlineMs())));
    network.put("proofTypes", types);
    network.put("provenTypes", scenario.provenTypes());
    network.put("genesisSeed", genesisSeed(scenario.seed()));
    network.put("bootPeers", members.stream().limit(BOOT_PEERS).map(Member::peerAddress).toList());
    network.put("genesisProvers", members.stream().map(this::genesisProver).toList());
    return network;
  }

  private Map<String, String> codeHashes(Deployment deployment) throws IOException {
    var web3j = Web3j.build(new HttpService(anvil.httpUrl()));
    try {
      return deployment.codeHashes(web3j);
    } finally {
      web3j.shutdown();
    }
  }

  private static String verifierOf(Deployment deployment, String proofType) {
    String verifier = deployment.verifiers().get(proofType);
    if (verifier == null) {
      throw new IllegalStateException("no verifier was deployed for " + proofType);
    }
    return verifier;
  }

  /**
   * A reference prover makes small circuits, which say little between start and end, and shares the
   * processors with all others: standing still or being slow says nothing about it. Nobody is
   * overtaken for that before the deadline, nor joined by a second runner, or each takeover would
   * slow the others down further. A scenario may say otherwise.
   */
  private static Map<String, Object> timing(Timing timing) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("beatMs", timing.beatMs());
    values.put("silenceMs", timing.silenceMs());
    values.put("rankWaitMs", timing.rankWaitMs());
    values.put("beatOldMs", timing.beatOldMs());
    values.put("beatAheadMs", timing.beatAheadMs());
    values.put("earlyMs", timing.earlyMs());
    values.put("lateMs", timing.lateMs());
    values.put("keepSlots", timing.keepSlots());
    values.put("frozenMs", timing.frozenMs());
    values.put("lateFromMs", timing.lateFromMs());
    values.put("hedgePercent", 100);
    values.put("hedgeAll", false);
    return values;
  }

  private Map<String, Object> genesisProver(Member member) {
    Map<String, Object> prover = new LinkedHashMap<>();
    prover.put("index", member.index());
    prover.put("name", member.name());
    prover.put("operator", member.operator().getAddress());
    prover.put("leaseKey", member.leaseCredentials().getAddress());
    prover.put("peerId", member.nodeKey().peerId().toText());
    prover.put("address", member.multiaddr());
    prover.put("weight", 1);
    prover.put("capacity", scenario.capacity(member.index()));
    prover.put("promisesMs", promisesMs());
    return prover;
  }

  /** The scenario's seed, spread over 32 bytes: one seed, one succession in every run. */
  static String genesisSeed(long seed) {
    try {
      byte[] text = ("baton devnet seed " + seed).getBytes(java.nio.charset.StandardCharsets.UTF_8);
      return "0x" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** The member's own prover of a type, or the fleet that makes it for the member. */
  private Map<String, Object> prover(Member member, String type) {
    Map<String, Object> prover = new LinkedHashMap<>();
    prover.put("proofType", type);
    FleetProcesses workers = fleet;
    if (workers != null && workers.belongsTo(member.name())) {
      prover.put("kind", "nats");
      prover.put("nats", Map.of("url", workers.url(), "fleet", FleetProcesses.NAME));
      prover.put("attempts", FLEET_ATTEMPTS);
      return prover;
    }
    prover.put("kind", "process");
    prover.put("mode", "worker");
    prover.put("command", ReferenceProver.command(project, type, scenario.pace()));
    prover.put("parallel", 1);
    prover.put("graceMs", 300);
    prover.put("attempts", 1); // what a devnet shows is how others take over
    return prover;
  }

  private Map<String, Object> node(Member member, Path networkFile) {
    List<Map<String, Object>> provers =
        scenario.proofTypes().stream().map(type -> prover(member, type.name())).toList();
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("network", networkFile.toAbsolutePath().toString());
    node.put("name", member.name());
    node.put("dataDir", "data");
    node.put("keys", Map.of("lease", "lease.key", "node", "node.key"));
    node.put("rpc", Map.of("url", anvil.webSocketUrl()));
    node.put("p2p", Map.of("listen", member.multiaddr(), "peers", List.of()));
    node.put("api", Map.of("listen", "127.0.0.1:" + member.apiPort()));
    node.put("provers", StagedProvers.of(project, scenario, provers));
    // The keys were made for this run, on this machine: nobody else can have them.
    node.put("safety", Map.of("listenSlots", 0));
    node.put("trace", "trace.jsonl");
    return node;
  }
}
