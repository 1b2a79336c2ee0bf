package network.baton.node.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import network.baton.wire.ProofTypes;

/** Writes good configuration files for tests to spoil. */
public final class ConfigFiles {
  public static final String LEASE_KEY =
      "4646464646464646464646464646464646464646464646464646464646464646";
  public static final String NODE_KEY =
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

  private ConfigFiles() {}

  /**
   * A network of one prover on chain 31337; {@code rpc} and the rest of node.yaml are the caller's.
   */
  public static Path write(Path folder, String nodeYaml) {
    try {
      Files.writeString(folder.resolve("network.yaml"), networkYaml());
      Files.writeString(folder.resolve("lease.key"), LEASE_KEY + "\n");
      Files.writeString(folder.resolve("node.key"), NODE_KEY + "\n");
      return Files.writeString(folder.resolve("node.yaml"), nodeYaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String nodeYaml() {
    return """
        network: network.yaml
        name: alice
        dataDir: data
        keys: {lease: lease.key, node: node.key}
        rpc: {url: "ws://127.0.0.1:1"}
        p2p: {listen: "/ip4/127.0.0.1/tcp/0"}
        api: {listen: "127.0.0.1:0"}
        provers:
          - {proofType: header-sponge-v1, kind: process, mode: worker, command: ["true"], parallel: 1}
        """;
  }

  public static String networkYaml() {
    return """
        name: devnet
        protocolVersion: 1
        chainId: 31337
        contracts:
          registry: "0x1111111111111111111111111111111111111111"
          anchor: "0x2222222222222222222222222222222222222222"
          settlement: "0x3333333333333333333333333333333333333333"
          deployBlock: 1
        startBlock: 20
        clock: {genesisTime: 1795000000, slotSeconds: 4, slotsPerEpoch: 8, snapshotLagEpochs: 1}
        deadlineMs: 3500
        timing: {beatMs: 500, silenceMs: 1700, rankWaitMs: 600, beatOldMs: 1200, beatAheadMs: 500, earlyMs: 500, lateMs: 500, keepSlots: 64}
        proofTypes:
          - {name: header-sponge-v1, id: "%s", verifier: "0x4444444444444444444444444444444444444444"}
        provenTypes: 1
        genesisSeed: "0x00000000000000000000000000000000000000000000000000000000000000aa"
        bootPeers: []
        genesisProvers:
          - index: 0
            name: alice
            operator: "0x5555555555555555555555555555555555555555"
            leaseKey: "0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"
            peerId: 12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN
            address: /ip4/127.0.0.1/tcp/4001
            weight: 1
            capacity: 2
            promisesMs: {header-sponge-v1: 1500}
        """
        .formatted(ProofTypes.id("header-sponge-v1").toHex());
  }
}
