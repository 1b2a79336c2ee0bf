package network.baton.contracts;

import static java.math.BigInteger.ZERO;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.contracts.generated.HeaderProofVerifier;
import network.baton.contracts.generated.LeaseAnchor;
import network.baton.contracts.generated.ProverRegistry;
import network.baton.contracts.generated.Settlement;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.crypto.ContractUtils;
import org.web3j.crypto.Credentials;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.DefaultGasProvider;

/**
 * Where a network's contracts are.
 *
 * @param registry ProverRegistry, also the verifying contract of the EIP-712 domain
 * @param anchor LeaseAnchor
 * @param settlement Settlement
 * @param verifiers proof type name -> HeaderProofVerifier, in the order of the plan
 * @param deployBlock block in which the registry was created; nothing before it concerns the
 *     network
 */
public record Deployment(
    String registry,
    String anchor,
    String settlement,
    Map<String, String> verifiers,
    long deployBlock) {
  private static final long RECEIPT_WAIT_MS = 60_000;
  private static final long CREATION_GAS = 4_000_000;
  private static final long PROOF_TYPE_GAS = 400_000;

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
   * What to deploy.
   *
   * @param proofTypes at least one, names distinct
   * @param bondWeiMin least bond of a prover
   * @param rewardWei credited per settled task
   * @param fundingWei first filling of the pool of rewards, taken from the deployer
   */
  public record Plan(
      List<ProofType> proofTypes,
      BigInteger bondWeiMin,
      BigInteger rewardWei,
      BigInteger fundingWei) {
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
      if (bondWeiMin.signum() < 0 || rewardWei.signum() < 0 || fundingWei.signum() < 0) {
        throw new IllegalArgumentException("amounts must not be negative");
      }
    }
  }

  /**
   * Creates all contracts and adds the proof types. The deployer becomes the registry's admin. All
   * transactions leave before {@code mine} runs and fit into one block of 30 million gas for up to
   * four proof types.
   *
   * @param mine run once after sending, for chains whose blocks the caller makes; else does nothing
   * @throws IOException if the chain or a key file fails
   */
  public static Deployment deploy(
      Web3j web3j, Credentials deployer, long chainId, Plan plan, Runnable mine)
      throws IOException, InterruptedException {
    TransactionBatch batch = new TransactionBatch(web3j, chainId, deployer);
    Creator creator = new Creator(batch, deployer.getAddress());
    String registry =
        creator.create(
            "ProverRegistry",
            ProverRegistry.BINARY,
            ZERO,
            new Address(deployer.getAddress()),
            new Uint256(plan.bondWeiMin()));
    String anchor = creator.create("LeaseAnchor", LeaseAnchor.BINARY, ZERO, new Address(registry));
    String settlement =
        creator.create(
            "Settlement",
            Settlement.BINARY,
            plan.fundingWei(),
            new Address(registry),
            new Uint256(plan.rewardWei()));

    ProverRegistry admin = registryAt(registry, web3j, deployer.getAddress());
    Map<String, String> verifiers = new LinkedHashMap<>();
    for (ProofType type : plan.proofTypes()) {
      VerificationKey key = VerificationKey.ofSnarkjs(type.verificationKey());
      String verifier =
          creator.create(
              "HeaderProofVerifier of " + type.name(),
              HeaderProofVerifier.BINARY,
              ZERO,
              new DynamicBytes(key.toBytes()));
      String call = admin.addProofType(type.name(), verifier).encodeFunctionCall();
      batch.send("adding " + type.name(), registry, call, ZERO, PROOF_TYPE_GAS);
      verifiers.put(type.name(), verifier);
    }
    List<TransactionReceipt> receipts = batch.await(mine, RECEIPT_WAIT_MS);
    long deployBlock = receipts.getFirst().getBlockNumber().longValueExact();
    return new Deployment(registry, anchor, settlement, verifiers, deployBlock);
  }

  /** The registry's binding for calls and call data; it cannot send transactions. */
  static ProverRegistry registryAt(String address, Web3j web3j, String caller) {
    return ProverRegistry.load(
        address, web3j, new ReadonlyTransactionManager(web3j, caller), new DefaultGasProvider());
  }

  /** Creates contracts and says at once what their addresses will be. */
  private record Creator(TransactionBatch batch, String deployer) {
    String create(String name, String binary, BigInteger valueWei, Type<?>... arguments)
        throws IOException {
      String address = ContractUtils.generateContractAddress(deployer, batch.nonce());
      @SuppressWarnings("rawtypes") // web3j takes the raw type
      List<Type> values = List.of(arguments);
      String data = "0x" + binary + FunctionEncoder.encodeConstructor(values);
      batch.send("creating " + name, null, data, valueWei, CREATION_GAS);
      return address;
    }
  }
}
