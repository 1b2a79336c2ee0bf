package network.baton.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Multiaddr;

/** A program of this module as a process of its own, and the lines that it writes. */
final class PeerProcess implements AutoCloseable {
  private static final long WAIT_SECONDS_MAX = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Thread complaining;
  private final List<JsonNode> events = new ArrayList<>();
  private final StringBuilder complaints = new StringBuilder();
  private boolean ended;

  private PeerProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::collect);
    complaining = Thread.ofVirtual().start(this::collectComplaints);
  }

  static PeerProcess start(String... options) {
    try {
      return new PeerProcess(builder(Peer.class, List.of(options)).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A JVM on this test's class path. */
  static ProcessBuilder builder(Class<?> main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command);
  }

  Multiaddr address() {
    return Multiaddr.fromText(await("start").get("addrs").get(0).asText());
  }

  /** Waits for the first event of that name. */
  synchronized JsonNode await(String event) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS_MAX);
    for (int looked = 0; ; ) {
      for (; looked < events.size(); looked++) {
        if (events.get(looked).get("ev").asText().equals(event)) {
          return events.get(looked);
        }
      }
      long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
      if (leftMs <= 0 || ended) {
        throw new AssertionError("no " + event + "; there was " + events);
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  synchronized List<JsonNode> all(String event) {
    return events.stream().filter(node -> node.get("ev").asText().equals(event)).toList();
  }

  /** Waits for the end; returns the exit code. */
  int exitCode() {
    try {
      if (!process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new AssertionError("does not end; there was " + all("summary"));
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What the ended process wrote to its standard error. */
  String complaints() {
    try {
      complaining.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    synchronized (complaints) {
      return complaints.toString();
    }
  }

  /** Sends SIGTERM. Not by the process's own method, which closes the pipe of its events, too. */
  void stop() {
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void collectComplaints() {
    try (BufferedReader lines = process.errorReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (complaints) {
          complaints.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      // The stream closes with the process.
    }
  }

  private void collect() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = JSON.readTree(line);
        synchronized (this) {
          events.add(event);
          notifyAll();
        }
      }
    } catch (IOException e) {
      // The stream closes with the process.
    } finally {
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }
}
