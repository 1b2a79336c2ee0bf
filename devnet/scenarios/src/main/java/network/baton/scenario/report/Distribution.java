package network.baton.scenario.report;

import java.util.List;
import network.baton.scenario.Measure;
import org.jspecify.annotations.Nullable;

/**
 * A set of samples in three numbers, each null where there was no sample. Percentiles are nearest
 * rank: the value is one that was measured.
 */
public record Distribution(
    @Nullable Double p50, @Nullable Double p99, @Nullable Double max, int count) {
  public static Distribution of(List<Double> samples) {
    if (samples.isEmpty()) {
      return new Distribution(null, null, null, 0);
    }
    List<Double> sorted = samples.stream().sorted().toList();
    return new Distribution(
        rank(sorted, 50), rank(sorted, 99), round(sorted.getLast()), sorted.size());
  }

  public @Nullable Double get(Measure.Statistic statistic) {
    return switch (statistic) {
      case P50 -> p50;
      case P99 -> p99;
      case MAX -> max;
    };
  }

  private static double rank(List<Double> sorted, int percent) {
    int rank = (percent * sorted.size() + 99) / 100; // rounded up
    return round(sorted.get(Math.max(rank, 1) - 1));
  }

  /** Traces count microseconds: more digits would be noise. */
  static double round(double value) {
    return Math.rint(value * 1000) / 1000;
  }
}
