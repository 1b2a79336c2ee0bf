package network.baton.simulator.workload;

import java.util.List;

/**
 * What a comparison of policies is run on. The defaults are the model of the trace-driven study
 * that specs/simulator.md cites, so that the numbers can be held against it.
 *
 * @param blocks name of the block times: {@code trace5}, {@code trace7}, {@code trace9}: the 500
 *     real blocks scaled to that median in seconds; {@code lognormal21}, {@code lognormal30}:
 *     median 7 s with that log-sd in percent; {@code tail}: trace7 with 1 % adversarial blocks
 * @param slots slots to run
 * @param seed decides every draw
 * @param candidates provers; each may prove every block
 * @param deadlineMs from the sight of the task to the proof: a slot of 12 s less 0.3 s for task and
 *     witness and 0.5 s for proof and verification is 11,200
 * @param busyShare share of the candidates that have no room in a slot
 * @param outageShare share of the candidates that are away, the same ones for 150 slots (30 min)
 * @param liarShare share of the stake whose holders beat, show progress, and never prove
 * @param clockOffsetMs each clock is off by a draw from minus this to plus this
 * @param clockDriftPpm each clock's rate is off by a draw from minus this to plus this
 */
public record Workload(
    String blocks,
    long slots,
    long seed,
    int candidates,
    long deadlineMs,
    double busyShare,
    double outageShare,
    double liarShare,
    long clockOffsetMs,
    long clockDriftPpm) {
  public static final List<String> BLOCKS =
      List.of("trace5", "trace7", "trace9", "lognormal21", "lognormal30", "tail");

  public static final long DEADLINE_MS = 11_200;
  public static final int CANDIDATES_MAX = 1_000;

  /** Slots that one registry and one set of speeds last. */
  public static final int SLOTS_PER_EPOCH = 32;

  /** Slots for which an outage lasts: 30 minutes. */
  public static final int SLOTS_PER_OUTAGE = 150;

  /** Length of a slot. */
  public static final long SLOT_MS = 12_000;

  /** How long runners go on after the winning proof: until its news reaches them. */
  public static final long CANCEL_MS = 300;

  static final double SPEED_LOG_SD = 0.15;
  static final double NOISE_LOG_SD = 0.055;
  static final double STRAGGLER_SHARE = 0.02;
  static final double STRAGGLER_FROM = 1.3;
  static final double STRAGGLER_PARETO = 1.5;
  static final double CRASH_SHARE = 0.03;
  static final double NO_SHOW_SHARE = 0.02;
  static final double HANG_SHARE = 0.005;
  static final double PROGRESS_LOG_SD = 0.07;
  static final double GAS_LOG_SD = 0.085;
  static final double TAIL_SHARE = 0.01;
  static final double TAIL_MEDIAN = 0.6;
  static final double TAIL_LOG_SD = 1.17;

  public Workload {
    if (!BLOCKS.contains(blocks)) {
      throw new IllegalArgumentException("--workload '" + blocks + "' is not one of " + BLOCKS);
    }
    checkWithin("--slots", slots, 1, 1_000_000_000L);
    checkWithin("--candidates", candidates, 1, CANDIDATES_MAX);
    checkWithin("--deadline", deadlineMs, 1_000, 3_600_000);
    checkShare("--busy", busyShare);
    checkShare("--outage", outageShare);
    checkShare("--liars", liarShare);
    checkWithin("--clock-offset", clockOffsetMs, 0, 60_000);
    checkWithin("--clock-drift", clockDriftPpm, 0, 100_000);
  }

  private static void checkWithin(String option, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          option + " " + value + " is not within " + min + ".." + max);
    }
  }

  private static void checkShare(String option, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(option + " " + value + " is not within 0..1");
    }
  }

  public static Workload standard(long slots, long seed) {
    return new Workload("trace7", slots, seed, 8, DEADLINE_MS, 0, 0, 0, 0, 0);
  }

  public Workload withSeed(long otherSeed) {
    return new Workload(
        blocks,
        slots,
        otherSeed,
        candidates,
        deadlineMs,
        busyShare,
        outageShare,
        liarShare,
        clockOffsetMs,
        clockDriftPpm);
  }

  public Workload withSlots(long otherSlots) {
    return new Workload(
        blocks,
        otherSlots,
        seed,
        candidates,
        deadlineMs,
        busyShare,
        outageShare,
        liarShare,
        clockOffsetMs,
        clockDriftPpm);
  }

  public Workload withBlocks(String otherBlocks) {
    return new Workload(
        otherBlocks,
        slots,
        seed,
        candidates,
        deadlineMs,
        busyShare,
        outageShare,
        liarShare,
        clockOffsetMs,
        clockDriftPpm);
  }

  public Workload withCandidates(int count) {
    return new Workload(
        blocks,
        slots,
        seed,
        count,
        deadlineMs,
        busyShare,
        outageShare,
        liarShare,
        clockOffsetMs,
        clockDriftPpm);
  }

  public Workload withDeadlineMs(long otherMs) {
    return new Workload(
        blocks,
        slots,
        seed,
        candidates,
        otherMs,
        busyShare,
        outageShare,
        liarShare,
        clockOffsetMs,
        clockDriftPpm);
  }

  public Workload withBusyShare(double share) {
    return new Workload(
        blocks,
        slots,
        seed,
        candidates,
        deadlineMs,
        share,
        outageShare,
        liarShare,
        clockOffsetMs,
        clockDriftPpm);
  }

  public Workload withOutageShare(double share) {
    return new Workload(
        blocks,
        slots,
        seed,
        candidates,
        deadlineMs,
        busyShare,
        share,
        liarShare,
        clockOffsetMs,
        clockDriftPpm);
  }

  public Workload withLiarShare(double share) {
    return new Workload(
        blocks,
        slots,
        seed,
        candidates,
        deadlineMs,
        busyShare,
        outageShare,
        share,
        clockOffsetMs,
        clockDriftPpm);
  }

  public Workload withClocks(long offsetMs, long driftPpm) {
    return new Workload(
        blocks,
        slots,
        seed,
        candidates,
        deadlineMs,
        busyShare,
        outageShare,
        liarShare,
        offsetMs,
        driftPpm);
  }

  public int medianMs() {
    return switch (blocks) {
      case "trace5" -> 5_000;
      case "trace9" -> 9_000;
      default -> 7_000;
    };
  }

  /** The provers that lie: so many of the lowest indexes that their stake can be the share. */
  public int liars() {
    return (int) Math.min(candidates - 1L, Math.round(Math.ceil(liarShare * candidates)));
  }

  /** Stake of a prover: equal, except that liars together have exactly their share. */
  public long weight(int prover) {
    int liars = liars();
    if (liars == 0) {
      return 1_000_000;
    }
    double share = prover < liars ? liarShare / liars : (1 - liarShare) / (candidates - liars);
    return Math.max(1, Math.round(share * 1_000_000 * candidates));
  }

  /** What differs from the standard, in words; for tables and JSON. */
  public String describe() {
    StringBuilder text = new StringBuilder(blocks);
    text.append(", deadline ").append(deadlineMs).append(" ms, ").append(candidates);
    text.append(" candidates");
    appendShare(text, "busy", busyShare);
    appendShare(text, "outage", outageShare);
    appendShare(text, "liars", liarShare);
    if (clockOffsetMs > 0) {
      text.append(", clocks +/- ").append(clockOffsetMs).append(" ms");
    }
    if (clockDriftPpm > 0) {
      text.append(", clock rates +/- ").append(clockDriftPpm).append(" ppm");
    }
    return text.toString();
  }

  private static void appendShare(StringBuilder text, String what, double share) {
    if (share > 0) {
      text.append(", ").append(Math.round(share * 100)).append(" % ").append(what);
    }
  }
}
