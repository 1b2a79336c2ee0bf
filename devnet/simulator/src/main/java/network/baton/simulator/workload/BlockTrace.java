package network.baton.simulator.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * 500 consecutive mainnet blocks with the gas they used and the time that one real prover took for
 * each (guest program ethrex, which proved all of them); resource {@code traces/}.
 */
public final class BlockTrace {
  private static final String RESOURCE = "/traces/mainnet-23533500-23533999-zisk-8x5090.csv";
  private static final int GAS_COLUMN = 1;
  private static final int PROVING_MS_COLUMN = 3;

  private final long[] gasUsed;
  private final long[] sortedGas;
  private final double[] relativeTime;
  private final double fitConstant;
  private final double fitPerGas;

  private BlockTrace(long[] gasUsed, double[] provingMs) {
    this.gasUsed = gasUsed;
    this.sortedGas = gasUsed.clone();
    Arrays.sort(sortedGas);
    double[] sorted = provingMs.clone();
    Arrays.sort(sorted);
    double medianMs = (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    this.relativeTime = new double[provingMs.length];
    for (int i = 0; i < provingMs.length; i++) {
      relativeTime[i] = provingMs[i] / medianMs;
    }
    double gasMean = Arrays.stream(gasUsed).average().orElseThrow();
    double timeMean = Arrays.stream(relativeTime).average().orElseThrow();
    double covariance = 0;
    double variance = 0;
    for (int i = 0; i < gasUsed.length; i++) {
      covariance += (gasUsed[i] - gasMean) * (relativeTime[i] - timeMean);
      variance += (gasUsed[i] - gasMean) * (gasUsed[i] - gasMean);
    }
    this.fitPerGas = covariance / variance;
    this.fitConstant = timeMean - fitPerGas * gasMean;
  }

  public static BlockTrace load() {
    List<String[]> rows = new ArrayList<>();
    try (InputStream in = BlockTrace.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#") && !line.startsWith("block_number")) {
          rows.add(line.split(",", -1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BlockTrace(
        rows.stream().mapToLong(row -> Long.parseLong(row[GAS_COLUMN])).toArray(),
        rows.stream().mapToDouble(row -> Double.parseDouble(row[PROVING_MS_COLUMN])).toArray());
  }

  public int size() {
    return gasUsed.length;
  }

  public long gasUsed(int block) {
    return gasUsed[block];
  }

  /** Proving time of a block; the median block has 1. */
  public double relativeTime(int block) {
    return relativeTime[block];
  }

  /**
   * What a straight line through all blocks says of a block with this gas; its median is near 1.
   */
  public double forecast(long gas) {
    return fitConstant + fitPerGas * gas;
  }

  /** The gas that {@link #forecast} gives this time for; for blocks that no trace has. */
  public long gasFor(double relative) {
    return Math.max(0, Math.round((relative - fitConstant) / fitPerGas));
  }

  /** Gas that this share of the blocks stays at or below. */
  public long gasQuantile(double share) {
    return sortedGas[(int) Math.min(sortedGas.length - 1, Math.floor(share * sortedGas.length))];
  }
}
