package network.baton.benchmark.libp2p;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.Multiaddr;

/** A peer as a process that tells its events as JSON lines. */
final class PeerProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TICKS_PER_SECOND = 100;

  private final Process process;
  private final BufferedReader lines;
  private final Writer commands;

  private PeerProcess(Process process) {
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  static PeerProcess start(List<String> command, List<String> options) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(options);
    return new PeerProcess(
        new ProcessBuilder(all).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /**
   * Reads until the next event of that name.
   *
   * @throws IOException if the process ends before
   */
  JsonNode await(String event) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode node = JSON.readTree(line);
      if (node.path("ev").asText().equals(event)) {
        return node;
      }
    }
    throw new IOException("a peer ended without the event '" + event + "'");
  }

  /** Where a listener can be dialled; to be called once. */
  Multiaddr address() throws IOException {
    return Multiaddr.fromText(await("start").get("addrs").get(0).asText());
  }

  /** Bytes of the heap in use, after a collection. */
  long heapBytes() throws IOException {
    commands.write("memory\n");
    commands.flush();
    return await("memory").get("bytes").asLong();
  }

  long pid() {
    return process.pid();
  }

  /** Processor time so far, user and system. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    // The name, in parentheses, may hold spaces; user and system time are fields 14 and 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_PER_SECOND;
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
