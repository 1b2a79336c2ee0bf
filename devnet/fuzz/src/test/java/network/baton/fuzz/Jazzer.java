package network.baton.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs Jazzer on a target in a process of its own: it changes the classes that it watches, and ends
 * the process when it finds something.
 */
final class Jazzer {
  /** To start, to instrument and to end, on a machine that is busy with other things. */
  private static final long SPARE_SECONDS = 240;

  /** A start that took longer is repeated; a decoder that stands still is reported by libFuzzer. */
  private static final int ATTEMPTS_MAX = 2;

  private static final int STOOD_STILL = -1;

  private final Path folder;

  /** {@code folder} takes the log, the inputs that were found, and the one that fails. */
  Jazzer(Path folder) {
    this.folder = folder;
  }

  /** What came of a run. */
  record Result(int exitCode, String log) {
    private static final int LINES_MAX = 40;

    boolean clean() {
      return exitCode == 0;
    }

    /** How much was done, in the words of libFuzzer. */
    String done() {
      return log.lines().filter(line -> line.startsWith("Done ")).findFirst().orElse("not done");
    }

    /** What was found and where, or the end of the log. */
    String finding() {
      List<String> lines = log.lines().toList();
      int from = Math.max(0, lines.size() - LINES_MAX);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).startsWith("== Java Exception")) {
          from = i;
          break;
        }
      }
      return String.join("\n", lines.subList(from, Math.min(lines.size(), from + LINES_MAX)));
    }
  }

  /**
   * Fuzzes for some seconds. New inputs go into {@code found}, which may have some from before;
   * those of {@code known} are where it begins.
   */
  Result run(Target target, Path found, Path known, long seconds)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.createDirectories(found);
    Result result = attempt(target, found, known, seconds);
    for (int again = 1; again < ATTEMPTS_MAX && result.exitCode() == STOOD_STILL; again++) {
      result = attempt(target, found, known, seconds);
    }
    return result;
  }

  private Result attempt(Target target, Path found, Path known, long seconds)
      throws IOException, InterruptedException {
    Path log = folder.resolve(target.name() + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+EnableDynamicAgentLoading",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Xmx700m",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + FuzzEntry.class.getName(),
            "--target_args=" + target.name(),
            "--instrumentation_includes=network.baton.**",
            "--instrumentation_excludes="
                + "network.baton.fuzz.**:network.baton.libp2p.pb.**:network.baton.wire.pb.**",
            // Its hooks look for injections, which a decoder has no use for, and start slowly.
            "--custom_hook_excludes=**",
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/" + target.name() + "-",
            "-max_total_time=" + seconds,
            "-max_len=" + Target.INPUT_BYTES_MAX,
            "-timeout=60",
            "-rss_limit_mb=2500",
            found.toString(),
            known.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .directory(folder.toFile())
            .start();
    try {
      if (!process.waitFor(seconds + SPARE_SECONDS, TimeUnit.SECONDS)) {
        return new Result(STOOD_STILL, "did not end in time\n" + text(log));
      }
    } finally {
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), text(log));
  }

  private static String text(Path log) throws IOException {
    return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
  }
}
