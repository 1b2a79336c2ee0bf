package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import network.baton.lease.Hash32;
import network.baton.node.chain.ChainClient;
import network.baton.node.chain.Contracts;
import network.baton.node.chain.Latch;
import network.baton.node.chain.WrongChainException;
import network.baton.node.config.ConfigFiles;
import network.baton.node.config.DeployFile;
import network.baton.node.config.NetworkFile;
import network.baton.wire.ProofTypes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.methods.response.VoidResponse;
import org.web3j.protocol.http.HttpService;
import picocli.CommandLine;

/** A deployer's way: a plan, a dry run, the deployment, and a node that checks what it joins. */
@Tag("process")
class ContractsCommandTest {
  private static final String DEVELOPMENT_KEY =
      "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
  private static AnvilProcess anvil;

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    anvil = AnvilProcess.start();
  }

  @AfterAll
  static void stop() {
    anvil.close();
  }

  @Test
  void deploysAndWritesAFileThatANodeAcceptsUntilTheCodeIsAnother() throws Exception {
    write();
    assertThat(deploy("--dry-run")).isZero();
    assertThat(folder.resolve("network.yaml")).doesNotExist();
    assertThat(blocks()).isZero();

    var deploying = CompletableFuture.supplyAsync(() -> deploy());
    while (!deploying.isDone()) {
      mine();
    }
    assertThat(deploying.join()).isZero();

    NetworkFile network = NetworkFile.read(folder.resolve("network.yaml"));
    assertThat(network.contracts().codeHashes())
        .containsOnlyKeys(
            "registry", "anchor", "settlement", "snapshots", "judge", "header-sponge-v1");
    assertThat(network.startBlock()).isGreaterThanOrEqualTo(64);
    try (ChainClient chain = ChainClient.connect(anvil.httpUrl())) {
      var contracts = new Contracts(chain, network);
      contracts.checkDeployed();
      assertThat(contracts.secondBlocks()).isEqualTo(256);
      assertThat(contracts.latch(ProofTypes.id("header-sponge-v1"), 1))
          .isEqualTo(new Latch(Latch.NOBODY, Latch.NOBODY, false));
      assertThat(contracts.collectCall(Hash32.ZERO, List.of(1L, 2L))).startsWith("0x");
    }

    assertThat(deploy()).as("a file is not written over").isEqualTo(2);
    change("anchor: \"0x[0-9a-f]{64}\"", "anchor: \"0x" + "ab".repeat(32) + "\"");
    try (ChainClient chain = ChainClient.connect(anvil.httpUrl())) {
      NetworkFile other = NetworkFile.read(folder.resolve("network.yaml"));
      assertThatThrownBy(() -> new Contracts(chain, other).checkDeployed())
          .isInstanceOf(WrongChainException.class)
          .hasMessageContaining("(anchor) has the hash")
          .hasMessageContaining("ab".repeat(32));
    }
  }

  @Test
  void aPlanOfAnotherChainSendsNothing() throws IOException {
    write();
    Path plan = folder.resolve("plan.yaml");
    Files.writeString(plan, Files.readString(plan).replace("chainId: 31337", "chainId: 5"));
    assertThat(deploy()).isEqualTo(2);
    assertThat(folder.resolve("network.yaml")).doesNotExist();
  }

  @Test
  void aPlanSaysWhatItLacks() throws IOException {
    write();
    Path plan = folder.resolve("plan.yaml");
    String good = Files.readString(plan);
    complains(good.replace("deployment:", "payment:"), "a section 'deployment'");
    complains(good.replace("bondGwei: 1000000000", "bondGwei: 1"), "deployment.bondGwei");
    complains(good.replaceAll("verificationKey: [^}]*", "key: a"), "needs a 'verificationKey'");
    complains(good.replaceAll("verificationKey: [^}]*", "verificationKey: gone"), "cannot read");
    complains(good + "startBlock: 3\n", "'startBlock' comes from the deployment");
    complains(good.replace("deadlineMs: 3500", "deadlineMs: 1"), "deadlineMs");
    complains("[]", "is no network file");
    assertThatThrownBy(() -> DeployFile.read(folder.resolve("none.yaml")))
        .hasMessageEndingWith("none.yaml: no such file");
  }

  private void complains(String plan, String part) throws IOException {
    Path file = Files.writeString(folder.resolve("bad.yaml"), plan);
    assertThatThrownBy(() -> DeployFile.read(file))
        .hasMessageContaining(file.toString())
        .hasMessageContaining(part);
  }

  private void write() throws IOException {
    Path key =
        Path.of(System.getProperty("baton.root", ".."))
            .toAbsolutePath()
            .resolve("prover-bridge/reference/keys/header-sponge-v1.vkey.json");
    String plan =
        ConfigFiles.networkYaml()
                .replaceAll("(?s)contracts:.*startBlock: 20\n", "")
                .replaceAll("id: \"0x[0-9a-f]*\", verifier: \"[^\"]*\"", "verificationKey: " + key)
            + "deployment: {bondGwei: 1000000000, rewardGwei: 1000, sponsoredEras: 1}\n";
    Files.writeString(folder.resolve("plan.yaml"), plan);
    Files.writeString(folder.resolve("deployer.key"), DEVELOPMENT_KEY + "\n");
  }

  private void change(String pattern, String with) throws IOException {
    Path file = folder.resolve("network.yaml");
    String before = Files.readString(file);
    String after = before.replaceAll(pattern, with);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(file, after);
  }

  private int deploy(String... more) {
    var command = new CommandLine(new Baton());
    command.setErr(new PrintWriter(new StringWriter(), true));
    var arguments =
        new ArrayList<>(
            List.of(
                "contracts",
                "deploy",
                "--plan",
                folder.resolve("plan.yaml").toString(),
                "--rpc",
                anvil.httpUrl(),
                "--key",
                folder.resolve("deployer.key").toString(),
                "--out",
                folder.resolve("network.yaml").toString()));
    arguments.addAll(List.of(more));
    return command.execute(arguments.toArray(String[]::new));
  }

  private static long blocks() {
    try (ChainClient chain = ChainClient.connect(anvil.httpUrl())) {
      return chain.latestHeader().number();
    }
  }

  private static void mine() throws IOException, InterruptedException {
    new Request<>("evm_mine", List.of(), new HttpService(anvil.httpUrl()), VoidResponse.class)
        .send();
    Thread.sleep(20); // a chain that makes blocks by itself
  }
}
