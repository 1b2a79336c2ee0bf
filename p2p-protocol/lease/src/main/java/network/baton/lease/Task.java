package network.baton.lease;

import java.util.List;

/**
 * One proof to be made: a block, a proof type and, for staged types, the part of it. All fields
 * follow from the block's header and the network's rules, so two nodes that see the same header
 * hold the same task.
 *
 * @param taskId {@code keccak256(abi.encode(chainId, blockHash, proofType, stage, index, count))}
 * @param slot slot number of the block
 * @param proofType id of proof system, guest program and version
 * @param stage stage within the proof type's workflow, 0 for types of one stage
 * @param index part within the stage, from 0
 * @param count number of parts in the stage, at least 1
 * @param gasUsed gas used by the block
 * @param slotStartMs start of the slot, milliseconds since the Unix epoch
 * @param deadlineMs slot deadline, milliseconds since the Unix epoch
 * @param needs tasks of the same block whose proofs this one takes in: nobody starts before they
 *     are proven
 */
public record Task(
    Hash32 taskId,
    long slot,
    Hash32 blockHash,
    long blockNumber,
    Hash32 parentHash,
    long gasUsed,
    Hash32 proofType,
    int stage,
    int index,
    int count,
    long slotStartMs,
    long deadlineMs,
    List<Hash32> needs) {
  public Task {
    needs = List.copyOf(needs);
    if (stage < 0 || index < 0 || count < 1 || index >= count) {
      throw new IllegalArgumentException(
          "no such part: stage " + stage + ", " + index + " of " + count);
    }
    if (slot < 0 || deadlineMs <= slotStartMs) {
      throw new IllegalArgumentException(
          "deadline " + deadlineMs + " is not after slot start " + slotStartMs);
    }
  }

  /** A task that needs no others. */
  public Task(
      Hash32 taskId,
      long slot,
      Hash32 blockHash,
      long blockNumber,
      Hash32 parentHash,
      long gasUsed,
      Hash32 proofType,
      int stage,
      int index,
      int count,
      long slotStartMs,
      long deadlineMs) {
    this(
        taskId,
        slot,
        blockHash,
        blockNumber,
        parentHash,
        gasUsed,
        proofType,
        stage,
        index,
        count,
        slotStartMs,
        deadlineMs,
        List.of());
  }

  /** The same, to be started when other tasks of its block are proven. */
  public Task withNeeds(List<Hash32> taskIds) {
    return new Task(
        taskId,
        slot,
        blockHash,
        blockNumber,
        parentHash,
        gasUsed,
        proofType,
        stage,
        index,
        count,
        slotStartMs,
        deadlineMs,
        taskIds);
  }
}
