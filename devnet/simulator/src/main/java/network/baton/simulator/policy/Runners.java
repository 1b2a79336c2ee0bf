package network.baton.simulator.policy;

import java.util.Arrays;
import network.baton.simulator.workload.SlotDraw;
import network.baton.simulator.workload.Workload;

/**
 * Who proves in one slot of a model, from when; and what comes of it. Times are milliseconds since
 * the sight of the task.
 */
final class Runners {
  private final double deadlineMs;
  private final int[] provers;
  private final double[] startMs;
  private int count;

  Runners(Workload workload) {
    this.deadlineMs = workload.deadlineMs();
    this.provers = new int[workload.candidates()];
    this.startMs = new double[workload.candidates()];
  }

  void clear() {
    count = 0;
  }

  /** Asks a prover to start; one that does not show up costs nothing and gives nothing. */
  void start(SlotDraw draw, int prover, double atMs) {
    if (draw.fate(prover) != SlotDraw.Fate.NO_SHOW) {
      provers[count] = prover;
      startMs[count++] = atMs;
    }
  }

  /** When a runner that started then brings its proof; never if something breaks. */
  static double proofMs(SlotDraw draw, int prover, double startMs) {
    return draw.fate(prover) == SlotDraw.Fate.PROVES
        ? startMs + draw.provingMs(prover)
        : Double.POSITIVE_INFINITY;
  }

  /** When the first proof comes. */
  double firstProofMs(SlotDraw draw) {
    double first = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      first = Math.min(first, proofMs(draw, provers[i], startMs[i]));
    }
    return first;
  }

  /** Adds the slot to the tally. Work counts until the deadline, when everybody stops. */
  void finish(SlotDraw draw, Tally tally) {
    double proofMs = firstProofMs(draw);
    double endMs = Math.min(proofMs + Workload.CANCEL_MS, deadlineMs);
    double workMs = 0;
    int proofs = 0;
    for (int i = 0; i < count; i++) {
      double stopMs = endMs;
      if (draw.fate(provers[i]) == SlotDraw.Fate.CRASHES) {
        double crashMs = startMs[i] + draw.brokenAt(provers[i]) * draw.provingMs(provers[i]);
        stopMs = Math.min(stopMs, crashMs);
      }
      double ownMs = proofMs(draw, provers[i], startMs[i]);
      proofs += ownMs <= endMs ? 1 : 0;
      workMs += Math.max(0, Math.min(stopMs, ownMs) - startMs[i]);
    }
    tally.slot(proofMs > deadlineMs, workMs, proofs > 1);
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(provers, count));
  }
}
