package network.baton.simulator.policy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.baton.simulator.workload.Workload;

/**
 * Counts of a run. The confidence interval is taken over epochs, since the slots of an epoch share
 * the provers' speeds and are not independent.
 */
public final class Tally {
  private static final double Z95 = 1.959964;

  private final Map<String, Long> takeovers = new TreeMap<>();
  private long slots;
  private long misses;
  private double workMs;
  private long doubleProven;
  private int inEpoch;
  private int missesInEpoch;
  private long epochs;
  private double epochMissesSquared;

  /** Adds one slot. */
  public void slot(boolean missed, double work, boolean twice) {
    slots++;
    misses += missed ? 1 : 0;
    missesInEpoch += missed ? 1 : 0;
    workMs += work;
    doubleProven += twice ? 1 : 0;
    if (++inEpoch == Workload.SLOTS_PER_EPOCH) {
      endEpoch();
    }
  }

  /** Adds one lease beyond a task's first. */
  public void takeover(String cause) {
    takeovers.merge(cause, 1L, Long::sum);
  }

  /** Misses at a price each, and work. */
  double loss(double price) {
    return misses * price + workMs;
  }

  /** Adds all slots of another tally, but not their epochs. */
  void add(Tally other) {
    slots += other.slots;
    misses += other.misses;
    workMs += other.workMs;
  }

  double missShare() {
    return (double) misses / Math.max(1, slots);
  }

  double workSeconds() {
    return workMs / 1_000 / Math.max(1, slots);
  }

  private void endEpoch() {
    epochs++;
    epochMissesSquared += (double) missesInEpoch * missesInEpoch;
    missesInEpoch = 0;
    inEpoch = 0;
  }

  /** What it came to. */
  public PolicyResult result(String policy, Workload workload) {
    double rate = (double) misses / slots;
    double half = halfWidth(rate);
    return new PolicyResult(
        policy,
        slots,
        workload.seed(),
        rate,
        List.of(Math.max(0, rate - half), Math.min(1, rate + half)),
        workMs / 1_000 / slots,
        Map.copyOf(takeovers),
        (double) doubleProven / slots,
        workload.describe());
  }

  /** Of the 95 % interval: from the spread between epochs, and never less than Wilson's. */
  private double halfWidth(double rate) {
    double wilson =
        Z95
            * Math.sqrt(rate * (1 - rate) / slots + Z95 * Z95 / (4.0 * slots * slots))
            / (1 + Z95 * Z95 / slots);
    if (epochs < 30) {
      return wilson;
    }
    double mean = rate * Workload.SLOTS_PER_EPOCH;
    double variance = Math.max(0, epochMissesSquared / epochs - mean * mean);
    return Math.max(wilson, Z95 * Math.sqrt(variance / epochs) / Workload.SLOTS_PER_EPOCH);
  }
}
