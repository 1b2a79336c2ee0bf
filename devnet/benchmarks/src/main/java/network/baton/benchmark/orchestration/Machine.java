package network.baton.benchmark.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the machine did while we measured: the share of time that its host took from it. */
public record Machine(long userTicks, long ownTicks, long stealTicks, long totalTicks) {
  private static final int STEAL_COLUMN = 8;

  /** Of user time after the program's name in /proc/PID/stat; then system, and both of children. */
  private static final int CPU_COLUMN = 11;

  private static final int TICK_MS = 10;
  private static final Pattern SPACES = Pattern.compile("\\s+");

  public static Machine now() throws IOException {
    String[] columns = SPACES.split(Files.readAllLines(Path.of("/proc/stat")).getFirst(), -1);
    long total = 0;
    for (int i = 1; i <= STEAL_COLUMN && i < columns.length; i++) {
      total += Long.parseLong(columns[i]);
    }
    return new Machine(
        Long.parseLong(columns[1]) + Long.parseLong(columns[2]) + Long.parseLong(columns[3]),
        ownTicksNow(),
        columns.length > STEAL_COLUMN ? Long.parseLong(columns[STEAL_COLUMN]) : 0,
        total);
  }

  /** This process, its children that live and those that ended. */
  private static long ownTicksNow() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] columns = SPACES.split(stat.substring(stat.lastIndexOf(')') + 2), -1);
    long ticks = 0;
    for (int i = CPU_COLUMN; i < CPU_COLUMN + 4; i++) {
      ticks += Long.parseLong(columns[i]);
    }
    return ticks
        + ProcessHandle.current()
            .children()
            .flatMap(child -> child.info().totalCpuDuration().stream())
            .mapToLong(used -> used.toMillis() / TICK_MS)
            .sum();
  }

  /** Percent of the time since then that the benchmark and its children ran. */
  public double ownPercentSince(Machine then) {
    return 100.0 * (ownTicks - then.ownTicks) / Math.max(1, totalTicks - then.totalTicks);
  }

  /** Percent of the time since then that the host gave to others. */
  public double stealPercentSince(Machine then) {
    return 100.0 * (stealTicks - then.stealTicks) / Math.max(1, totalTicks - then.totalTicks);
  }

  /** Percent of the time since then that programs of this machine ran. */
  public double busyPercentSince(Machine then) {
    return 100.0 * (userTicks - then.userTicks) / Math.max(1, totalTicks - then.totalTicks);
  }

  /** Resident memory of a process in MiB. */
  public static double residentMiB(long pid) throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
    return lines.stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElseThrow(() -> new IOException("process " + pid + " has no VmRSS"));
  }
}
