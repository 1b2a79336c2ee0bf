package network.baton.prover;

/** Inputs for the scripted prover; see {@code scripted-prover.mjs}. */
final class Steps {
  static final String TYPE = "scripted-v1";
  static final String ANSWER = "{\"output\": \"{\\\"proof\\\":\\\"0x00\\\"}\"}, {\"answer\": true}";
  static final String NEVER = "{\"never\": true}";
  static final long LONG_MS = 60_000;

  private Steps() {}

  static String say(String stage, int index, int ppm) {
    return "{\"say\": {\"stage\": \"%s\", \"index\": %d, \"ppm\": %d}}"
        .formatted(stage, index, ppm);
  }

  static JobRequest request(String jobId, long timeoutMs, String... steps) {
    return new JobRequest(
        jobId, TYPE, "{\"steps\": [" + String.join(", ", steps) + "]}", timeoutMs);
  }

  static JobRequest request(String jobId, String... steps) {
    return request(jobId, LONG_MS, steps);
  }
}
