package network.baton.contracts;

import static java.math.BigInteger.ZERO;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.baton.contracts.generated.LeaseAnchor;
import network.baton.contracts.generated.ProverRegistry;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Sign;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.DefaultGasProvider;
import org.web3j.utils.Numeric;

/**
 * An operator with what it registers.
 *
 * @param operator cold account that pays the bond and receives rewards
 * @param leaseKey hot key; signs once here, to show that it is the operator's
 * @param nodeKeyHex Ed25519 public key of the node, 64 hex digits with or without 0x
 * @param multiaddr where the node listens
 * @param capacity leases it may hold at once
 * @param promisesMs proof type name -> promised proving time in milliseconds, for blocks of any gas
 * @param bondWei sent along as bond, whole gwei
 */
public record ProverAccount(
    Credentials operator,
    Credentials leaseKey,
    String nodeKeyHex,
    String multiaddr,
    int capacity,
    Map<String, Integer> promisesMs,
    BigInteger bondWei) {
  private static final long RECEIPT_WAIT_MS = 60_000;
  private static final long REGISTER_GAS = 1_500_000;
  private static final long ENROL_GAS = 100_000;
  private static final BigInteger WEI_PER_GWEI = BigInteger.valueOf(1_000_000_000);

  /** Bonds are in the chain's own coin: there is no allowance to give. */
  private static final ProverRegistry.Permit NO_PERMIT =
      new ProverRegistry.Permit(ZERO, ZERO, ZERO, new byte[32], new byte[32]);

  public ProverAccount {
    promisesMs = Collections.unmodifiableMap(new TreeMap<>(promisesMs));
    if (!nodeKeyHex.matches("(0x)?[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException("a node key has 64 hex digits, not " + nodeKeyHex);
    }
  }

  /**
   * Registers the prover and enrols its lease key with the anchor contract.
   *
   * @param mine run once after sending, for chains whose blocks the caller makes; else does nothing
   * @return the prover's permanent index
   */
  public int register(Web3j web3j, long chainId, Deployment deployment, Runnable mine)
      throws IOException, InterruptedException {
    String sender = operator.getAddress();
    ProverRegistry registry = Deployment.registryAt(deployment.registry(), web3j, sender);
    LeaseAnchor anchor =
        LeaseAnchor.load(
            deployment.anchor(),
            web3j,
            new ReadonlyTransactionManager(web3j, sender),
            new DefaultGasProvider());
    TransactionBatch batch = new TransactionBatch(web3j, chainId, operator);
    String registration =
        registry
            .register(
                leaseKey.getAddress(),
                profile(),
                keyClaim(chainId, deployment.registry()),
                bondWei.divide(WEI_PER_GWEI),
                NO_PERMIT,
                bondWei)
            .encodeFunctionCall();
    batch.send("registering " + sender, deployment.registry(), registration, bondWei, REGISTER_GAS);
    String enrolment = anchor.enrol(leaseKey.getAddress()).encodeFunctionCall();
    batch.send("enrolling " + sender, deployment.anchor(), enrolment, ZERO, ENROL_GAS);
    TransactionReceipt receipt = batch.await(mine, RECEIPT_WAIT_MS).getFirst();
    return ProverRegistry.getRegisteredEvents(receipt).getFirst().index.intValueExact();
  }

  private ProverRegistry.Profile profile() {
    List<ProverRegistry.Promise> promises = new ArrayList<>();
    promisesMs.forEach(
        (name, promisedMs) ->
            promises.add(
                new ProverRegistry.Promise(
                    keccak(name),
                    PromisedTimes.pack(Collections.nCopies(PromisedTimes.BANDS, promisedMs)))));
    return new ProverRegistry.Profile(nodeKey(), multiaddr, BigInteger.valueOf(capacity), promises);
  }

  /** The lease key's signature over the EIP-712 struct {@code KeyClaim}; 65 bytes r, s, v. */
  private byte[] keyClaim(long chainId, String registry) {
    byte[] domain =
        keccak(
            keccak(
                "EIP712Domain(string name,string version,uint256 chainId,"
                    + "address verifyingContract)"),
            keccak("Baton"),
            keccak("1"),
            Words.of(BigInteger.valueOf(chainId)),
            Words.of(Numeric.toBigInt(registry)));
    byte[] claim =
        keccak(
            keccak("KeyClaim(address operator,address leaseKey,bytes32 nodeKey)"),
            Words.of(Numeric.toBigInt(operator.getAddress())),
            Words.of(Numeric.toBigInt(leaseKey.getAddress())),
            nodeKey());
    byte[] digest = keccak(new byte[] {0x19, 0x01}, domain, claim);
    Sign.SignatureData signature = Sign.signMessage(digest, leaseKey.getEcKeyPair(), false);
    return join(signature.getR(), signature.getS(), signature.getV());
  }

  private byte[] nodeKey() {
    return Numeric.hexStringToByteArray(nodeKeyHex);
  }

  private static byte[] keccak(String text) {
    return Hash.sha3(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] keccak(byte[]... parts) {
    return Hash.sha3(join(parts));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }
}
