package network.baton.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import network.baton.lease.LeaseSettings;
import network.baton.simulator.policy.Comparison;
import network.baton.simulator.policy.Policies;
import network.baton.simulator.policy.PolicyResult;
import network.baton.simulator.policy.Tuning;
import network.baton.simulator.workload.Workload;

/**
 * The published tables: what each runs, and one file of Markdown for each. A file that is there
 * with the same head is not made again, so a run that was stopped goes on with what is missing.
 */
final class Tables {
  /** One run of a table: a workload under some settings. */
  private record Run(
      Map<String, Long> settings, UnaryOperator<Workload> change, List<String> policies) {}

  /**
   * A table.
   *
   * @param share of the slots asked for that each of its runs takes
   */
  private record Table(String title, double share, List<Run> runs) {}

  private static final List<String> SOME = List.of("single", "race", "baton", "clairvoyant");
  private static final List<String> BATON = List.of("baton", "clairvoyant");
  private static final String ALL = "all";

  private final LeaseSettings profile;
  private final PrintStream out;
  private final Map<String, Table> tables = new LinkedHashMap<>();

  Tables(LeaseSettings profile, PrintStream out) {
    this.profile = profile;
    this.out = out;
    tables.put("default", table("Every policy on the default workload", 1, all(w -> w)));
    tables.put(
        "deadlines",
        table(
            "Slot deadlines of 9 s, 10 s (the default of a network) and 12 s, less 0.8 s",
            0.33,
            some(w -> w.withDeadlineMs(8_200)),
            some(w -> w.withDeadlineMs(9_200)),
            some(w -> w)));
    tables.put(
        "candidates",
        table(
            "2, 4 and 16 candidates",
            0.33,
            some(w -> w.withCandidates(2)),
            some(w -> w.withCandidates(4)),
            some(w -> w.withCandidates(16))));
    tables.put(
        "absence",
        table(
            "30 % of the candidates busy; the same 20 % of the stake away for half an hour",
            0.33, some(w -> w.withBusyShare(0.3)), some(w -> w.withOutageShare(0.2))));
    tables.put(
        "liars",
        table(
            "Holders of 10, 20 and 33 % of the stake beat, show progress and never prove",
            0.33,
            some(w -> w.withLiarShare(0.1)),
            some(w -> w.withLiarShare(0.2)),
            some(w -> w.withLiarShare(0.33))));
    tables.put(
        "clocks",
        table(
            "Clocks off by up to 500 ms; clock rates off by up to 1 %",
            0.33,
            baton(Map.of(), w -> w.withClocks(500, 0)),
            baton(Map.of(), w -> w.withClocks(0, 10_000))));
    tables.put(
        "blocks",
        table(
            "Other block times",
            0.33,
            some(w -> w.withBlocks("trace5")),
            some(w -> w.withBlocks("trace9")),
            some(w -> w.withBlocks("lognormal21")),
            some(w -> w.withBlocks("lognormal30")),
            some(w -> w.withBlocks("tail"))));
    tables.put(
        "settings",
        table(
            "What the settings buy: misses against work",
            0.33,
            baton(Map.of(), w -> w),
            baton(Map.of("fitPercent", 85L), w -> w),
            baton(Map.of("fitPercent", 1L), w -> w),
            baton(Map.of("hedgeAll", 0L), w -> w),
            baton(Map.of("hedgeFitPercent", 100L), w -> w),
            baton(Map.of("hedgePercent", 80L), w -> w),
            baton(Map.of("hedgePercent", 75L, "safePercent", 120L), w -> w),
            baton(Map.of("safePercent", 130L, "hedgePercent", 75L, "fitPercent", 1L), w -> w),
            baton(Map.of("beatMs", 250L, "silenceMs", 950L), w -> w)));
  }

  private static Table table(String title, double share, Run... runs) {
    return new Table(title, share, List.of(runs));
  }

  private static Run all(UnaryOperator<Workload> change) {
    return new Run(Map.of(), change, Policies.NAMES);
  }

  private static Run some(UnaryOperator<Workload> change) {
    return new Run(Map.of(), change, SOME);
  }

  private static Run baton(Map<String, Long> settings, UnaryOperator<Workload> change) {
    return new Run(settings, change, BATON);
  }

  /** Makes one table, or all that are not there. */
  void write(String name, long slots, long seed, Path folder) throws IOException {
    if (!name.equals(ALL) && !tables.containsKey(name)) {
      throw new IllegalArgumentException(
          "there is no table '" + name + "'; there are " + tables.keySet() + " and all");
    }
    Files.createDirectories(folder);
    for (Map.Entry<String, Table> entry : tables.entrySet()) {
      if (name.equals(ALL) || name.equals(entry.getKey())) {
        Path file = folder.resolve("sim-" + entry.getKey() + ".md");
        String head = head(entry.getKey(), entry.getValue(), slots, seed);
        if (Files.exists(file) && Files.readString(file).startsWith(head)) {
          out.println("there is " + file);
        } else {
          Files.writeString(file, head + body(entry.getValue(), slots, seed));
          out.println("wrote " + file);
        }
      }
    }
  }

  private static long slots(Table table, long slots) {
    return Math.max(1, Math.round(slots * table.share()));
  }

  private static String head(String name, Table table, long slots, long seed) {
    return String.format(
        Locale.ROOT,
        "# %s%n%n`./baton sim --table %s --slots %d --seed %d`: %,d slots each, seed %d. What the"
            + " columns mean: `specs/simulator.md`.%n",
        table.title(),
        name,
        slots,
        seed,
        slots(table, slots),
        seed);
  }

  private String body(Table table, long slots, long seed) {
    StringBuilder text = new StringBuilder();
    long begunNs = System.nanoTime();
    for (Run run : table.runs()) {
      Workload workload = run.change().apply(Workload.standard(slots(table, slots), seed));
      LeaseSettings settings = run.settings().isEmpty() ? profile : Tuning.of(run.settings());
      String title = workload.describe() + described(run.settings());
      out.println(title);
      List<PolicyResult> results = new ArrayList<>();
      String speed = "";
      for (String policy : run.policies()) {
        long cpuNs = cpuNs();
        results.add(Policies.run(policy, workload, settings, _ -> {}));
        out.println(Comparison.line(results.getLast()));
        speed = policy.equals("baton") ? speed(workload, cpuNs() - cpuNs) : speed;
      }
      text.append(
          String.format(
              Locale.ROOT,
              "%n## %s%n%n```%n%s%n```%n%s",
              title,
              String.join(System.lineSeparator(), Comparison.table(results)),
              speed));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "%nMade on %s, %d processors, JDK %s, in %,d s.%n",
            processor(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.vm.version"),
            (System.nanoTime() - begunNs) / 1_000_000_000));
    return text.toString();
  }

  private static String described(Map<String, Long> settings) {
    StringBuilder text = new StringBuilder();
    settings.keySet().stream()
        .sorted()
        .forEach(name -> text.append(", ").append(name).append(' ').append(settings.get(name)));
    return text.toString();
  }

  private static long cpuNs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static String speed(Workload workload, long cpuNs) {
    return String.format(
        Locale.ROOT,
        "%nThe cores ran %,.0f slots of %d provers a core-minute.%n",
        workload.slots() * 60e9 / Math.max(1, cpuNs),
        workload.candidates());
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
