package network.baton.devnet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The processes of a run. They end with the runner: in an orderly way at its end and from its
 * shutdown hook, and, where the system offers it, by the kernel when the runner itself is killed.
 *
 * <p>The kernel sends that signal when the <i>thread</i> ends that started the child, so all are
 * started by one thread that lives as long as this object.
 */
final class Children implements AutoCloseable {
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final long END_MS = 6_000;

  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("devnet-starter").daemon().factory());
  private final List<Process> started = new ArrayList<>();
  private final Thread hook = new Thread(this::endAll, "devnet-shutdown");
  private boolean closed;

  Children() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts a process with its output appended to a file. */
  Process start(List<String> command, Path folder, Path output) throws DevnetException {
    ProcessBuilder builder =
        new ProcessBuilder(bound(command))
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .redirectErrorStream(true);
    try {
      return starter.submit(() -> register(builder)).get();
    } catch (ExecutionException e) {
      throw new DevnetException("cannot start " + command.getFirst() + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetException("interrupted", e);
    }
  }

  private synchronized Process register(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("the run is ending");
    }
    started.removeIf(process -> !process.isAlive());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static List<String> bound(List<String> command) {
    if (!Files.isExecutable(SETPRIV)) {
      return command; // not Linux: only the shutdown hook ends the children
    }
    List<String> bound = new ArrayList<>(List.of(SETPRIV.toString(), "--pdeathsig", "KILL"));
    bound.addAll(command);
    return bound;
  }

  /** Ends every child: asks first, then kills. Safe to call again. */
  private void endAll() {
    List<Process> living;
    synchronized (this) {
      closed = true;
      living = started.stream().filter(Process::isAlive).toList();
    }
    for (Process process : living) {
      Signals.send(process.pid(), Signals.CONTINUE); // a stopped process hears nothing else
      process.destroy();
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MS);
    for (Process process : living) {
      try {
        long left = Math.max(1, end - System.nanoTime());
        if (!process.waitFor(left, TimeUnit.NANOSECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    endAll();
    starter.shutdownNow();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the runtime is shutting down: the hook itself is at work
    }
  }
}
