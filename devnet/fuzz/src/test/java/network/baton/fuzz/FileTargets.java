package network.baton.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import network.baton.node.config.ConfigException;
import network.baton.node.config.NetworkFile;
import network.baton.node.config.NodeFile;
import network.baton.node.store.RecordException;
import network.baton.node.store.RecordFile;
import network.baton.scenario.ScenarioException;
import network.baton.scenario.ScenarioFile;

/**
 * Files that people write or bring. Nobody attacks with them, but a mistake must end in a message
 * that says what is wrong, never in a stack trace.
 */
final class FileTargets {
  /** Parsers of YAML and JSON keep tables of their own. */
  private static final int FIXED_BYTES = 2 << 20;

  /** Each of their events and tokens is an object. */
  private static final int FACTOR = 2_048;

  private static final String NODE =
      """
      network: network.yaml
      name: alice
      dataDir: data
      keys: {lease: lease.key, node: node.key}
      rpc: {url: "ws://127.0.0.1:8545"}
      p2p: {listen: /ip4/0.0.0.0/tcp/4001, peers: []}
      provers:
        - {proofType: a, kind: process, command: [prove], parallel: 2}
      """;
  private static final String NETWORK =
      """
      name: test
      protocolVersion: 1
      chainId: 31337
      contracts: {registry: "0x5fbdb2315678afecb367f032d93f642f64180aa3"}
      clock: {genesisTime: 1700000000, slotSeconds: 12, slotsPerEpoch: 32}
      """;
  private static final String RECORD =
      """
      {"format":"baton-safety-record","version":1,"network":"0x%s","leaseKey":"0x%s","slotLow":3,
      "nonces":[{"epoch":1,"highest":2}],"leases":[]}
      """
          .formatted("11".repeat(32), "22".repeat(20));
  private static final String SCENARIO =
      """
      name: calm
      description: nothing happens
      nodes: 4
      slots: 10
      slotSeconds: 4
      deadlineMs: 3000
      """;

  private FileTargets() {}

  static List<Target> all() {
    return List.of(
        file("node-yaml", NodeFile::read, NODE),
        file("network-yaml", NetworkFile::read, NETWORK),
        Target.of("record-json", FACTOR, FIXED_BYTES, FileTargets::recordFile, () -> seeds(RECORD)),
        Target.of(
            "scenario-yaml", FACTOR, FIXED_BYTES, FileTargets::scenario, () -> seeds(SCENARIO)));
  }

  private static List<byte[]> seeds(String text) {
    return List.of(text.getBytes(UTF_8));
  }

  private static Target file(String name, Consumer<Path> reader, String seed) {
    Path place;
    try {
      place = Files.createTempFile("baton-fuzz-", ".yaml");
    } catch (IOException e) {
      throw new IllegalStateException("no temporary file", e);
    }
    place.toFile().deleteOnExit();
    return Target.of(
        name,
        FACTOR,
        FIXED_BYTES,
        input -> {
          Files.write(place, input);
          try {
            reader.accept(place);
          } catch (ConfigException refused) {
            Targets.require(refused.getMessage() != null, "an error without words");
          }
        },
        () -> seeds(seed));
  }

  private static void recordFile(byte[] input) {
    try {
      RecordFile file = RecordFile.parse(input);
      Targets.require(RecordFile.parse(file.json()).equals(file), "written and read again");
    } catch (RecordException refused) {
      Targets.require(refused.getMessage() != null, "an error without words");
    }
  }

  private static void scenario(byte[] input) {
    try {
      var _ = ScenarioFile.parse("fuzz", new String(input, UTF_8));
    } catch (ScenarioException refused) {
      Targets.require(refused.getMessage() != null, "an error without words");
    }
  }
}
