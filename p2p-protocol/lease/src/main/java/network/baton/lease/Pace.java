package network.baton.lease;

import network.baton.lease.Message.VerifiedBeat;

/**
 * When a holder will be done, judged by its beats. The estimate of one beat is enough for others to
 * check a claim of lateness; what this node acts on is smoothed, so that one slow stage is not
 * taken for a slow prover.
 */
final class Pace {
  /** Beats over which the estimate is smoothed. */
  static final int BEATS = 3;

  private static final long ALL_PPM = 1_000_000;

  private final long[] finishMs = new long[BEATS];
  private int beats;

  /**
   * When one beat says that the job will be done: the later of its own forecast and of elapsed
   * divided by progress; the whole promise from now while there is no progress.
   */
  static long finishMs(Beat beat, long slotStartMs, long issuedAtMs, long promiseMs) {
    long atMs = slotStartMs + beat.sequence();
    if (beat.progressPpm() == 0) {
      return Math.max(atMs + promiseMs, beat.predictedFinishMs());
    }
    long elapsedMs = Math.max(0, atMs - issuedAtMs);
    return Math.max(
        issuedAtMs + elapsedMs * ALL_PPM / beat.progressPpm(), beat.predictedFinishMs());
  }

  /** Takes the estimate of the next beat; without progress there is nothing to smooth yet. */
  void heard(long beatFinishMs, boolean hasProgress) {
    beats = hasProgress ? beats : 0;
    finishMs[beats++ % BEATS] = beatFinishMs;
  }

  /** The mean of the last beats' estimates. Not to be asked before the first beat. */
  long smoothedFinishMs() {
    int count = Math.min(beats, BEATS);
    long sumMs = 0;
    for (int i = 0; i < count; i++) {
      sumMs += finishMs[i] / count;
    }
    return sumMs;
  }

  /** Whether a beat shows any progress: one that never did says nothing by standing still. */
  static boolean showsProgress(VerifiedBeat beat) {
    return beat.beat().progressPpm() > 0 || beat.beat().stage() > 0;
  }
}
