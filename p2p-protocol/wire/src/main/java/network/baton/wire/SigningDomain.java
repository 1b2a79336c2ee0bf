package network.baton.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import network.baton.lease.Address;
import network.baton.lease.Completion;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Release;

/**
 * The EIP-712 domain of one network: name {@code Baton}, version {@code 1}, the chain and its
 * prover registry. A signature made in one domain says nothing in another.
 */
public final class SigningDomain {
  static final String NAME = "Baton";
  static final String VERSION = "1";

  private static final Hash32 DOMAIN_TYPE =
      typeHash(
          "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  private static final Hash32 LEASE_TYPE =
      typeHash(
          "Lease(bytes32 taskId,uint32 term,uint32 prover,bytes32 snapshotId,bytes32 prev,"
              + "uint8 cause,bytes32 evidence,uint16 lane,uint64 nonce,bytes32 beatKey,"
              + "uint64 issuedAtMs)");
  private static final Hash32 RELEASE_TYPE =
      typeHash("Release(bytes32 leaseDigest,uint8 reason,uint64 issuedAtMs)");
  private static final Hash32 COMPLETION_TYPE =
      typeHash("Completion(bytes32 leaseDigest,bytes32 proofHash,uint32 sizeBytes)");

  private static final Hash32 READY_TYPE =
      typeHash("Ready(uint32 prover,uint64 slot,bytes32[] proofTypes)");
  private static final Hash32 PASS_TYPE = typeHash("Pass(bytes32 taskId,uint32 prover)");

  private final long chainId;
  private final Address registry;
  private final Hash32 domainSeparator;

  /** Takes the chain's id and the address of its {@code ProverRegistry} contract. */
  public SigningDomain(long chainId, Address registry) {
    if (chainId < 1) {
      throw new IllegalArgumentException("chainId " + chainId + " must be at least 1");
    }
    this.chainId = chainId;
    this.registry = registry;
    Hash32 name = Keccak.hash(NAME.getBytes(UTF_8));
    Hash32 version = Keccak.hash(VERSION.getBytes(UTF_8));
    this.domainSeparator =
        AbiWords.start()
            .add(DOMAIN_TYPE)
            .add(name)
            .add(version)
            .add(chainId)
            .add(registry)
            .keccak();
  }

  public long chainId() {
    return chainId;
  }

  public Address registry() {
    return registry;
  }

  public Hash32 domainSeparator() {
    return domainSeparator;
  }

  public Hash32 leaseDigest(Lease lease) {
    Hash32 struct =
        AbiWords.start()
            .add(LEASE_TYPE)
            .add(lease.taskId())
            .add(Integer.toUnsignedLong(lease.term()))
            .add(Integer.toUnsignedLong(lease.prover()))
            .add(lease.snapshotId())
            .add(lease.prev())
            .add(lease.cause().code())
            .add(lease.evidence())
            .add(lease.lane())
            .add(lease.nonce())
            .add(lease.beatKey())
            .add(lease.issuedAtMs())
            .keccak();
    return AbiWords.typedDataDigest(domainSeparator, struct);
  }

  public Hash32 releaseDigest(Release release) {
    Hash32 struct =
        AbiWords.start()
            .add(RELEASE_TYPE)
            .add(release.leaseDigest())
            .add(release.reason().code())
            .add(release.issuedAtMs())
            .keccak();
    return AbiWords.typedDataDigest(domainSeparator, struct);
  }

  public Hash32 completionDigest(Completion completion) {
    Hash32 struct =
        AbiWords.start()
            .add(COMPLETION_TYPE)
            .add(completion.leaseDigest())
            .add(completion.proofHash())
            .add(Integer.toUnsignedLong(completion.sizeBytes()))
            .keccak();
    return AbiWords.typedDataDigest(domainSeparator, struct);
  }

  /** At most {@link network.baton.lease.LeaseLimits#READY_TYPES_MAX} proof types. */
  public Hash32 readyDigest(Ready ready) {
    AbiWords types = AbiWords.start(); // EIP-712: an array is the hash of its members
    for (Hash32 type : ready.proofTypes()) {
      types.add(type);
    }
    Hash32 typesHash = types.keccak();
    Hash32 struct =
        AbiWords.start()
            .add(READY_TYPE)
            .add(Integer.toUnsignedLong(ready.prover()))
            .add(ready.slot())
            .add(typesHash)
            .keccak();
    return AbiWords.typedDataDigest(domainSeparator, struct);
  }

  public Hash32 passDigest(Pass pass) {
    Hash32 struct =
        AbiWords.start()
            .add(PASS_TYPE)
            .add(pass.taskId())
            .add(Integer.toUnsignedLong(pass.prover()))
            .keccak();
    return AbiWords.typedDataDigest(domainSeparator, struct);
  }

  @Override
  public String toString() {
    return "SigningDomain[chain " + chainId + ", registry " + registry + "]";
  }

  private static Hash32 typeHash(String type) {
    return Keccak.hash(type.getBytes(UTF_8));
  }
}
