package network.baton.prover.trace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** How long a job takes, in milliseconds, by its gas and a draw of its own. */
public sealed interface TraceTimes {
  /**
   * @param gas of the job's block; below 0 when it is not known
   */
  double ms(long gas, SplittableRandom draw);

  /** Always the same. */
  record Constant(double ms) implements TraceTimes {
    @Override
    public double ms(long gas, SplittableRandom draw) {
      return ms;
    }
  }

  /** Any time between two bounds. */
  record Uniform(double lowMs, double highMs) implements TraceTimes {
    @Override
    public double ms(long gas, SplittableRandom draw) {
      return lowMs + (highMs - lowMs) * draw.nextDouble();
    }
  }

  /** A straight line in gas; without gas, the base alone. */
  record Linear(double baseMs, double msPerMillionGas) implements TraceTimes {
    private static final double MILLION = 1e6;

    @Override
    public double ms(long gas, SplittableRandom draw) {
      return baseMs + msPerMillionGas * Math.max(0, gas) / MILLION;
    }
  }

  /** Pareto: the smaller alpha, the heavier the tail; cut at a hundred times the median. */
  record HeavyTail(double medianMs, double alpha) implements TraceTimes {
    private static final double CUT = 100;

    @Override
    public double ms(long gas, SplittableRandom draw) {
      double least = medianMs / Math.pow(2, 1 / alpha);
      double ms = least / Math.pow(1 - draw.nextDouble(), 1 / alpha);
      return Math.min(ms, CUT * medianMs);
    }
  }

  /** The time that a real prover took for the block with the nearest gas, scaled. */
  record Recorded(List<Block> blocks, double factor) implements TraceTimes {
    private static final String GAS = "gas_used";

    /** One line of a trace. */
    public record Block(long gas, double provingMs) {}

    public Recorded {
      blocks = blocks.stream().sorted(Comparator.comparingLong(Block::gas)).toList();
      if (blocks.isEmpty()) {
        throw new IllegalArgumentException("the trace has no blocks");
      }
    }

    /**
     * Reads a trace as CSV with a header; lines that begin with # are comments.
     *
     * @param column name of the column with the proving times in milliseconds
     */
    public static Recorded read(Path file, String column, double factor) throws IOException {
      List<String> lines =
          Files.readAllLines(file).stream()
              .filter(line -> !line.startsWith("#") && !line.isBlank())
              .toList();
      if (lines.isEmpty()) {
        throw new IOException(file + " is empty");
      }
      List<String> names = List.of(lines.getFirst().split(",", -1));
      int gas = names.indexOf(GAS);
      int time = names.indexOf(column);
      if (gas < 0 || time < 0) {
        throw new IOException(file + " has no column '" + (gas < 0 ? GAS : column) + "'");
      }
      List<Block> blocks = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",", -1);
        if (!cells[time].isEmpty()) {
          blocks.add(new Block(Long.parseLong(cells[gas]), Double.parseDouble(cells[time])));
        }
      }
      return new Recorded(blocks, factor);
    }

    @Override
    public double ms(long gas, SplittableRandom draw) {
      Block block = gas < 0 ? blocks.get(draw.nextInt(blocks.size())) : nearest(gas);
      return factor * block.provingMs();
    }

    private Block nearest(long gas) {
      int low = 0;
      int high = blocks.size() - 1;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (blocks.get(middle).gas() < gas) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      Block above = blocks.get(low);
      Block below = blocks.get(Math.max(0, low - 1));
      return gas - below.gas() < above.gas() - gas ? below : above;
    }
  }
}
