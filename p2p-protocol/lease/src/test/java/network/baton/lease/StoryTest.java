package network.baton.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plays the transcripts of {@code src/test/resources/testdata}. With {@code -Dbaton.rewrite=true}
 * it writes what the core does now into them, for a human to read in the diff.
 */
class StoryTest {
  private static final Path FOLDER = Path.of("src/test/resources/testdata");
  private static final String SEPARATOR = "----";

  static List<Path> stories() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("stories")
  void coreDoesWhatTheStoryTells(Path file) throws IOException {
    String told = Files.readString(file);
    String played = play(told);
    if (Boolean.getBoolean("baton.rewrite")) {
      Files.writeString(file, played);
    } else {
      assertThat(played).isEqualTo(told);
    }
  }

  /** Plays the commands of a text and answers the text with the outputs that came now. */
  private static String play(String text) {
    Story story = new Story();
    List<String> lines = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    boolean inOutput = false;
    for (String line : text.lines().toList()) {
      if (inOutput) {
        if (line.isBlank()) {
          inOutput = false;
          lines.add("");
        }
      } else if (line.equals(SEPARATOR)) {
        lines.add(line);
        lines.addAll(outputs);
        lines.add(story.wake());
        outputs.clear();
        inOutput = true;
      } else {
        lines.add(line);
        if (!line.isBlank() && !line.startsWith("#")) {
          outputs.addAll(story.play(line));
        }
      }
    }
    return String.join("\n", lines).stripTrailing() + "\n";
  }
}
