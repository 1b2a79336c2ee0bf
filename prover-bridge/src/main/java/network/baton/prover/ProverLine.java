package network.baton.prover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A line that a prover process wrote to stdout (B-03, B-05). */
sealed interface ProverLine {
  /** Characters of a garbage line that are kept for the report. */
  int GARBAGE_CHARACTERS_MAX = 120;

  /** The worker takes jobs. */
  record Ready() implements ProverLine {}

  /** {@code job} is empty in one-shot mode, where there is only one. */
  record Told(String job, Progress progress) implements ProverLine {}

  record Done(String job) implements ProverLine {}

  record Failed(String job, JobFailure.Kind kind, String detail) implements ProverLine {}

  /** Anything else; {@code text} is its beginning. */
  record Garbage(String text) implements ProverLine {}

  static ProverLine parse(byte[] line, ObjectMapper json) {
    JsonNode node;
    try {
      node = json.readTree(line);
    } catch (IOException notJson) {
      return garbage(line);
    }
    if (node == null || !node.isObject()) {
      return garbage(line);
    }
    String job = node.path("job").asText("");
    if (node.path("ready").asBoolean(false)) {
      return new Ready();
    }
    if (node.path("done").asBoolean(false)) {
      return new Done(job);
    }
    JsonNode failed = node.path("failed");
    if (failed.isObject()) {
      return new Failed(
          job, kind(failed.path("kind").asText("")), failed.path("detail").asText(""));
    }
    JsonNode progress = node.path("progress");
    return progress.isObject() ? told(job, progress, line) : garbage(line);
  }

  private static ProverLine told(String job, JsonNode progress, byte[] line) {
    JsonNode ppm = progress.path("ppm");
    JsonNode index = progress.path("index");
    if (!ppm.canConvertToInt() || ppm.intValue() < 0 || ppm.intValue() > Progress.PPM_MAX) {
      return garbage(line);
    }
    if (!index.isMissingNode() && (!index.canConvertToInt() || index.intValue() < 0)) {
      return garbage(line);
    }
    String stage = progress.path("stage").asText("");
    return new Told(job, new Progress(stage, index.asInt(0), ppm.intValue()));
  }

  /** A kind outside the closed list makes the answer itself invalid. */
  private static JobFailure.Kind kind(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "input" -> JobFailure.Kind.INPUT;
      case "crash" -> JobFailure.Kind.CRASH;
      case "cancelled" -> JobFailure.Kind.CANCELLED;
      default -> JobFailure.Kind.INVALID;
    };
  }

  static Garbage garbage(byte[] line) {
    int size = Math.min(line.length, 4 * GARBAGE_CHARACTERS_MAX);
    String text = new String(line, 0, size, StandardCharsets.UTF_8);
    return new Garbage(OneLine.of(text, GARBAGE_CHARACTERS_MAX));
  }
}
