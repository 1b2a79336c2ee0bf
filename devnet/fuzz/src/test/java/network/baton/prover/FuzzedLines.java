package network.baton.prover;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;

/** What a prover's process writes to its output, as {@link ChildProcess} reads it. */
public final class FuzzedLines {
  /** Shorter than the default, so that lines beyond it are tried too. */
  private static final int LINE_BYTES_MAX = 1 << 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  private FuzzedLines() {}

  public static void read(byte[] output) {
    BoundedLines.read(
        new ByteArrayInputStream(output),
        LINE_BYTES_MAX,
        (line, complete) -> {
          require(line.length <= LINE_BYTES_MAX, "a line beyond its bound");
          check(complete ? ProverLine.parse(line, JSON) : ProverLine.garbage(line));
        });
  }

  private static void check(ProverLine line) {
    if (line instanceof ProverLine.Garbage(String text)) {
      require(text.length() <= ProverLine.GARBAGE_CHARACTERS_MAX, "a report of " + text.length());
      requireOneLine(text);
    } else if (line instanceof ProverLine.Told(String _, Progress progress)) {
      requireOneLine(progress.stage());
    }
  }

  /** Throws if a terminal or a log would take it for more than one line. */
  public static void requireOneLine(String text) {
    require(text.chars().noneMatch(Character::isISOControl), "control characters are let through");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
