package network.baton.devnet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import network.baton.scenario.report.NodeTrace;
import network.baton.scenario.report.TraceEvent;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one node appends to its trace file, line by line as the lines become whole. One thread
 * polls it; a poll that finds nothing costs a single system call.
 */
final class TraceTail implements AutoCloseable {
  /** No line of a trace is longer; a longer one is skipped up to its end. */
  static final int LINE_MAX_BYTES = 64 * 1024;

  private final int node;
  private final Path file;
  private final ByteBuffer buffer = ByteBuffer.allocate(LINE_MAX_BYTES);
  private @Nullable FileChannel channel;

  TraceTail(int node, Path file) {
    this.node = node;
    this.file = file;
  }

  /** The events that were written since the last call. */
  List<TraceEvent> poll() throws IOException {
    FileChannel from = channel;
    if (from == null) {
      if (!Files.exists(file)) {
        return List.of();
      }
      from = FileChannel.open(file, StandardOpenOption.READ);
      channel = from;
    }
    List<TraceEvent> events = new ArrayList<>();
    while (from.read(buffer) > 0) {
      take(events);
    }
    return events;
  }

  private void take(List<TraceEvent> events) {
    buffer.flip();
    int start = 0;
    for (int i = 0; i < buffer.limit(); i++) {
      if (buffer.get(i) == '\n') {
        String line = new String(buffer.array(), start, i - start, StandardCharsets.UTF_8);
        NodeTrace.parse(node, line).ifPresent(events::add);
        start = i + 1;
      }
    }
    buffer.position(start);
    buffer.compact();
    if (!buffer.hasRemaining()) {
      buffer.clear(); // an endless line is no trace: forget what there is of it
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
