package network.baton.node.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.prover.reference.HeaderCommitment;
import network.baton.prover.reference.SplitParts;
import network.baton.wire.NetworkRules;
import network.baton.wire.ProofTypes;
import network.baton.wire.SigningDomain;
import network.baton.wire.Snapshots;
import org.jspecify.annotations.Nullable;

/**
 * {@code network.yaml}: what all nodes of a network must agree on. Written at deployment; any node
 * joins from it.
 *
 * @param startBlock blocks up to and with this one open no tasks
 * @param deadlineMs from slot start to the slot deadline
 * @param provenTypes a block is proven when this many of its proof types are
 * @param genesisSeed orders the provers of the first epochs, for which the chain has no seed yet
 * @param bootRecords discv5 node records, {@code enr:...}, with which discovery begins
 * @param genesisProvers the set of the first epochs
 */
public record NetworkFile(
    String name,
    int protocolVersion,
    long chainId,
    Contracts contracts,
    long startBlock,
    Clock clock,
    long deadlineMs,
    @Nullable TimingEntry timing,
    List<ProofTypeEntry> proofTypes,
    int provenTypes,
    String genesisSeed,
    List<String> bootPeers,
    List<String> bootRecords,
    List<GenesisProver> genesisProvers) {
  /** The version of the protocol that this software speaks. */
  public static final int PROTOCOL_VERSION = 1;

  private static final Set<String> CONTRACT_NAMES =
      Set.of("registry", "anchor", "settlement", "snapshots", "judge");

  private static final TimingEntry NO_TIMING = TimingEntry.none();

  public NetworkFile {
    Check.text(name, "name");
    if (!name.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException(
          "'name' must be 1 to 32 lower-case letters, digits or '-'");
    }
    if (protocolVersion != PROTOCOL_VERSION) {
      throw new IllegalArgumentException(
          "'protocolVersion' is "
              + protocolVersion
              + ", this node speaks "
              + PROTOCOL_VERSION
              + "; use the release that matches the network");
    }
    Check.within(chainId, 1, Long.MAX_VALUE, "chainId");
    Check.present(contracts, "contracts");
    Check.within(startBlock, 0, Long.MAX_VALUE, "startBlock");
    Check.present(clock, "clock");
    Check.within(deadlineMs, 500, 3_600_000, "deadlineMs");
    proofTypes = Check.notEmpty(Check.entries(proofTypes, "proofTypes"), "proofTypes");
    Check.within(provenTypes, 1, proofTypes.size(), "provenTypes");
    Check.hash(genesisSeed, "genesisSeed");
    (timing == null ? NO_TIMING : timing).settings(provenTypes); // refuses what does not fit
    bootPeers = Check.entries(bootPeers, "bootPeers");
    bootRecords = Check.entries(bootRecords, "bootRecords");
    Check.within(bootRecords.size(), 0, DiscoveryEntry.BOOT_MAX, "records in bootRecords");
    genesisProvers =
        Check.notEmpty(Check.entries(genesisProvers, "genesisProvers"), "genesisProvers");
    var names = new HashSet<String>();
    for (ProofTypeEntry type : proofTypes) {
      if (!names.add(type.name())) {
        throw new IllegalArgumentException("proof type '" + type.name() + "' is listed twice");
      }
    }
    for (String hashed : contracts.codeHashes().keySet()) {
      if (!CONTRACT_NAMES.contains(hashed) && !names.contains(hashed)) {
        throw new IllegalArgumentException(
            "'contracts.codeHashes' names '" + hashed + "', which is no contract of the network");
      }
    }
    for (GenesisProver prover : genesisProvers) {
      for (String type : prover.promisesMs().keySet()) {
        if (!names.contains(type)) {
          throw new IllegalArgumentException(
              "genesis prover "
                  + prover.name()
                  + " promises the unknown proof type '"
                  + type
                  + "'");
        }
      }
    }
  }

  public static NetworkFile read(Path path) {
    return YamlFile.read(path, NetworkFile.class);
  }

  /**
   * Addresses of the deployed contracts.
   *
   * @param deployBlock the first block with any of them
   * @param codeHashes keccak256 of the code by what it is: {@code registry}, {@code anchor}, {@code
   *     settlement}, {@code snapshots}, {@code judge}, or a proof type's name for its verifier;
   *     those that are there are compared when a node starts
   */
  public record Contracts(
      String registry,
      String anchor,
      String settlement,
      @Nullable String snapshots,
      @Nullable String judge,
      long deployBlock,
      Map<String, String> codeHashes) {
    public Contracts {
      Check.address(registry, "registry");
      Check.address(anchor, "anchor");
      Check.address(settlement, "settlement");
      if (snapshots != null) {
        Check.address(snapshots, "snapshots");
      }
      if (judge != null) {
        Check.address(judge, "judge");
      }
      codeHashes = codeHashes == null ? Map.of() : Map.copyOf(codeHashes);
      codeHashes.forEach((name, hash) -> Check.hash(hash, "codeHashes." + name));
    }
  }

  /** Addresses of all contracts that are named, by what they are, as in {@code codeHashes}. */
  public Map<String, String> addresses() {
    var addresses = new LinkedHashMap<String, String>();
    addresses.put("registry", contracts.registry());
    addresses.put("anchor", contracts.anchor());
    addresses.put("settlement", contracts.settlement());
    if (contracts.snapshots() != null) {
      addresses.put("snapshots", contracts.snapshots());
    }
    if (contracts.judge() != null) {
      addresses.put("judge", contracts.judge());
    }
    proofTypes.forEach(type -> addresses.put(type.name(), type.verifier()));
    return addresses;
  }

  /**
   * The slot clock.
   *
   * @param genesisTime start of slot 0, seconds since the Unix epoch
   */
  public record Clock(long genesisTime, int slotSeconds, int slotsPerEpoch, int snapshotLagEpochs) {
    public Clock {
      Check.within(genesisTime, 0, Long.MAX_VALUE / 2_000, "genesisTime");
      Check.within(slotSeconds, 1, 3_600, "slotSeconds");
      Check.within(slotsPerEpoch, 1, 8_192, "slotsPerEpoch");
      Check.within(snapshotLagEpochs, 1, 64, "snapshotLagEpochs");
    }
  }

  /**
   * A registered proof type: its id is the keccak256 of its name.
   *
   * @param parts how many parts of its proofs are tasks of their own (B-70); absent for none
   * @param partsPercent which share of the time to the deadline they have; absent for two thirds
   */
  public record ProofTypeEntry(
      String name,
      String id,
      String verifier,
      @Nullable Integer parts,
      @Nullable Integer partsPercent) {
    private static final int PARTS_PERCENT = 66;

    public ProofTypeEntry {
      Check.text(name, "name");
      Check.hash(id, "id");
      Check.address(verifier, "verifier");
      if (!ProofTypes.id(name).equals(Hash32.fromHex(id))) {
        throw new IllegalArgumentException(
            "proof type '" + name + "': 'id' is not the keccak256 of its name");
      }
      if (partsPercent != null) {
        Check.within(partsPercent, 1, 100, "partsPercent");
        Check.present(parts, "parts");
      }
      if (parts != null && !(name.equals(HeaderCommitment.SPLIT) && parts == SplitParts.COUNT)) {
        throw new IllegalArgumentException(
            "proof type '"
                + name
                + "': nodes can check the parts of "
                + HeaderCommitment.SPLIT
                + " only, which has "
                + SplitParts.COUNT);
      }
    }

    public Hash32 hash() {
      return Hash32.fromHex(id);
    }

    /** Until when a part is in time, from slot start; the rest is for the proof that joins them. */
    public long partDeadlineMs(long deadlineMs) {
      return deadlineMs * (partsPercent == null ? PARTS_PERCENT : partsPercent) / 100;
    }

    /** 0 for a type that is made in one piece. */
    public int partCount() {
      return parts == null ? 0 : parts;
    }
  }

  /**
   * A prover of the first epochs. {@code address} is a libp2p multiaddr without the peer id; empty
   * for none.
   */
  public record GenesisProver(
      int index,
      String name,
      String operator,
      String leaseKey,
      String peerId,
      String address,
      long weight,
      int capacity,
      @Nullable Long quota,
      Map<String, PromiseEntry> promisesMs) {
    public GenesisProver {
      Check.text(name, "name");
      Check.address(operator, "operator");
      Check.address(leaseKey, "leaseKey");
      Check.text(peerId, "peerId");
      Check.present(address, "address");
      Check.within(weight, 1, 1L << 48, "weight");
      Check.within(capacity, 1, 1_024, "capacity");
      if (quota != null) {
        Check.within(quota, 1, 1L << 47, "quota");
      }
      promisesMs = Map.copyOf(Check.present(promisesMs, "promisesMs"));
    }

    Prover prover(long quotaDefault) {
      var promises = new TreeMap<Hash32, Promise>();
      promisesMs.forEach((type, entry) -> promises.put(ProofTypes.id(type), entry.promise()));
      return new Prover(
          index,
          Address.fromHex(operator),
          Address.fromHex(leaseKey),
          peerId,
          weight,
          capacity,
          quota == null ? quotaDefault : quota,
          promises);
    }
  }

  /** The protocol's numbers, checked; throws {@link IllegalArgumentException} in one line. */
  public LeaseSettings leaseSettings() {
    return timing == null ? NO_TIMING.settings(provenTypes) : timing.settings(provenTypes);
  }

  /**
   * Nonces that a prover may sign in an epoch, where the registry sets no quota: twice the tasks of
   * an epoch, so that reorgs never stop an honest prover.
   */
  public long quota() {
    long tasks = proofTypes.stream().mapToLong(type -> type.partCount() + 1).sum();
    return 2L * clock.slotsPerEpoch() * tasks;
  }

  public NetworkRules rules() {
    return new NetworkRules(
        name,
        protocolVersion,
        chainId,
        startBlock,
        clock.genesisTime(),
        clock.slotSeconds(),
        clock.slotsPerEpoch(),
        clock.snapshotLagEpochs(),
        deadlineMs);
  }

  /** What all signatures of this network are bound to (specs/wire.md). */
  public SigningDomain signingDomain() {
    return new SigningDomain(chainId, Address.fromHex(contracts.registry()));
  }

  /** The snapshot of {@code epoch}, one of the first, from the genesis set. */
  public Snapshot genesisSnapshot(long epoch) {
    var provers =
        new ArrayList<>(genesisProvers.stream().map(prover -> prover.prover(quota())).toList());
    provers.sort((a, b) -> Integer.compare(a.index(), b.index()));
    Hash32 seed = Hash32.fromHex(genesisSeed);
    long firstSlot = epoch * clock.slotsPerEpoch();
    return new Snapshot(
        Snapshots.id(epoch, Hash32.ZERO, seed),
        epoch,
        firstSlot,
        firstSlot + clock.slotsPerEpoch() - 1,
        seed,
        provers);
  }

  public @Nullable ProofTypeEntry proofType(Hash32 id) {
    for (ProofTypeEntry type : proofTypes) {
      if (type.hash().equals(id)) {
        return type;
      }
    }
    return null;
  }

  /** The name of a proof type for people; its short hash when it is not in the file. */
  public String proofTypeName(Hash32 id) {
    ProofTypeEntry type = proofType(id);
    return type == null ? id.brief() : type.name();
  }
}
