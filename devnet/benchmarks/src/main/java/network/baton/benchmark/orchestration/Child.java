package network.baton.benchmark.orchestration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Java programs of this class path as processes. */
final class Child {
  private Child() {}

  /**
   * @param options of the JVM
   * @param log what it says on stderr
   */
  static Process java(List<String> options, Path log, Class<?> main, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(Arrays.asList(arguments));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** A worker as {@code ./baton worker} runs it, with an echo for a prover. */
  static Process worker(Path folder, String url, String fleet, String id, long echoMs)
      throws IOException {
    return java(
        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
        folder.resolve("worker-" + id + ".log"),
        network.baton.prover.nats.WorkerMain.class,
        "--nats",
        url,
        "--fleet",
        fleet,
        "--id",
        id,
        "--proof-type",
        FleetTasks.TYPE,
        "--echo-ms",
        Long.toString(echoMs));
  }
}
