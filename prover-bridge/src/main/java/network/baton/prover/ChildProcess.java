package network.baton.prover;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process with line-wise stdin and stdout. Threads of its own move its bytes; its events and all
 * other methods belong to the loop.
 */
final class ChildProcess {
  /** What the process does, told on the loop: lines in order, then the exit, once. */
  interface Events {
    void onLine(ProverLine line);

    void onExit(int code);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

  /** Variables that a prover gets without being asked for; none of them should hold a secret. */
  private static final List<String> VARIABLES =
      List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");

  /** Lines on their way to the loop; then the reader waits, and with it the process. */
  private static final int LINES_IN_FLIGHT_MAX = 256;

  private static final int LINES_OUT_MAX = 8;
  private static final int ERROR_CHARACTERS_MAX = 300;

  /** After the exit a child of the process may still hold its stdout open. */
  private static final Duration DRAIN = Duration.ofMillis(200);

  private final Process process;
  private final Loop loop;
  private final BlockingQueue<String> outgoing = new ArrayBlockingQueue<>(LINES_OUT_MAX);
  private volatile String lastErrorLine = "";

  /** Its children and theirs, as they were when it was last told to end. */
  private volatile List<ProcessHandle> family = List.of();

  private volatile boolean stopping;
  private Loop.@Nullable Timer killTimer;
  private boolean exited;

  private ChildProcess(Process process, Loop loop) {
    this.process = process;
    this.loop = loop;
  }

  static ChildProcess start(
      List<String> command,
      Map<String, String> env,
      ProcessLimits limits,
      ObjectMapper json,
      Loop loop,
      Events events)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = builder.environment();
    variables.keySet().retainAll(VARIABLES);
    variables.putAll(env);
    ChildProcess child = new ChildProcess(builder.start(), loop);
    child.moveBytes(limits, json, events);
    return child;
  }

  private void moveBytes(ProcessLimits limits, ObjectMapper json, Events events) {
    Thread lines = startThread("out", () -> readLines(limits.lineBytesMax(), json, events));
    Thread errors = startThread("err", () -> readErrors(limits.lineBytesMax()));
    Thread writer = startThread("in", this::writeLines);
    var _ = startThread("end", () -> awaitExit(lines, errors, writer, events));
  }

  /**
   * Not virtual: a read of a pipe holds its carrier. The JVM makes up for it with a spare one that
   * it gives up again after 30 idle seconds; on few processors nothing virtual ran then any more.
   */
  private Thread startThread(String role, Runnable task) {
    return Thread.ofPlatform()
        .name("prover-" + process.pid() + "-" + role)
        .daemon(true)
        .start(task);
  }

  private void readLines(int lineBytesMax, ObjectMapper json, Events events) {
    Semaphore inFlight = new Semaphore(LINES_IN_FLIGHT_MAX);
    BoundedLines.read(
        process.getInputStream(),
        lineBytesMax,
        (bytes, complete) -> {
          if (stopping) {
            return; // Nobody listens any more, and there may be a lot of it.
          }
          ProverLine line = complete ? ProverLine.parse(bytes, json) : ProverLine.garbage(bytes);
          inFlight.acquireUninterruptibly();
          loop.post(
              () -> {
                inFlight.release();
                if (!exited) {
                  events.onLine(line);
                }
              });
        });
  }

  private void awaitExit(Thread lines, Thread errors, Thread writer, Events events) {
    try {
      process.waitFor();
      family.forEach(ProcessHandle::destroyForcibly);
      for (Thread reader : List.of(lines, errors)) {
        if (!reader.join(DRAIN)) {
          LOG.warn("prover {} ended, but a child of it holds its output open", process.pid());
        }
      }
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    }
    writer.interrupt();
    loop.post(() -> exit(events));
  }

  private void readErrors(int lineBytesMax) {
    BoundedLines.read(
        process.getErrorStream(),
        lineBytesMax,
        (bytes, complete) -> {
          String line = OneLine.of(new String(bytes, StandardCharsets.UTF_8), ERROR_CHARACTERS_MAX);
          if (!line.isEmpty()) {
            lastErrorLine = line;
            LOG.debug("prover {}: {}", process.pid(), line);
          }
        });
  }

  /**
   * stdin stays open until the process is gone: its end tells a prover that its node died (B-07).
   */
  private void writeLines() {
    try (OutputStream out = process.getOutputStream()) {
      while (true) {
        out.write((outgoing.take() + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (IOException closed) {
      LOG.debug("prover {} does not read its stdin", process.pid());
    } catch (InterruptedException gone) {
      Thread.currentThread().interrupt();
    }
  }

  private void exit(Events events) {
    exited = true;
    if (killTimer != null) {
      killTimer.cancel();
    }
    events.onExit(process.exitValue());
  }

  /** False if the process has left so many lines unread that it cannot be reading at all. */
  boolean write(String line) {
    return outgoing.offer(line);
  }

  /**
   * Asks the process and its children to end, and kills them after the grace. Through the handle,
   * because Process.destroy closes stdin, which waits for a writer that a full pipe holds.
   */
  void stop(long graceMs) {
    if (!stopping && !exited) {
      stopping = true;
      family = process.descendants().toList();
      killTimer = loop.after(graceMs, this::kill);
      process.toHandle().destroy();
      family.forEach(ProcessHandle::destroy);
    }
  }

  private void kill() {
    family = Stream.concat(family.stream(), process.descendants()).distinct().toList();
    process.toHandle().destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /** How it ended, for the operator. */
  String epitaph(int code) {
    String how = code > 128 ? "was killed by signal " + (code - 128) : "exited with " + code;
    return lastErrorLine.isEmpty() ? how : how + ": " + lastErrorLine;
  }
}
