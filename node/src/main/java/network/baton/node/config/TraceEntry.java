package network.baton.node.config;

import java.io.IOException;
import java.nio.file.Path;
import network.baton.prover.trace.TraceScript;
import network.baton.prover.trace.TraceTimes;
import org.jspecify.annotations.Nullable;

/**
 * A prover that takes the times of a recording or of a model, and whose proofs no verifier takes.
 *
 * @param times {@code recorded}, {@code constant}, {@code uniform}, {@code linear} or {@code
 *     heavy-tail}
 * @param file of {@code recorded}: CSV with a column {@code gas_used}
 * @param column of {@code recorded}: the one with the times in milliseconds
 * @param factor of {@code recorded}: what its times are multiplied with
 * @param ms the time of {@code constant}, the least of {@code uniform}, the one at no gas of {@code
 *     linear}, the median of {@code heavy-tail}
 * @param highMs of {@code uniform}
 * @param msPerMillionGas of {@code linear}
 * @param alpha of {@code heavy-tail}
 * @param seed of the draws
 * @param crash share of jobs that die, 0 to 1
 * @param hang share of jobs that never end
 * @param fakeProgress share of jobs that say that they are nearly done, and never are
 */
public record TraceEntry(
    String times,
    @Nullable String file,
    @Nullable String column,
    @Nullable Double factor,
    @Nullable Double ms,
    @Nullable Double highMs,
    @Nullable Double msPerMillionGas,
    @Nullable Double alpha,
    @Nullable Long seed,
    @Nullable Double crash,
    @Nullable Double hang,
    @Nullable Double fakeProgress) {
  static final String COLUMN_DEFAULT = "proving_ms";

  public TraceEntry {
    Check.text(times, "times");
    switch (times) {
      case "recorded" -> Check.text(file, "file");
      case "constant" -> Check.present(ms, "ms");
      case "uniform" -> {
        if (Check.present(highMs, "highMs") < Check.present(ms, "ms")) {
          throw new IllegalArgumentException("'highMs' must be at least 'ms'");
        }
      }
      case "linear" -> {
        Check.present(ms, "ms");
        Check.present(msPerMillionGas, "msPerMillionGas");
      }
      case "heavy-tail" -> {
        Check.present(ms, "ms");
        if (Check.present(alpha, "alpha") <= 0) {
          throw new IllegalArgumentException("'alpha' must be above 0");
        }
      }
      default ->
          throw new IllegalArgumentException(
              "'times' is '"
                  + times
                  + "'; allowed: recorded, constant, uniform, linear, heavy-tail");
    }
    var _ = new TraceScript.Faults(or0(crash), or0(hang), or0(fakeProgress));
  }

  private static double or0(@Nullable Double share) {
    return share == null ? 0 : share;
  }

  /**
   * Reads the recording if it is one.
   *
   * @param folder that {@code file} is relative to
   */
  public TraceScript script(Path folder) throws IOException {
    TraceTimes model =
        switch (times) {
          case "recorded" ->
              TraceTimes.Recorded.read(
                  folder.resolve(String.valueOf(file)),
                  column == null ? COLUMN_DEFAULT : column,
                  factor == null ? 1 : factor);
          case "uniform" -> new TraceTimes.Uniform(or0(ms), or0(highMs));
          case "linear" -> new TraceTimes.Linear(or0(ms), or0(msPerMillionGas));
          case "heavy-tail" -> new TraceTimes.HeavyTail(or0(ms), or0(alpha));
          default -> new TraceTimes.Constant(or0(ms));
        };
    var faults = new TraceScript.Faults(or0(crash), or0(hang), or0(fakeProgress));
    return new TraceScript(model, faults, seed == null ? 0 : seed);
  }
}
