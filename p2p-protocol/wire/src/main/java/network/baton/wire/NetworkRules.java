package network.baton.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import network.baton.lease.Hash32;
import network.baton.lease.Task;

/**
 * What all nodes of one network agree on before they meet: how blocks become tasks, slots and
 * epochs, and what the topics are called.
 *
 * @param name lower-case letters, digits and dashes; part of every topic
 * @param startBlock blocks after this one open tasks
 * @param genesisTimeSec start of slot 0, seconds since the Unix epoch
 * @param snapshotLagEpochs how many epochs before its use a registry snapshot is fixed
 * @param deadlineMs how long after slot start a proof is in time
 */
public record NetworkRules(
    String name,
    int protocolVersion,
    long chainId,
    long startBlock,
    long genesisTimeSec,
    int slotSeconds,
    int slotsPerEpoch,
    int snapshotLagEpochs,
    long deadlineMs) {
  /** Parts of a proof type that is made in parts, at most. */
  public static final int PARTS_MAX = 16;

  /** Stage of a proof's parts. The proof of the block itself, which alone settles, has stage 0. */
  public static final int PART_STAGE = 1;

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  public NetworkRules {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "network name '" + name + "' must be 1 to 32 lower-case letters, digits and dashes");
    }
    atLeast(1, protocolVersion, "protocolVersion");
    atLeast(1, chainId, "chainId");
    atLeast(0, startBlock, "startBlock");
    atLeast(0, genesisTimeSec, "genesisTimeSec");
    atLeast(1, slotSeconds, "slotSeconds");
    atLeast(1, slotsPerEpoch, "slotsPerEpoch");
    atLeast(0, snapshotLagEpochs, "snapshotLagEpochs");
    atLeast(1, deadlineMs, "deadlineMs");
    if (genesisTimeSec > WireLimits.NUMBER_MAX / 1_000 || deadlineMs > WireLimits.NUMBER_MAX) {
      throw new IllegalArgumentException("genesisTimeSec or deadlineMs is beyond reason");
    }
  }

  private static void atLeast(long least, long value, String field) {
    if (value < least) {
      throw new IllegalArgumentException(field + " " + value + " must be at least " + least);
    }
  }

  /** Whether the block is one of the network's: after its start block and not before slot 0. */
  public boolean opensTasks(BlockHeader header) {
    return header.number() > startBlock && header.timestamp() >= genesisTimeSec;
  }

  /**
   * The tasks that the block opens for a proof type: its parts, and then the one of {@link #task},
   * which needs them all (W-37).
   *
   * @param parts 0 for a type that is made in one piece
   * @param partDeadlineMs until when a part is in time, from slot start: what is left is for the
   *     task that joins them
   * @throws IllegalArgumentException if the block opens none: {@link #opensTasks}
   */
  public List<Task> tasks(BlockHeader header, Hash32 proofType, int parts, long partDeadlineMs) {
    if (parts < 0 || parts > PARTS_MAX) {
      throw new IllegalArgumentException(parts + " parts, not 0 to " + PARTS_MAX);
    }
    List<Task> tasks = new ArrayList<>();
    for (int index = 0; index < parts; index++) {
      tasks.add(task(header, proofType, PART_STAGE, index, parts, partDeadlineMs));
    }
    List<Hash32> needs = tasks.stream().map(Task::taskId).toList();
    tasks.add(task(header, proofType).withNeeds(needs));
    return tasks;
  }

  /**
   * The task that the block opens for a whole proof of a type.
   *
   * @throws IllegalArgumentException if the block opens none: {@link #opensTasks}
   */
  public Task task(BlockHeader header, Hash32 proofType) {
    return task(header, proofType, 0, 0, 1, deadlineMs);
  }

  private Task task(
      BlockHeader header, Hash32 proofType, int stage, int index, int count, long spanMs) {
    if (!opensTasks(header)) {
      throw new IllegalArgumentException(header + " opens no tasks");
    }
    long slotStartMs = header.timestamp() * 1_000;
    return new Task(
        taskId(header.hash(), proofType, stage, index, count),
        slotOf(header),
        header.hash(),
        header.number(),
        header.parentHash(),
        header.gasUsed(),
        proofType,
        stage,
        index,
        count,
        slotStartMs,
        slotStartMs + spanMs);
  }

  /**
   * {@code keccak256(abi.encode(uint256 chainId, bytes32 blockHash, bytes32 proofType, uint32
   * stage, uint32 index, uint32 count))}.
   */
  public Hash32 taskId(Hash32 blockHash, Hash32 proofType, int stage, int index, int count) {
    return AbiWords.start()
        .add(chainId)
        .add(blockHash)
        .add(proofType)
        .add(Integer.toUnsignedLong(stage))
        .add(Integer.toUnsignedLong(index))
        .add(Integer.toUnsignedLong(count))
        .keccak();
  }

  /** The block's slot; negative before genesis time. */
  public long slotOf(BlockHeader header) {
    return Math.floorDiv(header.timestamp() - genesisTimeSec, slotSeconds);
  }

  public long epochOf(long slot) {
    return Math.floorDiv(slot, slotsPerEpoch);
  }

  public long firstSlot(long epoch) {
    return epoch * slotsPerEpoch;
  }

  /** Inclusive. */
  public long lastSlot(long epoch) {
    return firstSlot(epoch) + slotsPerEpoch - 1;
  }

  /** {@code /baton/<name>/<protocol version>/<family>}. */
  public String topic(Family family) {
    return "/baton/" + name + "/" + protocolVersion + "/" + family.topicPart();
  }

  /**
   * One hash over everything above: peers whose ids differ do not belong together. {@code
   * keccak256(abi.encode(keccak256(name), protocolVersion, chainId, startBlock, genesisTimeSec,
   * slotSeconds, slotsPerEpoch, snapshotLagEpochs, deadlineMs))}.
   */
  public Hash32 networkId() {
    Hash32 nameHash = Keccak.hash(name.getBytes(UTF_8));
    return AbiWords.start()
        .add(nameHash)
        .add(protocolVersion)
        .add(chainId)
        .add(startBlock)
        .add(genesisTimeSec)
        .add(slotSeconds)
        .add(slotsPerEpoch)
        .add(snapshotLagEpochs)
        .add(deadlineMs)
        .keccak();
  }
}
