package network.baton.devnet;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals to processes that this runner started, by process id. */
final class Signals {
  static final String KILL = "KILL";
  static final String STOP = "STOP";
  static final String CONTINUE = "CONT";
  static final String TERMINATE = "TERM";

  private Signals() {}

  /**
   * Sends a signal. SIGKILL and SIGTERM go through the system call; for the others the JDK has
   * none, so the {@code kill} program sends them.
   *
   * @return whether the process was there to get it
   */
  static boolean send(long pid, String signal) {
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    if (process == null || !process.isAlive()) {
      return false;
    }
    return switch (signal) {
      case KILL -> process.destroyForcibly();
      case TERMINATE -> process.destroy();
      default -> byProgram(pid, signal);
    };
  }

  private static boolean byProgram(long pid, String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return kill.waitFor(2, TimeUnit.SECONDS) && kill.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
