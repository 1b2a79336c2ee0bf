package network.baton.scenario;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads scenario files, strictly: an unknown key, a key that is there twice, a missing one or a
 * value out of range is an error that names the file, the key and what would be allowed. The format
 * is in specs/scenario.md.
 */
public final class ScenarioFile {
  /** A scenario is a page, not a data set. */
  static final int SIZE_MAX_BYTES = 256 * 1024;

  /** Scenarios that come with Baton and can be given by name. */
  public static final List<String> BUILT_IN =
      List.of("default", "calm", "overlap", "stages", "figures", "troubles");

  /** Those with faults that only the simulator can do. */
  public static final List<String> SIMULATED = List.of("weather");

  /** Those that only real processes can play. */
  public static final List<String> REAL = List.of("parts", "fleet");

  private static final List<String> CAUSES =
      List.of("FIRST", "FAILED", "RELEASED", "SILENT", "FROZEN", "LATE", "HEDGE");
  private static final ObjectMapper YAML =
      new ObjectMapper(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private ScenarioFile() {}

  /** Reads a file, or a built-in scenario if {@code nameOrPath} is the name of one. */
  public static Scenario load(String nameOrPath) throws ScenarioException {
    if (BUILT_IN.contains(nameOrPath) || REAL.contains(nameOrPath)) {
      return builtIn(nameOrPath);
    }
    if (SIMULATED.contains(nameOrPath)) {
      return builtIn("simulated/" + nameOrPath);
    }
    Path file = Path.of(nameOrPath);
    try {
      if (!Files.isRegularFile(file)) {
        throw new ScenarioException(
            nameOrPath
                + ": no such scenario file; give a path or one of "
                + String.join(", ", BUILT_IN)
                + ", "
                + String.join(", ", REAL)
                + ", "
                + String.join(", ", SIMULATED));
      }
      if (Files.size(file) > SIZE_MAX_BYTES) {
        throw new ScenarioException(nameOrPath + ": larger than " + SIZE_MAX_BYTES + " bytes");
      }
      return parse(nameOrPath, Files.readString(file));
    } catch (IOException e) {
      throw new ScenarioException(nameOrPath + ": cannot be read: " + e.getMessage());
    }
  }

  private static Scenario builtIn(String name) throws ScenarioException {
    try (InputStream in = ScenarioFile.class.getResourceAsStream("/scenarios/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("built-in scenario " + name + " is not on the class path");
      }
      return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ScenarioException(name + ": cannot be read: " + e.getMessage());
    }
  }

  /** Reads the text of a scenario; {@code file} is how errors call it. */
  public static Scenario parse(String file, String text) throws ScenarioException {
    try {
      JsonNode tree = YAML.readTree(text);
      return scenario(new Section("", tree));
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : " line " + at.getLineNr();
      String problem = e.getOriginalMessage().lines().findFirst().orElse("not YAML");
      throw new ScenarioException(file + where + ": " + problem);
    } catch (Invalid e) {
      throw new ScenarioException(file + ": " + e.getMessage());
    }
  }

  private static Scenario scenario(Section top) {
    String name = top.text("name");
    String description = top.text("description");
    int nodes = top.whole("nodes");
    int slots = top.whole("slots");
    int slotSeconds = top.whole("slotSeconds");
    int deadlineMs = top.whole("deadlineMs");
    Scenario.Pace pace =
        top.has("pace") ? top.word("pace", Scenario.Pace.class) : Scenario.Pace.FIXED;
    Timing timing = top.has("timing") ? timing(top.section("timing")) : Timing.DEFAULT;
    List<Scenario.ProofType> proofTypes = top.list("proofTypes", ScenarioFile::proofType);
    Fleet fleet = top.has("fleet") ? fleet(top.section("fleet")) : null;
    int provenTypes = top.whole("provenTypes", proofTypes.size());
    int seed = top.whole("seed", 1);
    int warmUpSlots = top.whole("warmUpSlots", 1);
    int drainSlots = top.whole("drainSlots", 3);
    List<Fault> faults = top.list("faults", ScenarioFile::fault);
    List<Expectation> expectations = top.list("expectations", ScenarioFile::expectation);
    top.end();
    return new Scenario(
        name,
        description,
        nodes,
        slots,
        slotSeconds,
        deadlineMs,
        pace,
        timing,
        proofTypes,
        fleet,
        provenTypes,
        seed,
        warmUpSlots,
        drainSlots,
        faults,
        expectations);
  }

  private static Timing timing(Section at) {
    Timing standard = Timing.DEFAULT;
    int beatMs = at.whole("beatMs", standard.beatMs());
    int silenceMs = at.whole("silenceMs", standard.silenceMs());
    int rankWaitMs = at.whole("rankWaitMs", standard.rankWaitMs());
    int beatOldMs = at.whole("beatOldMs", standard.beatOldMs());
    int beatAheadMs = at.whole("beatAheadMs", standard.beatAheadMs());
    int earlyMs = at.whole("earlyMs", standard.earlyMs());
    int lateMs = at.whole("lateMs", standard.lateMs());
    int keepSlots = at.whole("keepSlots", standard.keepSlots());
    int frozenMs = at.whole("frozenMs", standard.frozenMs());
    int lateFromMs = at.whole("lateFromMs", standard.lateFromMs());
    at.end();
    return new Timing(
        beatMs,
        silenceMs,
        rankWaitMs,
        beatOldMs,
        beatAheadMs,
        earlyMs,
        lateMs,
        keepSlots,
        frozenMs,
        lateFromMs);
  }

  private static Scenario.ProofType proofType(Section at) {
    String name = at.text("name");
    int promiseMs = at.whole("promiseMs");
    int parts = at.whole("parts", 0);
    at.end();
    return new Scenario.ProofType(name, promiseMs, parts);
  }

  private static Fleet fleet(Section at) {
    String node = at.text("node");
    int workers = at.whole("workers");
    at.end();
    return new Fleet(node, workers);
  }

  private static Fault fault(Section at) {
    String name = at.text("name");
    Section whenAt = at.section("when");
    Fault.When when =
        new Fault.When(
            whenAt.whole("slot"),
            whenAt.word("on", Fault.On.class),
            whenAt.optionalText("task"),
            whenAt.text("who"));
    whenAt.end();
    Fault.Act act = at.word("do", Fault.Act.class);
    Integer restartAfterSlots = at.optionalWhole("restartAfterSlots");
    Integer forMs = at.optionalWhole("forMs");
    Integer byMs = at.optionalWhole("byMs");
    Integer percent = at.optionalWhole("percent");
    Integer workers = at.optionalWhole("workers");
    List<String> with = at.texts("with");
    at.end();
    return new Fault(name, when, act, restartAfterSlots, forMs, byMs, percent, workers, with);
  }

  private static Expectation expectation(Section at) {
    String name = at.text("name");
    String text = at.text("measure");
    String path = at.path("measure");
    int dot = text.indexOf('.');
    Measure measure = Section.word(path, dot < 0 ? text : text.substring(0, dot), Measure.class);
    Measure.Statistic statistic = statistic(path, measure, text, dot);
    Expectation.Bound min = at.optionalBound("min");
    Expectation.Bound max = at.optionalBound("max");
    String cause = at.optionalText("cause");
    if (cause != null && !CAUSES.contains(cause)) {
      throw new Invalid(
          at.path("cause"), "'" + cause + "' is not one of " + String.join(", ", CAUSES));
    }
    Boolean provenBeforeDeadline = at.optionalTruth("provenBeforeDeadline");
    at.end();
    return new Expectation(name, measure, statistic, min, max, cause, provenBeforeDeadline);
  }

  private static Measure.@Nullable Statistic statistic(
      String path, Measure measure, String text, int dot) {
    boolean distribution = measure.kind() == Measure.Kind.DISTRIBUTION;
    if (dot < 0) {
      if (distribution) {
        throw new Invalid(
            path, "'" + text + "' is a distribution: write " + text + ".p50, .p99 or .max");
      }
      return null;
    }
    if (!distribution) {
      throw new Invalid(path, "'" + measure.word() + "' is one number: write it without a dot");
    }
    return Section.word(path, text.substring(dot + 1), Measure.Statistic.class);
  }
}
