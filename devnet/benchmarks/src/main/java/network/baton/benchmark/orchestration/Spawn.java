package network.baton.benchmark.orchestration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The command of the process executor. */
final class Spawn {
  private Spawn() {}

  static List<String> command(long ms) {
    String sleep = ms == 0 ? "" : String.format(Locale.ROOT, "sleep %.3f; ", ms / 1_000.0);
    return List.of("/bin/sh", "-c", sleep + "printf '{\"proof\":\"0x00\"}' > \"$4\"", "echo");
  }

  static Process echo(long ms) {
    try {
      String sleep = ms == 0 ? ":" : String.format(Locale.ROOT, "sleep %.3f", ms / 1_000.0);
      return new ProcessBuilder("/bin/sh", "-c", sleep)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Median time from start to exit of a command that does nothing, milliseconds. */
  static double startUpMs(int runs) throws InterruptedException {
    double[] ms = new double[runs];
    for (int i = 0; i < runs; i++) {
      long begun = System.nanoTime();
      echo(0).waitFor();
      ms[i] = (System.nanoTime() - begun) / 1e6;
    }
    Arrays.sort(ms);
    return ms[runs / 2];
  }
}
