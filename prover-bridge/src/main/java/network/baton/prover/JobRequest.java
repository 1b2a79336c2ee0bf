package network.baton.prover;

/**
 * One proof to make.
 *
 * @param jobId unique among the jobs of a prover; letters, digits, '-' and '_', at most 128
 * @param proofType name of the proof type
 * @param inputJson the job's input, a JSON object
 * @param timeoutMs after this many milliseconds the job is stopped and fails as {@code TIMEOUT}
 * @param block number of the block, for provers that put heads of chains first
 * @param retryMs for this many milliseconds from the start a failed attempt may be repeated
 */
public record JobRequest(
    String jobId, String proofType, String inputJson, long timeoutMs, long block, long retryMs) {
  /** A job whose block does not matter and which may be repeated while it lasts. */
  public JobRequest(String jobId, String proofType, String inputJson, long timeoutMs) {
    this(jobId, proofType, inputJson, timeoutMs, 0, timeoutMs);
  }

  public JobRequest {
    if (!jobId.matches("[A-Za-z0-9_-]{1,128}")) {
      throw new IllegalArgumentException("job id is not 1 to 128 letters, digits, '-' or '_'");
    }
    if (timeoutMs < 1) {
      throw new IllegalArgumentException("timeoutMs " + timeoutMs + " must be at least 1");
    }
    if (retryMs < 0) {
      throw new IllegalArgumentException("retryMs " + retryMs + " must not be negative");
    }
  }
}
