package network.baton.prover;

/**
 * One proof to make.
 *
 * @param jobId unique among the jobs of a prover; letters, digits, '-' and '_', at most 128
 * @param proofType name of the proof type
 * @param inputJson the job's input, a JSON object
 * @param timeoutMs after this many milliseconds the job is stopped and fails as {@code TIMEOUT}
 */
public record JobRequest(String jobId, String proofType, String inputJson, long timeoutMs) {
  public JobRequest {
    if (!jobId.matches("[A-Za-z0-9_-]{1,128}")) {
      throw new IllegalArgumentException("job id is not 1 to 128 letters, digits, '-' or '_'");
    }
    if (timeoutMs < 1) {
      throw new IllegalArgumentException("timeoutMs " + timeoutMs + " must be at least 1");
    }
  }
}
