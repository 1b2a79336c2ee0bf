package network.baton.benchmark.orchestration;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import network.baton.benchmark.orchestration.Measurements.Scaling;

/** Efficiency against workers at 100 ms, one line an engine, as SVG. */
final class ScalingPlot {
  private static final long PROVER_MS = 100;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int LEFT = 60;
  private static final int TOP = 30;
  private static final int PLOT_WIDTH = 380;
  private static final int PLOT_HEIGHT = 270;
  private static final int DOUBLINGS = 6;
  private static final String[] COLOURS = {"#0b6e4f", "#1f5fa8", "#b3541e", "#7a3e9d"};

  private ScalingPlot() {}

  static String svg(List<Scaling> rows) {
    Map<String, StringBuilder> lines = new LinkedHashMap<>();
    for (Scaling row : rows) {
      if (row.proverMs() == PROVER_MS) {
        lines
            .computeIfAbsent(row.engine(), e -> new StringBuilder())
            .append(
                String.format(
                    Locale.ROOT, "%.1f,%.1f ", x(row.workers()), y(100 * row.efficiency())));
      }
    }
    var svg = new StringBuilder();
    svg.append(
        String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n",
            WIDTH, HEIGHT));
    svg.append(text(LEFT, TOP - 12, "Efficiency in percent against workers, prover of 100 ms"));
    for (int percent = 0; percent <= 100; percent += 20) {
      double y = y(percent);
      svg.append(
          String.format(
              Locale.ROOT, "<path d=\"M%d %.1fh%d\" stroke=\"#ddd\"/>%n", LEFT, y, PLOT_WIDTH));
      svg.append(text(LEFT - 32, y + 4, Integer.toString(percent)));
    }
    for (int doubling = 0; doubling <= DOUBLINGS; doubling++) {
      svg.append(text(x(1 << doubling) - 4, TOP + PLOT_HEIGHT + 18, "" + (1 << doubling)));
    }
    int colour = 0;
    for (var line : lines.entrySet()) {
      String stroke = COLOURS[colour % COLOURS.length];
      svg.append(
          String.format(
              "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>%n",
              stroke, line.getValue().toString().strip()));
      svg.append(
          String.format(
              "<path d=\"M%d %dh20\" stroke=\"%s\" stroke-width=\"2\"/>%n",
              LEFT + PLOT_WIDTH + 16, TOP + 20 + 20 * colour, stroke));
      svg.append(text(LEFT + PLOT_WIDTH + 42, TOP + 24 + 20 * colour, line.getKey()));
      colour++;
    }
    return svg.append("</svg>").append(System.lineSeparator()).toString();
  }

  private static String text(double x, double y, String what) {
    return String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n", x, y, what);
  }

  private static double x(int workers) {
    return LEFT + PLOT_WIDTH * (Math.log(workers) / Math.log(2)) / DOUBLINGS;
  }

  private static double y(double percent) {
    return TOP + PLOT_HEIGHT * (1 - Math.min(percent, 100) / 100);
  }
}
