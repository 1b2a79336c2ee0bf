package network.baton.simulator.policy;

import java.util.PriorityQueue;
import network.baton.simulator.workload.SlotDraw;
import network.baton.simulator.workload.SlotDraw.Fate;
import network.baton.simulator.workload.Workload;

/**
 * One slot under a plan: the quickest starts at once, others join at planned moments, and who falls
 * silent or stands still is followed by the next. Times are milliseconds since the sight.
 */
final class HedgedSlot {
  /** When further runners join, whatever happens; {@link #NEVER} for not at all. */
  record Plan(double secondMs, double thirdMs) {}

  private record Step(double atMs, boolean takeover) implements Comparable<Step> {
    @Override
    public int compareTo(Step other) {
      return Double.compare(atMs, other.atMs);
    }
  }

  static final double NEVER = 1e9;

  /** Silence is noticed so long after a crash, on average; a standstill so long after it began. */
  private static final double SILENT_MS = 1_450;

  private static final double FROZEN_MS = 2_250;
  private static final double NO_SHOW_MS = 600;

  /** Nobody joins who would be done later than this share of the expected time allows. */
  private static final double FIT_SHARE = 0.85;

  private final double deadlineMs;
  private final Runners runners;
  private final PriorityQueue<Step> steps = new PriorityQueue<>();

  HedgedSlot(Workload workload) {
    this.deadlineMs = workload.deadlineMs();
    this.runners = new Runners(workload);
  }

  /** Runs the slot and adds it to the tally; at most {@code most} ever start. */
  void run(SlotDraw draw, int[] order, double[] expectedMs, Plan plan, int most, Tally tally) {
    runners.clear();
    steps.clear();
    steps.add(new Step(0, false));
    steps.add(new Step(plan.secondMs(), false));
    steps.add(new Step(plan.thirdMs(), false));
    int next = 0;
    int started = 0;
    int live = 0;
    int taken = 0;
    while (!steps.isEmpty() && started < most) {
      Step step = steps.remove();
      double atMs = step.atMs();
      if (atMs >= Math.min(deadlineMs, runners.firstProofMs(draw))) {
        break;
      }
      live -= step.takeover() ? 1 : 0;
      if (!step.takeover() && taken > 0) {
        taken--; // who followed a dead one joined sooner than planned
        continue;
      }
      while (next < order.length && draw.fate(order[next]) == Fate.NO_SHOW) {
        next++;
        atMs += NO_SHOW_MS;
      }
      boolean second = step.takeover() && live > 1;
      if (next == order.length
          || second
          || (started > 0 && isLate(atMs, expectedMs[order[next]]))) {
        continue;
      }
      taken += step.takeover() ? 1 : 0;
      int prover = order[next++];
      runners.start(draw, prover, atMs);
      started++;
      live++;
      double brokenMs = atMs + draw.brokenAt(prover) * draw.provingMs(prover);
      if (draw.fate(prover) == Fate.CRASHES) {
        steps.add(new Step(brokenMs + SILENT_MS, true));
      } else if (draw.fate(prover) == Fate.HANGS) {
        steps.add(new Step(brokenMs + FROZEN_MS, true));
      }
    }
    runners.finish(draw, tally);
  }

  private boolean isLate(double atMs, double expectedMs) {
    return atMs + FIT_SHARE * expectedMs > deadlineMs;
  }
}
