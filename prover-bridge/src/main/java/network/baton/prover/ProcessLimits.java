package network.baton.prover;

/**
 * Bounds on what a prover process may do (B-10).
 *
 * @param lineBytesMax longer lines are cut away and count as garbage
 * @param linesPerJobMax more lines than this within a job are a failure
 * @param garbageLinesMax more lines than this that are not protocol are a failure
 * @param outputBytesMax largest output file
 * @param readyMs how long a worker may take to say that it is ready
 * @param restMsFirst pause after the first failure of a worker in a row; doubles with each further
 * @param restMsMax longest pause
 */
record ProcessLimits(
    int lineBytesMax,
    int linesPerJobMax,
    int garbageLinesMax,
    int outputBytesMax,
    long readyMs,
    long restMsFirst,
    long restMsMax) {
  static final ProcessLimits DEFAULTS =
      new ProcessLimits(16 * 1024, 10_000, 20, 8 * 1024 * 1024, 60_000, 200, 10_000);

  /** Pause before the next start, after this many failures in a row. */
  long restMs(int failuresInRow) {
    int doublings = Math.min(failuresInRow - 1, 20);
    return Math.min(restMsFirst << doublings, restMsMax);
  }
}
