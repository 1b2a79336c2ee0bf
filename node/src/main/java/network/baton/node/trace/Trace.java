package network.baton.node.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with one JSON object a line: what this node did and saw, stamped in microseconds of wall
 * time when it was said, not when it was written. Saying never blocks: a full queue drops the line
 * and counts it. Format: specs/trace.md.
 */
public final class Trace implements AutoCloseable {
  /** Lines waiting for the disk; beyond it lines are dropped and counted. */
  static final int QUEUE_MAX = 16_384;

  private static final Logger LOG = LoggerFactory.getLogger(Trace.class);
  private static final JsonFactory JSON = new JsonFactory();
  private static final String END = "";

  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;

  private Trace(Thread writer) {
    this.writer = writer;
  }

  /** A trace that goes nowhere. */
  public static Trace none() {
    return new Trace(Thread.ofPlatform().unstarted(() -> {}));
  }

  /** Appends to {@code file}. */
  public static Trace to(Path file) throws IOException {
    BufferedWriter out =
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    var holder = new Trace[1];
    Thread writer =
        Thread.ofPlatform().name("baton-trace").daemon().unstarted(() -> holder[0].drain(out));
    holder[0] = new Trace(writer);
    writer.start();
    return holder[0];
  }

  /**
   * Says {@code event} with name and value pairs; values are strings, numbers, booleans or null.
   */
  public void say(String event, Object... fields) {
    sayAt(nowMicros(), event, fields);
  }

  /** The same for a moment that was measured before. */
  public void sayAt(long atMicros, String event, Object... fields) {
    if (!writer.isAlive()) {
      return;
    }
    if (!queue.offer(line(atMicros, event, fields))) {
      dropped.incrementAndGet();
    }
  }

  /** Wall clock in microseconds since the Unix epoch. */
  public static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  public long dropped() {
    return dropped.get();
  }

  private static String line(long atMicros, String event, Object... fields) {
    var text = new StringWriter(160);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("at", atMicros);
      json.writeStringField("ev", event);
      for (int i = 0; i + 1 < fields.length; i += 2) {
        json.writeFieldName((String) fields[i]);
        switch (fields[i + 1]) {
          case Boolean value -> json.writeBoolean(value);
          case Integer value -> json.writeNumber(value);
          case Long value -> json.writeNumber(value);
          case Double value -> json.writeNumber(value);
          case Object value -> json.writeString(value.toString());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return text.append('\n').toString();
  }

  private void drain(BufferedWriter out) {
    try (out) {
      while (true) {
        String line = queue.take();
        if (line.equals(END)) {
          return;
        }
        out.write(line);
        if (queue.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      LOG.warn("the trace ends here: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (!writer.isAlive()) {
      return;
    }
    try {
      queue.put(END);
      writer.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
