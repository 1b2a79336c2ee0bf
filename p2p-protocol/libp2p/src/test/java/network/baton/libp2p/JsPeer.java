package network.baton.libp2p;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A js-libp2p peer as a process of its own, driven by the commands and events that {@code
 * src/test/js/peer.mjs} lists. Installs its packages at first use. Ends with {@link #close} or with
 * this process.
 */
public final class JsPeer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Other modules use it too. */
  private static final Path FOLDER =
      Path.of(System.getProperty("baton.root", "../.."), "p2p-protocol/libp2p/src/test/js");

  private static final long INSTALL_SECONDS_MAX = 300;
  private static final long EVENT_SECONDS_MAX = 300;

  private final Process process;
  private final Writer commands;
  private final List<JsonNode> events = new ArrayList<>();
  private int lastId;
  private boolean ended;

  private JsPeer(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::collect);
  }

  /** Starts a peer with options of {@code peer.mjs} and waits until it is up. */
  public static JsPeer start(String... options) {
    installPackages();
    List<String> command =
        new ArrayList<>(List.of("node", "--import", "./polyfill.mjs", "peer.mjs"));
    command.addAll(List.of(options));
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(FOLDER.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      JsPeer peer = new JsPeer(process);
      peer.await("started");
      return peer;
    } catch (IOException e) {
      throw new IllegalStateException("node, version 20 or newer, must be on the PATH", e);
    }
  }

  public PeerId peerId() {
    return PeerId.fromText(await("started").get("peer").asText());
  }

  /** The address to dial, with the peer id. The peer must have been started with --listen. */
  public Multiaddr address() {
    return Multiaddr.fromText(await("started").get("addresses").get(0).asText());
  }

  /** Dials and waits for the connection. */
  public void dial(Multiaddr address) {
    ObjectNode command = JSON.createObjectNode();
    command.put("do", "dial").put("address", address.toText());
    run(command);
  }

  /** Pings once; returns the round trip in milliseconds. */
  public double ping(PeerId peer) {
    ObjectNode command = JSON.createObjectNode();
    command.put("do", "ping").put("peer", peer.toText());
    return run(command).get("ms").asDouble();
  }

  public void hangUp(PeerId peer) {
    ObjectNode command = JSON.createObjectNode();
    command.put("do", "hangup").put("peer", peer.toText());
    run(command);
  }

  /** Sends {@code length} bytes of value 7 to the peer's echo; returns length and SHA-256 back. */
  public JsonNode echo(PeerId peer, int length) {
    ObjectNode command = JSON.createObjectNode();
    command.put("do", "echo").put("peer", peer.toText()).put("length", length);
    return run(command);
  }

  public void subscribe(String topic) {
    ObjectNode command = JSON.createObjectNode();
    command.put("do", "subscribe").put("topic", topic);
    run(command);
  }

  /** Publishes; returns to how many peers. */
  public int publish(String topic, byte[] data) {
    ObjectNode command = JSON.createObjectNode();
    command.put("do", "publish").put("topic", topic);
    command.put("hex", HexFormat.of().formatHex(data));
    return run(command).get("peers").asInt();
  }

  /** Publishes the indices from {@code first} on, eight bytes each. */
  public void publishMany(String topic, int first, int count) {
    ObjectNode command = JSON.createObjectNode();
    command.put("do", "publishMany").put("topic", topic).put("first", first).put("count", count);
    run(command);
  }

  /**
   * What came of a topic.
   *
   * @param received messages that the application was given
   * @param different of these, by their data
   */
  public record Tally(int received, int different) {}

  public Tally tally(String topic) {
    ObjectNode command = JSON.createObjectNode();
    command.put("do", "tally").put("topic", topic);
    JsonNode answer = run(command);
    return new Tally(answer.get("received").asInt(), answer.get("different").asInt());
  }

  /** Waits for the first event of that name since the start. */
  public JsonNode await(String event) {
    return await(event, any -> true);
  }

  /** Waits for the first event of that name since the start for which {@code test} holds. */
  public JsonNode await(String event, Predicate<JsonNode> test) {
    return awaitAny(node -> node.get("event").asText().equals(event) && test.test(node), event);
  }

  /** All events so far. */
  public synchronized List<JsonNode> events() {
    return List.copyOf(events);
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private JsonNode run(ObjectNode command) {
    int id;
    synchronized (this) {
      id = ++lastId;
      command.put("id", id);
      try {
        commands.write(JSON.writeValueAsString(command) + "\n");
        commands.flush();
      } catch (IOException e) {
        throw new AssertionError("the js peer ended; it told " + events, e);
      }
    }
    JsonNode answer = awaitAny(node -> node.path("id").asInt() == id, "answer to " + command);
    if (answer.get("event").asText().equals("failed")) {
      throw new AssertionError(command + " failed: " + answer.get("detail").asText());
    }
    return answer;
  }

  private synchronized JsonNode awaitAny(Predicate<JsonNode> test, String what) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(EVENT_SECONDS_MAX);
    int looked = 0;
    while (true) {
      for (; looked < events.size(); looked++) {
        if (test.test(events.get(looked))) {
          return events.get(looked);
        }
      }
      long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
      if (leftMs <= 0 || ended) {
        throw new AssertionError("no " + what + " from the js peer; it told " + events);
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private void collect() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode event = JSON.readTree(line);
        synchronized (this) {
          events.add(event);
          notifyAll();
        }
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the js peer wrote something else than JSON lines", e);
    } catch (IOException e) {
      // The stream closes with the process.
    } finally {
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }

  private static synchronized void installPackages() {
    if (Files.isDirectory(FOLDER.resolve("node_modules"))) {
      return;
    }
    try {
      Process npm =
          new ProcessBuilder("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund")
              .directory(FOLDER.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!npm.waitFor(INSTALL_SECONDS_MAX, TimeUnit.SECONDS) || npm.exitValue() != 0) {
        npm.destroyForcibly();
        throw new AssertionError("npm ci failed in " + FOLDER.toAbsolutePath());
      }
    } catch (IOException e) {
      throw new IllegalStateException("npm must be on the PATH", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
