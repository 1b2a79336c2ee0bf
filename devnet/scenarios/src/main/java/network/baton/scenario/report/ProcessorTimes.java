package network.baton.scenario.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the processors of this machine did so far, in the kernel's ticks ({@code proc_stat(5)}). A
 * virtual machine whose host serves others misses deadlines that are not its own fault: a report
 * should say so.
 *
 * @param stolen ticks that the host gave to others; -1 where the system does not tell
 */
public record ProcessorTimes(long all, long stolen) {
  private static final int STEAL = 8; // fields: cpu user nice system idle iowait irq softirq steal

  public static ProcessorTimes now() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      return parse(lines.findFirst().orElse(""));
    } catch (IOException e) {
      return parse(""); // not Linux
    }
  }

  static ProcessorTimes parse(String line) {
    String[] fields = line.split("\\s+", -1);
    if (fields.length <= STEAL || !fields[0].equals("cpu")) {
      return new ProcessorTimes(0, -1);
    }
    long all = Arrays.stream(fields, 1, STEAL + 1).mapToLong(Long::parseLong).sum();
    return new ProcessorTimes(all, Long.parseLong(fields[STEAL]));
  }

  /** Share of the time since then that went to others, in percent with one decimal. */
  @Nullable Double stolenPercentSince(ProcessorTimes before) {
    if (stolen < 0 || before.stolen < 0 || all <= before.all) {
      return null;
    }
    return Math.round(1_000.0 * (stolen - before.stolen) / (all - before.all)) / 10.0;
  }
}
