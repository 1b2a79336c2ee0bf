package network.baton.scenario.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Everything that one node traced over all its process lives, in order of time.
 *
 * @param unreadableLines lines that were no JSON object, such as the last one before a SIGKILL
 */
public record NodeTrace(int index, String name, List<TraceEvent> events, int unreadableLines) {
  private static final ObjectMapper JSON = new ObjectMapper();

  public NodeTrace {
    events = events.stream().sorted(Comparator.comparingLong(TraceEvent::atMicros)).toList();
  }

  /** Reads a trace file; one that is not there is an empty trace. */
  public static NodeTrace read(int index, String name, Path file) throws IOException {
    List<TraceEvent> events = new ArrayList<>();
    int unreadable = 0;
    if (Files.exists(file)) {
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          Optional<TraceEvent> event = parse(index, line);
          event.ifPresent(events::add);
          unreadable += event.isPresent() ? 0 : 1;
        }
      }
    }
    return new NodeTrace(index, name, events, unreadable);
  }

  /** One line as an event, or nothing where it is no whole JSON object with the needed keys. */
  public static Optional<TraceEvent> parse(int index, String line) {
    try {
      JsonNode data = JSON.readTree(line);
      if (data == null || !data.path("at").isIntegralNumber() || !data.path("ev").isTextual()) {
        return Optional.empty();
      }
      return Optional.of(
          new TraceEvent(index, data.get("at").longValue(), data.get("ev").textValue(), data));
    } catch (JsonProcessingException e) {
      return Optional.empty(); // cut off by a kill; counted by the caller
    }
  }

  public List<TraceEvent> all(String kind) {
    return events.stream().filter(event -> event.is(kind)).toList();
  }

  /** When the process that lived at this moment had started; 0 if none had. */
  public long startedBefore(long atMicros) {
    long started = 0;
    for (TraceEvent event : events) {
      if (event.atMicros() <= atMicros && event.is("start")) {
        started = event.atMicros();
      }
    }
    return started;
  }
}
