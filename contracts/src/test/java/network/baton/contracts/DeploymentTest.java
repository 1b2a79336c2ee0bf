package network.baton.contracts;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TWO;
import static java.math.BigInteger.ZERO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import network.baton.contracts.generated.HeaderProofVerifier;
import network.baton.contracts.generated.Judge;
import network.baton.contracts.generated.LeaseAnchor;
import network.baton.contracts.generated.ProverRegistry;
import network.baton.contracts.generated.Settlement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthCall;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.DefaultGasProvider;
import org.web3j.utils.Convert;
import org.web3j.utils.Numeric;

/** Deploys to a real anvil that mines only on demand, and reads back what the bindings wrote. */
class DeploymentTest {
  private static final String SPONGE = "header-sponge-v1";
  private static final String TREE = "header-tree-v1";
  private static final Path REFERENCE =
      Path.of(System.getProperty("baton.root", ".."), "prover-bridge/reference");
  private static final BigInteger BOND = Convert.toWei("1", Convert.Unit.ETHER).toBigInteger();

  /** Begins in ten minutes: who registers before has its key from the first epoch on. */
  private static final Deployment.Clock CLOCK =
      new Deployment.Clock(
          System.currentTimeMillis() / 1000 + 600, 12, 32, 4, "0x" + "07".repeat(32));

  // anvil's first three development accounts, and lease keys from nowhere else.
  private static final Credentials DEPLOYER =
      Credentials.create("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
  private static final ProverAccount ALICE =
      account("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d", "alice", 4001);
  private static final ProverAccount BOB =
      account("5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a", "bob", 4002);

  private static final long ANSWER_BLOCKS = 16;

  private static Anvil anvil;
  private static Web3j web3j;
  private static Deployment deployment;
  private static ProverRegistry registry;

  @BeforeAll
  static void deploy() throws Exception {
    anvil = Anvil.start();
    web3j = anvil.web3j();
    Deployment.Plan plan =
        new Deployment.Plan(
            List.of(
                new Deployment.ProofType(
                    SPONGE, REFERENCE.resolve("keys/" + SPONGE + ".vkey.json")),
                new Deployment.ProofType(TREE, REFERENCE.resolve("keys/" + TREE + ".vkey.json"))),
            CLOCK,
            0,
            2,
            BOND,
            BigInteger.TEN.pow(15),
            2,
            ANSWER_BLOCKS);
    deployment = Deployment.deploy(web3j, DEPLOYER, Anvil.CHAIN_ID, plan, anvil::mine);
    ALICE.register(web3j, Anvil.CHAIN_ID, deployment, anvil::mine);
    BOB.register(web3j, Anvil.CHAIN_ID, deployment, anvil::mine);
    registry = Deployment.registryAt(deployment.registry(), web3j, DEPLOYER.getAddress());
  }

  @AfterAll
  static void stop() {
    anvil.close();
  }

  @Test
  void everything_is_created_in_one_block() throws IOException {
    assertThat(deployment.deployBlock()).isEqualTo(1);
    assertThat(registry.getContractAddress()).isEqualTo(deployment.registry());
    assertThat(web3j.ethGetBlockTransactionCountByNumber(() -> "0x1").send().getTransactionCount())
        .isEqualTo(BigInteger.valueOf(12));
  }

  @Test
  @SuppressWarnings("unchecked") // web3j's bindings give raw lists
  void proof_types_read_back_as_planned() throws Exception {
    List<ProverRegistry.ProofType> types = registry.proofTypes().send();

    assertThat(types).extracting(type -> type.name).containsExactly(SPONGE, TREE);
    assertThat(types)
        .allSatisfy(
            type -> {
              assertThat(type.verifier).isEqualTo(deployment.verifiers().get(type.name));
              assertThat(type.id).isEqualTo(Hash.sha3(type.name.getBytes(UTF_8)));
            });
  }

  @Test
  @SuppressWarnings("unchecked") // web3j's bindings give raw lists
  void provers_read_back_as_registered_in_pages() throws Exception {
    List<ProverRegistry.Prover> all = registry.provers(ZERO, BigInteger.valueOf(64)).send();
    List<ProverRegistry.Prover> second = registry.provers(ONE, ONE).send();

    assertThat(all).extracting(prover -> prover.index).containsExactly(ZERO, ONE);
    ProverRegistry.Prover alice = all.getFirst();
    assertThat(alice.operator).isEqualTo(ALICE.operator().getAddress());
    assertThat(alice.leaseKey).isEqualTo(ALICE.leaseKey().getAddress());
    assertThat(Numeric.toHexStringNoPrefix(alice.profile.nodeKey)).isEqualTo(ALICE.nodeKeyHex());
    assertThat(alice.profile.multiaddr).isEqualTo("/ip4/127.0.0.1/tcp/4001");
    assertThat(alice.profile.capacity).isEqualTo(TWO);
    assertThat(alice.bondGwei).isEqualTo(BigInteger.TEN.pow(9));
    assertThat(alice.quota).isEqualTo(BigInteger.valueOf(1_000));
    assertThat(alice.profile.promises)
        .extracting(promise -> PromisedTimes.unpack(promise.msByBand))
        .containsExactly(Collections.nCopies(8, 1500), Collections.nCopies(8, 1600));
    assertThat(second)
        .extracting(prover -> prover.profile.multiaddr)
        .containsExactly(BOB.multiaddr());
    assertThat(registry.proverCount().send()).isEqualTo(TWO);
  }

  @Test
  void lease_keys_are_found() throws Exception {
    assertThat(registry.indexOfLeaseKey(BOB.leaseKey().getAddress()).send().component1()).isTrue();
    assertThat(registry.indexOfLeaseKey(BOB.leaseKey().getAddress()).send().component2())
        .isEqualTo(ONE);
    assertThat(registry.indexOfLeaseKey(DEPLOYER.getAddress()).send().component1()).isFalse();
  }

  @Test
  void an_anchor_by_a_lease_key_is_seen_and_contains_its_leaf() throws Exception {
    byte[] digest = Hash.sha3(new byte[] {1});
    byte[] leaf = new byte[33];
    System.arraycopy(digest, 0, leaf, 1, 32);
    byte[] root = Hash.sha3(leaf);
    LeaseAnchor anchor = anchorAs(ALICE.leaseKey().getAddress());
    TransactionBatch funding = new TransactionBatch(web3j, Anvil.CHAIN_ID, DEPLOYER);
    funding.send("funding", ALICE.leaseKey().getAddress(), "0x", BOND, 21_000);
    funding.await(anvil::mine, 5_000);

    TransactionBatch batch = new TransactionBatch(web3j, Anvil.CHAIN_ID, ALICE.leaseKey());
    String call = anchor.anchor(BigInteger.valueOf(7), root, ONE).encodeFunctionCall();
    batch.send("anchoring", deployment.anchor(), call, ZERO, 200_000);
    var event =
        LeaseAnchor.getAnchoredEvents(batch.await(anvil::mine, 5_000).getFirst()).getFirst();

    assertThat(event.slot).isEqualTo(BigInteger.valueOf(7));
    assertThat(event.prover).isEqualTo(ZERO);
    assertThat(event.root).isEqualTo(root);
    assertThat(contains(anchor, 7, digest)).isTrue();
    assertThat(contains(anchor, 8, digest)).isFalse();
    assertThat(contains(anchor, 7, root)).isFalse();
  }

  @Test
  void reference_proofs_verify_for_their_task_and_operator_only() throws Exception {
    for (String name : List.of(SPONGE, TREE)) {
      JsonNode sample = sample(name);
      HeaderProofVerifier verifier =
          HeaderProofVerifier.load(
              String.valueOf(deployment.verifiers().get(name)),
              web3j,
              new ReadonlyTransactionManager(web3j, DEPLOYER.getAddress()),
              new DefaultGasProvider());
      byte[] taskId = bytes(sample.at("/input/taskId"));
      String operator = sample.at("/input/prover").asText();
      byte[] proof = bytes(sample.at("/proof"));

      assertThat(verifier.verify(taskId, operator, proof).send()).isTrue();
      assertThat(verifier.verify(Hash.sha3(taskId), operator, proof).send()).isFalse();
      assertThat(verifier.verify(taskId, DEPLOYER.getAddress(), proof).send()).isFalse();
      proof[287] ^= 1;
      assertThat(verifier.verify(taskId, operator, proof).send()).isFalse();
    }
  }

  @Test
  void a_lease_as_the_bindings_write_it_passes_every_check_before_the_proof() throws Exception {
    var block =
        web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, false).send().getBlock();
    byte[] proofType = Hash.sha3(SPONGE.getBytes(UTF_8));
    byte[] taskId = taskId(Numeric.hexStringToByteArray(block.getHash()), proofType);
    byte[] fill = Hash.sha3(new byte[] {9});
    Settlement.Lease lease =
        new Settlement.Lease(
            taskId,
            TWO,
            ZERO,
            fill,
            fill,
            BigInteger.valueOf(3),
            fill,
            ONE,
            BigInteger.valueOf(17),
            fill,
            BigInteger.valueOf(1_795_000_006_001L));
    Settlement.Item item =
        new Settlement.Item(
            block.getNumber(),
            proofType,
            ZERO,
            lease,
            sign(ALICE.leaseKey(), lease),
            new byte[288]);
    anvil.mine();

    EthCall call =
        web3j
            .ethCall(
                Transaction.createEthCallTransaction(
                    DEPLOYER.getAddress(),
                    deployment.settlement(),
                    settlement().settle(item).encodeFunctionCall()),
                DefaultBlockParameterName.LATEST)
            .send();

    String refusal = Hash.sha3String("Refused(uint8)").substring(0, 10);
    assertThat(call.getError().getData()).contains(refusal + "0".repeat(63) + "d");
  }

  @Test
  void a_key_file_that_is_none_is_named() {
    assertThatThrownBy(() -> VerificationKey.ofSnarkjs(REFERENCE.resolve("package.json")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "package.json is no snarkjs verification key: protocol must be groth16");
  }

  @Test
  void an_accusation_can_be_answered_as_long_as_a_second_proof_is_settled() throws Exception {
    Judge judge =
        Judge.load(
            deployment.judge(),
            web3j,
            new ReadonlyTransactionManager(web3j, DEPLOYER.getAddress()),
            new DefaultGasProvider());
    assertThat(judge.answerBlocks().send()).isEqualTo(BigInteger.valueOf(ANSWER_BLOCKS));
    assertThat(settlement().secondBlocks().send()).isEqualTo(BigInteger.valueOf(ANSWER_BLOCKS));
    var type = new Deployment.ProofType(SPONGE, REFERENCE);
    for (long refused : new long[] {0, 257}) {
      assertThatThrownBy(
              () -> new Deployment.Plan(List.of(type), CLOCK, 0, 1, BOND, ZERO, 0, refused))
          .hasMessage("secondBlocks must be 1 to 256");
    }
  }

  @Test
  void a_proof_type_cannot_be_planned_twice() {
    Deployment.ProofType type = new Deployment.ProofType(SPONGE, REFERENCE);
    assertThatThrownBy(() -> new Deployment.Plan(List.of(type, type), CLOCK, 0, 1, BOND, ZERO, 0))
        .hasMessage("proof type header-sponge-v1 is there twice");
  }

  private static ProverAccount account(String operatorKey, String name, int port) {
    return new ProverAccount(
        Credentials.create(operatorKey),
        Credentials.create(Hash.sha3String(name).substring(2)),
        Hash.sha3String("node " + name).substring(2),
        "/ip4/127.0.0.1/tcp/" + port,
        2,
        Map.of(SPONGE, 1_500, TREE, 1_600),
        BOND);
  }

  private static boolean contains(LeaseAnchor anchor, long slot, byte[] digest) throws Exception {
    return anchor
        .contains(ALICE.leaseKey().getAddress(), BigInteger.valueOf(slot), digest, List.of())
        .send();
  }

  private static LeaseAnchor anchorAs(String caller) {
    return LeaseAnchor.load(
        deployment.anchor(),
        web3j,
        new ReadonlyTransactionManager(web3j, caller),
        new DefaultGasProvider());
  }

  private static Settlement settlement() {
    return Settlement.load(
        deployment.settlement(),
        web3j,
        new ReadonlyTransactionManager(web3j, DEPLOYER.getAddress()),
        new DefaultGasProvider());
  }

  private static byte[] taskId(byte[] blockHash, byte[] proofType) {
    return Hash.sha3(
        Numeric.hexStringToByteArray(
            "%064x%s%s%064x%064x%064x"
                .formatted(
                    Anvil.CHAIN_ID,
                    Numeric.toHexStringNoPrefix(blockHash),
                    Numeric.toHexStringNoPrefix(proofType),
                    0,
                    0,
                    1)));
  }

  /** Through web3j's own reading of EIP-712, which neither the contracts nor the node share. */
  private static byte[] sign(Credentials key, Settlement.Lease lease) throws IOException {
    String json =
        Files.readString(Path.of("src/test/resources/lease-typed-data.json"))
            .replace("$registry", deployment.registry())
            .replace("$taskId", Numeric.toHexString(lease.taskId))
            .replace("$fill", Numeric.toHexString(lease.beatKey));
    byte[] digest = new StructuredDataEncoder(json).hashStructuredData();
    Sign.SignatureData signature = Sign.signMessage(digest, key.getEcKeyPair(), false);
    return Numeric.hexStringToByteArray(
        Numeric.toHexStringNoPrefix(signature.getR())
            + Numeric.toHexStringNoPrefix(signature.getS())
            + Numeric.toHexStringNoPrefix(signature.getV()));
  }

  private static JsonNode sample(String name) throws IOException {
    return new ObjectMapper().readTree(REFERENCE.resolve("samples/" + name + ".json").toFile());
  }

  private static byte[] bytes(JsonNode hex) {
    return Numeric.hexStringToByteArray(hex.asText());
  }
}
