package network.baton.lease;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * O-15: how long this node's own prover takes for a block, learned from past jobs: for each proof
 * type a straight line over gas, fitted to the latest jobs with older ones fading, plus one
 * standard deviation. Until there are enough jobs the promise stands in.
 */
final class Forecast {
  /** Jobs before the line is believed. */
  static final int JOBS_MIN = 8;

  /** What a job still weighs when the next one comes: about the last 50 jobs count. */
  private static final double FADING = 0.98;

  /** Proof types remembered; the eldest goes first. */
  private static final int TYPES_MAX = 64;

  private static final double GAS_UNIT = 1e6;

  /** Faded sums of a least-squares fit; x is gas in millions, y is milliseconds. */
  private static final class Line {
    private int jobs;
    private double weight;
    private double sumX;
    private double sumY;
    private double sumXx;
    private double sumXy;
    private double sumYy;

    void add(double x, double y) {
      jobs++;
      weight = weight * FADING + 1;
      sumX = sumX * FADING + x;
      sumY = sumY * FADING + y;
      sumXx = sumXx * FADING + x * x;
      sumXy = sumXy * FADING + x * y;
      sumYy = sumYy * FADING + y * y;
    }

    double upperAt(double x) {
      double meanX = sumX / weight;
      double meanY = sumY / weight;
      double varianceX = Math.max(0, sumXx / weight - meanX * meanX);
      double covariance = sumXy / weight - meanX * meanY;
      double slope = varianceX < 1e-6 ? 0 : Math.max(0, covariance / varianceX);
      double rest =
          sumYy / weight - meanY * meanY - 2 * slope * covariance + slope * slope * varianceX;
      return meanY + slope * (x - meanX) + Math.sqrt(Math.max(0, rest));
    }
  }

  private final Map<Hash32, Line> lines = new LinkedHashMap<>();

  void add(Hash32 proofType, long gasUsed, long provingMs) {
    lines.computeIfAbsent(proofType, _ -> new Line()).add(gasUsed / GAS_UNIT, (double) provingMs);
    if (lines.size() > TYPES_MAX) {
      lines.remove(lines.keySet().iterator().next());
    }
  }

  /** What a job is expected to take; at least 1 ms. */
  long expectedMs(Hash32 proofType, long gasUsed, long promiseMs) {
    Line line = lines.get(proofType);
    if (line == null || line.jobs < JOBS_MIN) {
      return promiseMs;
    }
    return Math.max(1, Math.round(line.upperAt(gasUsed / GAS_UNIT)));
  }
}
