package network.baton.simulator.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Results of several policies on one workload: as a table, as JSON and as a plot. */
public final class Comparison {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 460;
  private static final int LEFT = 70;
  private static final int RIGHT = 30;
  private static final int TOP = 50;
  private static final int BOTTOM = 60;
  private static final double MISS_MIN = 0.0003;
  private static final double MISS_MAX = 0.5;

  private Comparison() {}

  /** A head and one line for each result. */
  public static List<String> table(List<PolicyResult> results) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-13s %9s  %-17s %13s %10s  %s",
            "policy",
            "misses",
            "95 %",
            "prover-s/block",
            "two proofs",
            "takeovers per 1,000 slots"));
    for (PolicyResult result : results) {
      lines.add(line(result));
    }
    return lines;
  }

  public static String line(PolicyResult result) {
    String takeovers =
        new TreeMap<>(result.takeoversByCause())
            .entrySet().stream()
                .map(entry -> takeover(entry, result.slots()))
                .collect(Collectors.joining(" "));
    return String.format(
            Locale.ROOT,
            "%-13s %7.2f %%  %5.2f .. %5.2f %%   %13.2f %8.2f %%  %s",
            result.policy(),
            100 * result.missRate(),
            100 * result.missRateCi95().getFirst(),
            100 * result.missRateCi95().getLast(),
            result.proverSecondsPerBlock(),
            100 * result.doubleProvenShare(),
            takeovers)
        .stripTrailing();
  }

  private static String takeover(Map.Entry<String, Long> entry, long slots) {
    return String.format(
        Locale.ROOT, "%s %.1f", entry.getKey(), 1_000.0 * entry.getValue() / slots);
  }

  public static void writeJson(List<PolicyResult> results, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    Files.write(file, mapper.writeValueAsBytes(results));
  }

  /** The table as a Markdown section, appended: with what it ran on and the command's options. */
  public static void appendMarkdown(List<PolicyResult> results, String options, Path file)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    PolicyResult first = results.getFirst();
    String section =
        String.format(
            Locale.ROOT,
            "%n## %s%n%n`./baton sim %s`: %,d slots, seed %d, one run; %d processors, JDK"
                + " %s%n%n```%n%s%n```%n",
            first.workload(),
            options,
            first.slots(),
            first.seed(),
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("java.vm.version"),
            String.join(System.lineSeparator(), table(results)));
    Files.writeString(file, section, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Misses (logarithmic) against work, with confidence intervals; one SVG file. */
  public static void writePlot(List<PolicyResult> results, Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    double workMax =
        5
            * Math.ceil(
                results.stream().mapToDouble(r -> r.proverSecondsPerBlock()).max().orElse(5) / 5
                    + 0.2);
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                + " aria-label=\"Missed deadlines against work, by policy\""
                + " font-family=\"system-ui, sans-serif\" font-size=\"13\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                + "<text x=\"%d\" y=\"28\" font-size=\"15\">%s, %,d slots, seed %d</text>%n",
            WIDTH,
            HEIGHT,
            LEFT,
            results.getFirst().workload(),
            results.getFirst().slots(),
            results.getFirst().seed()));
    axes(svg, workMax);
    for (PolicyResult result : results) {
      point(svg, result, workMax);
    }
    svg.append("</svg>\n");
    Files.writeString(file, svg);
  }

  private static void axes(StringBuilder svg, double workMax) {
    for (double miss : new double[] {0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3}) {
      double y = y(miss);
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\""
                  + " text-anchor=\"end\">%s %%</text>%n",
              LEFT,
              y,
              WIDTH - RIGHT,
              LEFT - 6,
              y + 4,
              Double.toString(Math.round(miss * 10_000) / 100.0)));
    }
    for (int work = 0; work <= workMax; work += 5) {
      double x = x(work, workMax);
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%.1f %dV%d\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%d\""
                  + " text-anchor=\"middle\">%d</text>%n",
              x,
              TOP,
              HEIGHT - BOTTOM,
              x,
              HEIGHT - BOTTOM + 18,
              work));
    }
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">prover-seconds per block</text>%n"
                + "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">slots"
                + " without a proof in time</text>%n",
            (LEFT + WIDTH - RIGHT) / 2,
            HEIGHT - 14,
            (TOP + HEIGHT - BOTTOM) / 2));
  }

  private static void point(StringBuilder svg, PolicyResult result, double workMax) {
    double x = x(result.proverSecondsPerBlock(), workMax);
    String colour = result.policy().equals("baton") ? "#c2410c" : "#1d4ed8";
    svg.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\"/><circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\""
                + " fill=\"%s\"/><text x=\"%.1f\" y=\"%.1f\">%s %.2f %%</text>%n",
            x,
            y(result.missRateCi95().getFirst()),
            y(result.missRateCi95().getLast()),
            colour,
            x,
            y(result.missRate()),
            colour,
            x + 9,
            y(result.missRate()) + 4,
            result.policy(),
            100 * result.missRate()));
  }

  private static double x(double work, double workMax) {
    return LEFT + (WIDTH - LEFT - RIGHT) * work / workMax;
  }

  private static double y(double miss) {
    double shown = Math.min(MISS_MAX, Math.max(MISS_MIN, miss));
    return TOP
        + (HEIGHT - TOP - BOTTOM) * Math.log(MISS_MAX / shown) / Math.log(MISS_MAX / MISS_MIN);
  }
}
