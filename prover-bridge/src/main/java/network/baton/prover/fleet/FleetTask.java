package network.baton.prover.fleet;

/**
 * One proof that a fleet owes.
 *
 * @param taskId 1 to 192 characters, unique; the same id again is the same task (B-33)
 * @param proofType what a worker must be able to make
 * @param inputJson the worker's input, a JSON object
 * @param block number of the block, the order of {@link FleetSettings.Profile#HEAD_OF_CHAIN}
 * @param enqueuedMs when the fleet got it, milliseconds since 1970
 * @param retryUntilMs a failed attempt is not repeated after this moment
 * @param dropAtMs at this moment the task ends without a proof
 */
public record FleetTask(
    String taskId,
    String proofType,
    String inputJson,
    long block,
    long enqueuedMs,
    long retryUntilMs,
    long dropAtMs) {
  public static final int ID_CHARACTERS_MAX = 192;

  public FleetTask {
    if (taskId.isEmpty() || taskId.length() > ID_CHARACTERS_MAX) {
      throw new IllegalArgumentException(
          "task id must have 1 to " + ID_CHARACTERS_MAX + " characters");
    }
    if (proofType.isEmpty()) {
      throw new IllegalArgumentException("proofType is empty");
    }
    if (dropAtMs <= enqueuedMs) {
      throw new IllegalArgumentException("a task must be dropped after it came");
    }
  }
}
