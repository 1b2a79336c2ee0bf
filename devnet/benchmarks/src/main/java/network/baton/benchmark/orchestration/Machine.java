package network.baton.benchmark.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the machine did while we measured: the share of time that its host took from it. */
record Machine(long userTicks, long stealTicks, long totalTicks) {
  private static final int STEAL_COLUMN = 8;
  private static final Pattern SPACES = Pattern.compile("\\s+");

  static Machine now() throws IOException {
    String[] columns = SPACES.split(Files.readAllLines(Path.of("/proc/stat")).getFirst(), -1);
    long total = 0;
    for (int i = 1; i <= STEAL_COLUMN && i < columns.length; i++) {
      total += Long.parseLong(columns[i]);
    }
    return new Machine(
        Long.parseLong(columns[1]) + Long.parseLong(columns[2]) + Long.parseLong(columns[3]),
        columns.length > STEAL_COLUMN ? Long.parseLong(columns[STEAL_COLUMN]) : 0,
        total);
  }

  /** Percent of the time since then that the host gave to others. */
  double stealPercentSince(Machine then) {
    return 100.0 * (stealTicks - then.stealTicks) / Math.max(1, totalTicks - then.totalTicks);
  }

  /** Percent of the time since then that programs of this machine ran. */
  double busyPercentSince(Machine then) {
    return 100.0 * (userTicks - then.userTicks) / Math.max(1, totalTicks - then.totalTicks);
  }

  /** Resident memory of a process in MiB. */
  static double residentMiB(long pid) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
    return lines.stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElseThrow(() -> new IOException("process " + pid + " has no VmRSS"));
  }
}
