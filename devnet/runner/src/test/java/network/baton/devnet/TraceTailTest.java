package network.baton.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import network.baton.scenario.report.TraceEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTailTest {
  @TempDir Path folder;

  @Test
  void linesAreReadOnceAndOnlyWhenTheyAreWhole() throws IOException {
    Path file = folder.resolve("trace.jsonl");
    try (TraceTail tail = new TraceTail(3, file)) {
      assertThat(tail.poll()).isEmpty();
      append(file, "{\"at\":1,\"ev\":\"start\"}\n{\"at\":2,\"ev\":\"lea");
      assertThat(kinds(tail)).containsExactly("start");
      assertThat(kinds(tail)).isEmpty();
      append(file, "se\"}\n");
      assertThat(tail.poll())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.kind()).isEqualTo("lease");
                assertThat(event.node()).isEqualTo(3);
              });
    }
  }

  @Test
  void aLineWithoutEndIsForgottenAndTheNextOneRead() throws IOException {
    Path file = folder.resolve("trace.jsonl");
    append(file, "x".repeat(TraceTail.LINE_MAX_BYTES + 10) + "\n{\"at\":1,\"ev\":\"start\"}\n");
    try (TraceTail tail = new TraceTail(0, file)) {
      assertThat(kinds(tail)).containsExactly("start");
    }
  }

  private static List<String> kinds(TraceTail tail) throws IOException {
    return tail.poll().stream().map(TraceEvent::kind).toList();
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
