package network.baton.simulator.workload;

import java.util.Arrays;

/**
 * Everything that chance decides about one slot, for all candidates, whether a policy looks at it
 * or not. One object is reused: {@link #draw} fills it.
 */
public final class SlotDraw {
  /** What becomes of a candidate that is asked to prove in this slot. */
  public enum Fate {
    PROVES,
    /** Dies with its node after a part of the work: no more beats, no release. */
    CRASHES,
    /** Does not start at all. */
    NO_SHOW,
    /** Beats on, but its progress stands still after a part of the work. */
    HANGS,
    /** Beats on, shows the progress that one expects, and never proves. */
    LIES,
  }

  private static final long SPEEDS = 1;
  private static final long BLOCKS = 2;
  private static final long RUNS = 3;
  private static final long OUTAGES = 4;

  private final Workload workload;
  private final BlockTrace trace;
  private final Chance chance = Chance.of(0);
  private final double[] speeds;
  private final boolean[] away;
  private final double[] provingMs;
  private final Fate[] fates;
  private final double[] brokenAt;
  private final double[] progressFactor;
  private final boolean[] busy;
  private long epoch = -1;
  private long outage = -1;
  private double relativeTime;
  private double forecast;
  private long gasUsed;

  public SlotDraw(Workload workload, BlockTrace trace) {
    this.workload = workload;
    this.trace = trace;
    int candidates = workload.candidates();
    this.speeds = new double[candidates];
    this.away = new boolean[candidates];
    this.provingMs = new double[candidates];
    this.fates = new Fate[candidates];
    this.brokenAt = new double[candidates];
    this.progressFactor = new double[candidates];
    this.busy = new boolean[candidates];
  }

  public void draw(long slot) {
    drawSpeeds(slot / Workload.SLOTS_PER_EPOCH);
    drawOutage(slot / Workload.SLOTS_PER_OUTAGE);
    drawBlock(slot);
    for (int i = 0; i < speeds.length; i++) {
      drawRun(slot, i);
    }
  }

  private void drawSpeeds(long newEpoch) {
    if (newEpoch == epoch) {
      return;
    }
    epoch = newEpoch;
    for (int i = 0; i < speeds.length; i++) {
      chance.rekey(workload.seed(), SPEEDS + (epoch << 8), i);
      speeds[i] = Math.exp(Workload.SPEED_LOG_SD * chance.normal());
    }
  }

  private void drawOutage(long newOutage) {
    if (newOutage == outage) {
      return;
    }
    outage = newOutage;
    Arrays.fill(away, false);
    int count = (int) Math.round(workload.outageShare() * away.length);
    chance.rekey(workload.seed(), OUTAGES + (outage << 8), 0);
    while (count > 0) {
      int prover = chance.below(away.length);
      if (!away[prover]) {
        away[prover] = true;
        count--;
      }
    }
  }

  private void drawBlock(long slot) {
    chance.rekey(workload.seed(), BLOCKS + (slot << 8), 0);
    int block = chance.below(trace.size());
    double normal = chance.normal();
    boolean adversarial = chance.happens(Workload.TAIL_SHARE);
    double gasNormal = chance.normal();
    switch (workload.blocks()) {
      case "lognormal21", "lognormal30" -> {
        relativeTime = Math.exp((workload.blocks().endsWith("21") ? 0.21 : 0.30) * normal);
        gasUsed = trace.gasFor(relativeTime * Math.exp(Workload.GAS_LOG_SD * gasNormal));
        forecast = trace.forecast(gasUsed);
      }
      default -> {
        relativeTime = trace.relativeTime(block);
        gasUsed = trace.gasUsed(block);
        forecast = trace.forecast(gasUsed);
        if (adversarial && workload.blocks().equals("tail")) {
          relativeTime = Workload.TAIL_MEDIAN * Math.exp(Workload.TAIL_LOG_SD * normal);
        }
      }
    }
  }

  private void drawRun(long slot, int prover) {
    chance.rekey(workload.seed(), RUNS + (slot << 8), prover);
    double noise = Math.exp(Workload.NOISE_LOG_SD * chance.normal());
    boolean straggles = chance.happens(Workload.STRAGGLER_SHARE);
    double straggle =
        Workload.STRAGGLER_FROM * Math.pow(1 - chance.uniform(), -1 / Workload.STRAGGLER_PARETO);
    provingMs[prover] =
        workload.medianMs() * relativeTime * speeds[prover] * noise * (straggles ? straggle : 1);
    fates[prover] = fate(prover, chance.uniform());
    brokenAt[prover] = chance.uniform();
    progressFactor[prover] = Math.exp(Workload.PROGRESS_LOG_SD * chance.normal());
    busy[prover] = chance.happens(workload.busyShare());
  }

  private Fate fate(int prover, double drawn) {
    if (away[prover]) {
      return Fate.NO_SHOW;
    }
    if (prover < workload.liars()) {
      return Fate.LIES;
    }
    double crash = Workload.CRASH_SHARE;
    double noShow = crash + Workload.NO_SHOW_SHARE;
    double hang = noShow + Workload.HANG_SHARE;
    return drawn < crash
        ? Fate.CRASHES
        : drawn < noShow ? Fate.NO_SHOW : drawn < hang ? Fate.HANGS : Fate.PROVES;
  }

  public int candidates() {
    return speeds.length;
  }

  /** How long the prover works on this block if nothing breaks. */
  public double provingMs(int prover) {
    return provingMs[prover];
  }

  public Fate fate(int prover) {
    return fates[prover];
  }

  /** The part of the work, 0..1, after which a crash or hang happens. */
  public double brokenAt(int prover) {
    return brokenAt[prover];
  }

  /** By how much the prover's own forecast of its time is off. */
  public double progressFactor(int prover) {
    return progressFactor[prover];
  }

  /** Whether the prover works for somebody else in this slot. */
  public boolean isBusy(int prover) {
    return busy[prover];
  }

  /** The prover's speed class: 1 is the median, less is faster; lasts for an epoch. */
  public double speed(int prover) {
    return speeds[prover];
  }

  public long gasUsed() {
    return gasUsed;
  }

  /** Time that the block's gas lets one expect of a prover of speed 1. */
  public double forecastMs() {
    return workload.medianMs() * forecast;
  }
}
