package network.baton.scenario;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that runs a scenario: which one, and what to change of it. */
public final class ScenarioOptions {
  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      description =
          "scenario file, or one of default, calm, overlap, stages, parts, troubles, fleet,"
              + " figures, weather")
  private @Nullable String scenario;

  @Option(names = "--nodes", paramLabel = "N", description = "number of nodes of a scenario")
  private @Nullable Integer nodes;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "number of slots that count; default: the scenario's")
  private @Nullable Integer slots;

  @Option(
      names = "--slot-seconds",
      paramLabel = "S",
      description =
          "length of a scenario's slot; the deadline stays the scenario's, and nothing is stretched"
              + " for a slow machine")
  private @Nullable Integer slotSeconds;

  /** The name or path that was given; null if none was. */
  public @Nullable String name() {
    return scenario;
  }

  /** The number of slots that was given; null if none was. */
  public @Nullable Integer slots() {
    return slots;
  }

  /** The named scenario, or another one if none was named, with what the options change. */
  public Scenario load(String otherwise) throws ScenarioException {
    Scenario told = ScenarioFile.load(scenario == null ? otherwise : scenario);
    try {
      return told.with(nodes, slots, slotSeconds);
    } catch (Invalid e) {
      throw new ScenarioException(
          "scenario '" + told.name() + "' does not fit these options: " + e.getMessage());
    }
  }
}
