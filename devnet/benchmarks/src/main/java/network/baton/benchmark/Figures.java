package network.baton.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measured values and how they are told: never without the machine that they were measured on. */
final class Figures {
  private static final int SETTLE_ROUNDS = 3;

  private Figures() {}

  /** One quantity over the rounds of a benchmark. */
  static final class Figure {
    private final String name;
    private final String unit;
    private final List<Double> values = new ArrayList<>();

    private Figure(String name, String unit) {
      this.name = name;
      this.unit = unit;
    }

    static Figure of(String name, String unit, double value) {
      var figure = new Figure(name, unit);
      figure.values.add(value);
      return figure;
    }

    void add(Figure another) {
      values.addAll(another.values);
    }

    double median() {
      List<Double> sorted = new ArrayList<>(values);
      Collections.sort(sorted);
      return sorted.get(sorted.size() / 2);
    }
  }

  static void print(PrintStream out, List<Figure> figures) {
    out.println("| figure | median | lowest | highest | unit | rounds |");
    out.println("|---|---:|---:|---:|---|---:|");
    for (Figure figure : figures) {
      out.printf(
          "| %s | %,.1f | %,.1f | %,.1f | %s | %d |%n",
          figure.name,
          figure.median(),
          Collections.min(figure.values),
          Collections.max(figure.values),
          figure.unit,
          figure.values.size());
    }
  }

  /** Processor, cores and JDK, in one line. */
  static String machine() {
    return "machine: "
        + processor()
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors; JDK "
        + Runtime.version();
  }

  private static String processor() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .orElse("unknown processor");
    } catch (IOException e) {
      return "unknown processor";
    }
  }

  /** Bytes of the heap that are in use after collections. */
  static long heapBytes() {
    for (int i = 0; i < SETTLE_ROUNDS; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
