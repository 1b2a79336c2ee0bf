package network.baton.node.board;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One slot as the API shows it (specs/api.md). Hashes and addresses are 0x-hex, times are
 * milliseconds since the Unix epoch.
 */
public record SlotView(
    long slot,
    long blockNumber,
    String blockHash,
    long startMs,
    long deadlineMs,
    List<TaskView> tasks,
    @Nullable AnchorView anchor) {

  /**
   * A task of the slot.
   *
   * @param proofType name of the proof type
   * @param part which part of that proof, such as {@code 2/3}; null for the proof itself
   * @param state open, leased, proven, missed or orphaned
   * @param proofMs how long the winning prover took, when this node made the proof
   * @param verifyMs how long this node took to verify the winning proof
   */
  public record TaskView(
      String taskId,
      String proofType,
      @Nullable String part,
      String state,
      List<LeaseView> leases,
      @Nullable Long provenAtMs,
      @Nullable Integer provenBy,
      @Nullable Long proofMs,
      @Nullable Double verifyMs,
      @Nullable Boolean onTime,
      @Nullable SettlementView settlement) {}

  /**
   * A lease of the task.
   *
   * @param state running, silent, released, failed, overtaken, won, lost or void
   * @param beats pairs of [time, progress in ppm], the last {@link SlotBoard#BEATS_SHOWN_MAX}
   */
  public record LeaseView(
      String digest,
      int term,
      int prover,
      String cause,
      long issuedAtMs,
      @Nullable Long lastBeatMs,
      int ppm,
      int stage,
      @Nullable Long predictedFinishMs,
      String state,
      List<List<Long>> beats) {}

  /** What the chain says of the task; {@code state} is waiting, sent, settled or failed. */
  public record SettlementView(
      String state,
      @Nullable String txHash,
      @Nullable Long block,
      @Nullable Long gas,
      @Nullable Integer prover) {}

  /** The slot's anchor on the chain. */
  public record AnchorView(
      String root, int leaves, int poster, String txHash, long block, @Nullable Long gas) {}
}
