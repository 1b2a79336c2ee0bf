package network.baton.benchmark.orchestration;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.baton.benchmark.Bench;
import network.baton.benchmark.orchestration.Measurements.Burst;
import network.baton.benchmark.orchestration.Measurements.OpenLoop;
import network.baton.benchmark.orchestration.Measurements.Overhead;
import network.baton.benchmark.orchestration.Measurements.Scaling;

/**
 * All that was measured, as the JSON file has it. A section that is run again replaces its own rows
 * and leaves those of the others.
 *
 * @param sections how each section was run
 * @param spawnStartUpMs median time from start to exit of a command that does nothing
 */
record Results(
    Map<String, Run> sections,
    String workersAre,
    double spawnStartUpMs,
    List<Overhead> overhead,
    List<Scaling> scaling,
    List<Burst> burst,
    List<OpenLoop> openLoop,
    List<Faults.Fault> faults,
    List<Memory.Figure> memoryMiB) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * What the machine did meanwhile.
   *
   * @param at when it began, UTC
   * @param stealPercent of the processors' time that the host gave to others
   * @param busyPercent of it that programs of this machine used
   * @param ownPercent of it that the benchmark and its children used
   */
  record Run(
      String command,
      String machine,
      String commit,
      String at,
      double seconds,
      double stealPercent,
      double busyPercent,
      double ownPercent) {}

  static Results empty() {
    return new Results(
        Map.of(),
        "threads of one process",
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** What earlier runs left in that folder. */
  static Results read(Path folder) throws IOException {
    Path json = folder.resolve("orchestration.json");
    return Files.exists(json) ? JSON.readValue(json.toFile(), Results.class) : empty();
  }

  Results ran(Section section, Run run) {
    var all = new TreeMap<>(sections);
    all.put(section.label(), run);
    return new Results(
        all, workersAre, spawnStartUpMs, overhead, scaling, burst, openLoop, faults, memoryMiB);
  }

  Results withOverhead(List<Overhead> rows, double startUpMs) {
    return new Results(
        sections, workersAre, startUpMs, rows, scaling, burst, openLoop, faults, memoryMiB);
  }

  Results withScaling(List<Scaling> rows) {
    return new Results(
        sections, workersAre, spawnStartUpMs, overhead, rows, burst, openLoop, faults, memoryMiB);
  }

  Results withBurst(List<Burst> rows, List<OpenLoop> open) {
    return new Results(
        sections, workersAre, spawnStartUpMs, overhead, scaling, rows, open, faults, memoryMiB);
  }

  Results withFaults(List<Faults.Fault> rows) {
    return new Results(
        sections, workersAre, spawnStartUpMs, overhead, scaling, burst, openLoop, rows, memoryMiB);
  }

  Results withMemory(List<Memory.Figure> rows) {
    return new Results(
        sections, workersAre, spawnStartUpMs, overhead, scaling, burst, openLoop, faults, rows);
  }

  /** JSON, plot and Markdown. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("orchestration.json"), JSON.writeValueAsBytes(this));
    Files.writeString(folder.resolve("orchestration.svg"), ScalingPlot.svg(scaling));
    Path markdown = folder.resolve("orchestration.md");
    try (var out = new PrintStream(markdown.toFile(), StandardCharsets.UTF_8)) {
      Tables.print(out, this);
    }
  }

  static String machine() {
    return Bench.machine();
  }
}
