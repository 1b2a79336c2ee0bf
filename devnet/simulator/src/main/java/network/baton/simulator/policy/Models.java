package network.baton.simulator.policy;

import network.baton.simulator.workload.SlotDraw.Fate;
import network.baton.simulator.workload.Workload;

/** The known policies, each as others describe it, none with a handicap. */
final class Models {
  /** Beats are missed one by one: 3 of them, half a period on average before, and gossip. */
  private static final double DETECT_FROM_MS = 1_200;

  private static final double DETECT_TO_MS = 1_700;

  /** A lower rank starts so long after the one that did not show up. */
  private static final double GRACE_MS = 600;

  private static final int RACERS = 4;
  private static final double FIXED_LEASE_MS = 6_000;

  private Models() {}

  /** The first in line, whatever happens. */
  static Model single() {
    return (draw, order, count, runners, tally) -> {
      if (count > 0) {
        runners.start(draw, order[0], 0);
      }
    };
  }

  /** The first {@code copies} in line start at once. */
  static Model together(int copies) {
    return (draw, order, count, runners, tally) -> {
      for (int i = 0; i < Math.min(copies, count); i++) {
        runners.start(draw, order[i], 0);
      }
    };
  }

  static Model clone2() {
    return together(2);
  }

  static Model race() {
    return together(RACERS);
  }

  /** Whoever has not proven 6 s after its start is joined by the next in line. */
  static Model fixedLease(Workload workload) {
    return (draw, order, count, runners, tally) -> {
      double startMs = 0;
      for (int i = 0; i < count && startMs < workload.deadlineMs(); i++) {
        if (runners.firstProofMs(draw) <= startMs) {
          break;
        }
        runners.start(draw, order[i], startMs);
        if (i > 0) {
          tally.takeover("EXPIRED");
        }
        startMs += FIXED_LEASE_MS;
      }
    };
  }

  /** A holder that falls silent is overtaken by the next in line; who does not start is skipped. */
  static Model heartbeat(Workload workload) {
    return (draw, order, count, runners, tally) -> {
      double startMs = 0;
      for (int i = 0; i < count && startMs < workload.deadlineMs(); i++) {
        int prover = order[i];
        runners.start(draw, prover, startMs);
        if (i > 0) {
          tally.takeover("SILENT");
        }
        if (draw.fate(prover) == Fate.NO_SHOW) {
          startMs += GRACE_MS;
        } else if (draw.fate(prover) == Fate.CRASHES) {
          double phase = draw.brokenAt(prover) * 1_000 % 1;
          startMs += draw.brokenAt(prover) * draw.provingMs(prover);
          startMs += DETECT_FROM_MS + phase * (DETECT_TO_MS - DETECT_FROM_MS);
        } else {
          break;
        }
      }
    };
  }

  /**
   * Knows everything that will happen: starts the one candidate that needs the least time and will
   * not break, and nobody if there is none in time. No policy can miss less on these draws.
   */
  static Model clairvoyant(Workload workload) {
    return (draw, order, count, runners, tally) -> {
      int best = -1;
      double bestMs = workload.deadlineMs();
      for (int i = 0; i < count; i++) {
        double proofMs = Runners.proofMs(draw, order[i], 0);
        if (proofMs <= bestMs) {
          best = order[i];
          bestMs = proofMs;
        }
      }
      if (best >= 0) {
        runners.start(draw, best, 0);
      }
    };
  }
}
