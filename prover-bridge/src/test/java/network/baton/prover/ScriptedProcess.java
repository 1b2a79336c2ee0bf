package network.baton.prover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import network.baton.prover.ProcessProverConfig.Mode;

/** Configurations that run {@code scripted-prover.mjs}. */
final class ScriptedProcess {
  /** Small bounds, so that they are reached; short rests, so that tests do not wait. */
  static final ProcessLimits LIMITS = new ProcessLimits(2_048, 200, 5, 4_096, 30_000, 20, 100);

  private ScriptedProcess() {}

  static List<String> command(Mode mode) {
    String script;
    try {
      var resource =
          Objects.requireNonNull(ScriptedProcess.class.getResource("/scripted-prover.mjs"));
      script = Path.of(resource.toURI()).toString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
    return mode == Mode.WORKER ? List.of("node", script, "worker") : List.of("node", script);
  }

  static ProcessProverConfig config(
      Mode mode, List<String> command, int parallel, long graceMs, Path workDir) {
    return new ProcessProverConfig(
        Steps.TYPE, mode, command, parallel, graceMs, workDir, Map.of("GREETING", "hello"));
  }

  static Path newWorkDir() {
    try {
      return Files.createTempDirectory(Path.of("target"), "prover-work");
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  static List<Path> filesIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
