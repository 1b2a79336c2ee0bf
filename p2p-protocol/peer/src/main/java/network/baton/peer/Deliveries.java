package network.baton.peer;

import static network.baton.peer.EventLog.field;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What was received: counts, and the latencies of what came after the warm-up. Indices beyond the
 * bound of {@link #INDEX_MAX} count as received, but not as missing or double. Thread-safe.
 */
final class Deliveries {
  /** Sixteen million messages take two mebibytes. */
  private static final long INDEX_MAX = 1 << 24;

  private static final int FIRST_CAPACITY = 4_096;

  private final long warmup;
  private final long warmupNs;
  private final BitSet seen = new BitSet();
  private long[] latenciesNs = new long[FIRST_CAPACITY];
  private int measured;
  private long total;
  private long measuredBytes;
  private long doubles;
  private long indexMax = -1;
  private long firstNs;
  private long lastNs;
  private long measuredFromNs;
  private long measuredToNs;
  private long cpuFromNs;

  Deliveries(long warmup, long warmupMs) {
    this.warmup = warmup;
    this.warmupNs = warmupMs * 1_000_000;
  }

  /** Returns how many have come. */
  synchronized long add(long index, long latencyNs, long nowNs, int bytes) {
    if (index >= 0 && index < INDEX_MAX) {
      doubles += seen.get((int) index) ? 1 : 0;
      seen.set((int) index);
      indexMax = Math.max(indexMax, index);
    }
    if (total++ == 0) {
      firstNs = nowNs;
    }
    lastNs = nowNs;
    if (total > warmup && nowNs - firstNs >= warmupNs) {
      measure(latencyNs, nowNs, bytes);
    }
    return total;
  }

  synchronized long total() {
    return total;
  }

  /** For how long nothing has come; 0 if nothing came ever. */
  synchronized long idleNs(long nowNs) {
    return total == 0 ? 0 : nowNs - lastNs;
  }

  private void measure(long latencyNs, long nowNs, int bytes) {
    if (measured == 0) {
      measuredFromNs = nowNs;
      cpuFromNs = Processor.timeNs();
    }
    measuredToNs = nowNs;
    measuredBytes += bytes;
    if (measured == latenciesNs.length) {
      latenciesNs = Arrays.copyOf(latenciesNs, 2 * measured);
    }
    latenciesNs[measured++] = latencyNs;
  }

  synchronized void report(EventLog log, String event) {
    long cpuNs = measured == 0 ? 0 : Processor.timeNs() - cpuFromNs;
    long[] sorted = Arrays.copyOf(latenciesNs, measured);
    Arrays.sort(sorted);
    double seconds = (measuredToNs - measuredFromNs) / 1e9;
    log.emit(
        event,
        field("received", total),
        field("measured", measured),
        field("dup", doubles),
        field("missing", indexMax + 1 - seen.cardinality()),
        field("seconds", rounded(seconds, 1_000)),
        field("rate_msg_s", seconds > 0 ? Math.round((measured - 1) / seconds) : 0),
        field("mbit_s", seconds > 0 ? rounded(measuredBytes * 8 / seconds / 1e6, 100) : 0),
        field("p50_us", microseconds(sorted, 0.5)),
        field("p90_us", microseconds(sorted, 0.9)),
        field("p99_us", microseconds(sorted, 0.99)),
        field("p999_us", microseconds(sorted, 0.999)),
        field("max_us", microseconds(sorted, 1)),
        field("min_us", microseconds(sorted, 0)),
        field("cpu_us_per_msg", measured == 0 ? 0 : rounded(cpuNs / 1e3 / measured, 100)));
  }

  private static double microseconds(long[] sortedNs, double share) {
    if (sortedNs.length == 0) {
      return 0;
    }
    int at = (int) Math.min(sortedNs.length - 1L, (long) (share * sortedNs.length));
    return rounded(sortedNs[at] / 1e3, 10);
  }

  static double rounded(double value, int steps) {
    return Math.round(value * steps) / (double) steps;
  }
}
