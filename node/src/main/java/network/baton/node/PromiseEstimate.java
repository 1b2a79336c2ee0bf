package network.baton.node;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import network.baton.lease.GasBands;

/**
 * What an operator can promise for a proof type, from proofs that were timed: a straight line over
 * gas, what a share of the proofs took above it, and a reserve.
 *
 * @param proofs how many were timed
 * @param gasMin of the lightest block
 * @param gasMax of the heaviest block; promises for bands beyond it follow the line only
 * @param p50Ms median time
 * @param p95Ms nearest rank
 * @param msPerMillionGas slope of the line; 0 where gas says nothing about the time
 * @param baseMs the line at no gas
 * @param aboveMs what the share of the proofs stays within above the line
 * @param promisesMs one for each gas band
 */
record PromiseEstimate(
    int proofs,
    long gasMin,
    long gasMax,
    long p50Ms,
    long p95Ms,
    long maxMs,
    double baseMs,
    double msPerMillionGas,
    double aboveMs,
    List<Integer> promisesMs) {
  /** Fewer proofs, or blocks closer together in parts of the first band, say nothing about gas. */
  private static final int LINE_PROOFS_MIN = 8;

  private static final double LINE_BAND_MIN = 0.5;

  /** A slope counts if it is so many times its standard error. */
  private static final double SLOPE_ERRORS_MIN = 3;

  private static final double MILLION = 1e6;

  /** The band without an end is taken to end at so much of the last bound. */
  private static final double BEYOND_LAST_BOUND = 1.5;

  private static final int ROUND_MS = 10;

  /** 24 bits in the registry. */
  private static final int PROMISE_MS_MAX = (1 << 24) - 1;

  PromiseEstimate {
    promisesMs = List.copyOf(promisesMs);
  }

  /** One proof that was timed. */
  record Timed(long gasUsed, long ms) {}

  /**
   * @param timed at least one
   * @param percentile the share of the proofs that is to keep the promise, before the reserve
   * @param reservePercent added to each promise
   */
  static PromiseEstimate of(List<Timed> timed, GasBands bands, int percentile, int reservePercent) {
    double[] line = line(timed, LINE_BAND_MIN * bands.upperGas().getFirst());
    double base = line[0];
    double slope = line[1];
    double[] above =
        timed.stream().mapToDouble(t -> t.ms() - base - slope * t.gasUsed()).sorted().toArray();
    double aboveMs = above[rank(above.length, percentile)];
    long gasMin = timed.stream().mapToLong(Timed::gasUsed).min().orElseThrow();
    long gasMax = timed.stream().mapToLong(Timed::gasUsed).max().orElseThrow();
    List<Integer> promises = new ArrayList<>();
    for (int band = 0; band < GasBands.COUNT; band++) {
      double gas =
          band < GasBands.COUNT - 1
              ? bands.upperGas().get(band)
              : Math.max((double) gasMax, BEYOND_LAST_BOUND * bands.upperGas().getLast());
      double ms = (base + slope * gas + aboveMs) * (100 + reservePercent) / 100;
      long rounded = ROUND_MS * (long) Math.ceil(ms / ROUND_MS);
      promises.add(Math.clamp(rounded, ROUND_MS, PROMISE_MS_MAX));
    }
    long[] times = timed.stream().mapToLong(Timed::ms).sorted().toArray();
    return new PromiseEstimate(
        times.length,
        gasMin,
        gasMax,
        times[rank(times.length, 50)],
        times[rank(times.length, 95)],
        LongStream.of(times).max().orElseThrow(),
        base,
        slope * MILLION,
        aboveMs,
        promises);
  }

  /** Index of the nearest rank. */
  private static int rank(int count, int percentile) {
    return Math.max(0, (int) Math.ceil(percentile / 100.0 * count) - 1);
  }

  /** Least squares: time at no gas and time per gas, which never falls. */
  private static double[] line(List<Timed> timed, double rangeMin) {
    double meanGas = timed.stream().mapToLong(Timed::gasUsed).average().orElseThrow();
    double meanMs = timed.stream().mapToLong(Timed::ms).average().orElseThrow();
    long gasMin = timed.stream().mapToLong(Timed::gasUsed).min().orElseThrow();
    long gasMax = timed.stream().mapToLong(Timed::gasUsed).max().orElseThrow();
    if (timed.size() < LINE_PROOFS_MIN || gasMax - gasMin < rangeMin) {
      return new double[] {meanMs, 0};
    }
    double together = 0;
    double spread = 0;
    for (Timed one : timed) {
      double gas = one.gasUsed() - meanGas;
      together += gas * (one.ms() - meanMs);
      spread += gas * gas;
    }
    double slope = together / spread;
    double base = meanMs - slope * meanGas;
    double squares =
        timed.stream()
            .mapToDouble(t -> t.ms() - base - slope * t.gasUsed())
            .map(above -> above * above)
            .sum();
    double error = Math.sqrt(squares / (timed.size() - 2) / spread);
    if (slope < SLOPE_ERRORS_MIN * error || slope < 0) {
      return new double[] {meanMs, 0};
    }
    return new double[] {base, slope};
  }

  /** As in a network file: one number if all are the same. */
  String promisesYaml() {
    boolean flat = promisesMs.stream().distinct().count() == 1;
    return flat ? promisesMs.getFirst().toString() : promisesMs.toString();
  }
}
