package network.baton.scenario.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Reads where and with what a run takes place; what cannot be read is "unknown". */
public final class Settings {
  private Settings() {}

  /**
   * @param pacePercent how far the scenario's durations were stretched
   * @param before processor times when the run began
   */
  public static Report.Setting read(Path projectFolder, int pacePercent, ProcessorTimes before) {
    return new Report.Setting(
        machine(pacePercent, before), Runtime.version().toString(), commit(projectFolder));
  }

  private static Report.Machine machine(int pacePercent, ProcessorTimes before) {
    return new Report.Machine(
        valueIn(Path.of("/proc/cpuinfo"), "model name"),
        Runtime.getRuntime().availableProcessors(),
        memoryMiB(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        pacePercent,
        ProcessorTimes.now().stolenPercentSince(before));
  }

  private static long memoryMiB() {
    String text = valueIn(Path.of("/proc/meminfo"), "MemTotal").toLowerCase(Locale.ROOT);
    String digits = text.replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Long.parseLong(digits) / 1024;
  }

  private static String valueIn(Path file, String key) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown"; // not Linux
    }
  }

  private static String commit(Path projectFolder) {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
              .directory(projectFolder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? text : "unknown";
    } catch (IOException e) {
      return "unknown"; // no git here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
