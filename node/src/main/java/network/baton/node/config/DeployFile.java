package network.baton.node.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.baton.contracts.Deployment;
import network.baton.wire.ProofTypes;

/**
 * A network that is to be deployed: {@code network.yaml} without what only the deployment knows,
 * and with a section {@code deployment} and the verification keys of the proof types.
 */
public final class DeployFile {
  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build());
  private static final String NO_ADDRESS = "0x" + "0".repeat(40);
  private static final BigInteger WEI_PER_GWEI = BigInteger.valueOf(1_000_000_000);

  /** From the deployment to the first task: time for operators to register and to start. */
  private static final long BLOCKS_BEFORE_TASKS = 64;

  private final Path path;
  private final ObjectNode tree;
  private final Section section;
  private final List<Deployment.ProofType> proofTypes = new ArrayList<>();

  /**
   * What the deployer decides about money.
   *
   * @param bondGwei least bond of a prover; a thousandth of it covers a lease
   * @param rewardGwei for each settled task
   * @param sponsoredEras eras of 256 blocks whose rewards the deployer pays in advance
   */
  public record Section(long bondGwei, long rewardGwei, int sponsoredEras) {
    public Section {
      Check.within(bondGwei, 1_000, Long.MAX_VALUE, "deployment.bondGwei");
      Check.within(rewardGwei, 0, 1L << 53, "deployment.rewardGwei");
      Check.within(sponsoredEras, 0, 1_024, "deployment.sponsoredEras");
    }
  }

  private DeployFile(Path path, ObjectNode tree) {
    this.path = path;
    this.tree = tree;
    if (!(tree.remove("deployment") instanceof ObjectNode given)) {
      throw new ConfigException(
          path + ": a section 'deployment' with bondGwei, rewardGwei and sponsoredEras is missing");
    }
    this.section = section(given);
    for (String key : List.of("contracts", "startBlock")) {
      if (tree.has(key)) {
        throw new ConfigException(
            path + ": '" + key + "' comes from the deployment; this network has it already");
      }
    }
    for (JsonNode node : tree.path("proofTypes")) {
      if (node instanceof ObjectNode type) {
        proofTypes.add(proofType(type));
      }
    }
  }

  /**
   * Reads and checks all that can be checked before the deployment.
   *
   * @throws ConfigException in one line that names file and key
   */
  public static DeployFile read(Path path) {
    try {
      if (Files.size(path) > YamlFile.BYTES_MAX) {
        throw new ConfigException(path + ": larger than " + YamlFile.BYTES_MAX + " bytes");
      }
      if (!(YAML.readTree(path.toFile()) instanceof ObjectNode tree)) {
        throw new ConfigException(path + ": is no network file");
      }
      var file = new DeployFile(path, tree);
      file.network(NO_ADDRESS, 0); // refuses what a node would refuse
      return file;
    } catch (JacksonException e) {
      throw new ConfigException(path + ": not valid YAML: " + e.getOriginalMessage());
    } catch (NoSuchFileException e) {
      throw new ConfigException(path + ": no such file");
    } catch (IOException e) {
      throw new ConfigException(path + ": cannot be read: " + e.getMessage());
    }
  }

  private Section section(ObjectNode given) {
    try {
      return YAML.treeToValue(given, Section.class);
    } catch (JacksonException e) {
      String why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw new ConfigException(path + ": deployment: " + why);
    }
  }

  private Deployment.ProofType proofType(ObjectNode type) {
    String name = type.path("name").asText();
    JsonNode key = type.remove("verificationKey");
    if (key == null || !key.isTextual()) {
      throw new ConfigException(
          path + ": proof type '" + name + "' needs a 'verificationKey', a file of snarkjs");
    }
    Path file = path.toAbsolutePath().resolveSibling(key.asText());
    if (!Files.isReadable(file)) {
      throw new ConfigException(path + ": proof type '" + name + "': cannot read " + file);
    }
    type.put("id", ProofTypes.id(name).toHex());
    return new Deployment.ProofType(name, file);
  }

  /** The first block after which there are tasks, when the chain is at {@code headBlock}. */
  public static long startBlock(long headBlock) {
    return headBlock + BLOCKS_BEFORE_TASKS;
  }

  /** What is to be deployed. */
  public Deployment.Plan plan(long startBlock) {
    NetworkFile network = network(NO_ADDRESS, startBlock);
    NetworkFile.Clock clock = network.clock();
    return new Deployment.Plan(
        proofTypes,
        new Deployment.Clock(
            clock.genesisTime(),
            clock.slotSeconds(),
            clock.slotsPerEpoch(),
            clock.snapshotLagEpochs(),
            network.genesisSeed()),
        startBlock,
        network.provenTypes(),
        BigInteger.valueOf(section.bondGwei()).multiply(WEI_PER_GWEI),
        BigInteger.valueOf(section.rewardGwei()).multiply(WEI_PER_GWEI),
        section.sponsoredEras());
  }

  public long chainId() {
    return network(NO_ADDRESS, 0).chainId();
  }

  /** What the rewards in advance cost. */
  public BigInteger sponsoredWei() {
    return BigInteger.valueOf(section.rewardGwei())
        .multiply(WEI_PER_GWEI)
        .multiply(BigInteger.valueOf(256L * section.sponsoredEras() * proofTypes.size()));
  }

  private NetworkFile network(String address, long startBlock) {
    ObjectNode whole = tree.deepCopy();
    ObjectNode contracts = whole.putObject("contracts");
    contracts.put("registry", address);
    contracts.put("anchor", address);
    contracts.put("settlement", address);
    contracts.put("deployBlock", 0);
    whole.put("startBlock", startBlock);
    whole.path("proofTypes").forEach(type -> ((ObjectNode) type).put("verifier", address));
    try {
      Path draft = Files.createTempFile("baton-network", ".yaml");
      try {
        YAML.writeValue(draft.toFile(), whole);
        return NetworkFile.read(draft);
      } catch (ConfigException e) {
        throw new ConfigException(
            String.valueOf(e.getMessage()).replace(draft.toString(), path.toString()));
      } finally {
        Files.delete(draft);
      }
    } catch (IOException e) {
      throw new ConfigException(path + ": cannot be checked: " + e.getMessage());
    }
  }

  /**
   * Writes the network file of what was deployed.
   *
   * @throws IOException if there is such a file already, or it cannot be written
   */
  public void write(
      Path out, Deployment deployment, Map<String, String> codeHashes, long startBlock)
      throws IOException {
    ObjectNode whole = tree.deepCopy();
    ObjectNode contracts = whole.putObject("contracts");
    contracts.put("registry", deployment.registry());
    contracts.put("anchor", deployment.anchor());
    contracts.put("settlement", deployment.settlement());
    contracts.put("snapshots", deployment.snapshots());
    contracts.put("judge", deployment.judge());
    contracts.put("deployBlock", deployment.deployBlock());
    contracts.set("codeHashes", YAML.valueToTree(codeHashes));
    whole.put("startBlock", startBlock);
    for (JsonNode type : whole.path("proofTypes")) {
      ((ObjectNode) type).put("verifier", deployment.verifiers().get(type.path("name").asText()));
    }
    Files.write(out, YAML.writeValueAsBytes(whole), StandardOpenOption.CREATE_NEW);
  }
}
