package network.baton.simulator.swarm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Markdown table of seeds that were run, to go on from where it ends. */
public final class SeedLog {
  private static final Pattern ROW = Pattern.compile("\\| (\\d+)\\.\\.(\\d+) \\|.*");
  private static final String HEAD =
      """
      # Seeds of the swarm

      Appended by `./baton sim --seeds FROM..TO --record FILE`; each row goes on where the one above ended.

      | seeds | violations | seconds | turns of cores | processors | JDK | commit |
      |---|---|---|---|---|---|---|
      """;

  private final Path file;

  public SeedLog(Path file) {
    this.file = file;
  }

  /** The first seed at or above {@code from} that no row has. */
  public long next(long from) throws IOException {
    long next = from;
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          next = Math.max(next, Long.parseLong(row.group(2)) + 1);
        }
      }
    }
    return next;
  }

  /** Adds what was run. */
  public void append(SwarmRunner.Report report) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (!Files.exists(file)) {
      Files.writeString(file, HEAD);
    }
    String row =
        String.format(
            Locale.ROOT,
            "| %d..%d | %d | %.0f | %,d | %d | %s | %s |%n",
            report.from(),
            report.to(),
            report.violations(),
            report.seconds(),
            report.turns(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.vm.version"),
            System.getProperty("baton.commit", "unknown"));
    Files.writeString(file, row, StandardOpenOption.APPEND);
  }
}
