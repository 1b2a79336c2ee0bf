package network.baton.simulator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import network.baton.scenario.Scenario;
import network.baton.scenario.ScenarioException;
import network.baton.scenario.ScenarioFile;
import network.baton.scenario.report.Report;
import network.baton.scenario.report.Takeovers.Takeover;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScenarioRunTest {
  private static final Report.Setting HERE =
      new Report.Setting(new Report.Machine("", 1, 1, "", 100, null), "", "");

  static Stream<String> shipped() {
    return Stream.concat(ScenarioFile.BUILT_IN.stream(), ScenarioFile.SIMULATED.stream());
  }

  private static Report run(Scenario scenario) throws ScenarioException {
    return new ScenarioRun(scenario).run(HERE);
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedScenarioHolds(String name) throws ScenarioException {
    assertThat(run(ScenarioFile.load(name)).failed()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void nobodySignsTwiceWhateverTheSeed(String name) throws ScenarioException {
    for (long seed = 1; seed <= 10; seed++) {
      Report report = run(ScenarioFile.load(name).withSeed(seed));

      assertThat(report.doubleSignatures()).isZero();
      assertThat(report.blocksProven()).isEqualTo(report.slots());
    }
  }

  @Test
  void oneSeedGivesOneStory() throws ScenarioException {
    Report one = run(ScenarioFile.load("troubles"));
    Report other = run(ScenarioFile.load("troubles"));

    assertThat(other.takeovers()).isEqualTo(one.takeovers());
    assertThat(other.convergenceMs()).isEqualTo(one.convergenceMs());
    assertThat(other.proverSecondsPerBlock()).isEqualTo(one.proverSecondsPerBlock());
  }

  @Test
  void eachTroubleIsAnsweredByItsOwnCause() throws ScenarioException {
    List<Takeover> takeovers = run(ScenarioFile.load("troubles")).takeovers();

    assertThat(takeovers)
        .filteredOn(takeover -> takeover.slot() == 2)
        .extracting(Takeover::cause)
        .contains("RELEASED");
    assertThat(takeovers)
        .filteredOn(takeover -> takeover.slot() == 4)
        .extracting(Takeover::cause)
        .contains("FROZEN");
    assertThat(takeovers)
        .filteredOn(takeover -> takeover.slot() == 6)
        .extracting(Takeover::cause)
        .contains("SILENT");
  }

  @Test
  void bytesAreNotSimulated() throws ScenarioException {
    String story =
        """
        name: bytes
        description: asks for what is not there
        nodes: 4
        slots: 1
        slotSeconds: 4
        deadlineMs: 3500
        proofTypes: [{name: one, promiseMs: 1500}]
        expectations: [{name: little is said, measure: gossipBytesPerSlot, max: 9}]
        """;
    Scenario scenario = ScenarioFile.parse("bytes.yaml", story);

    assertThatThrownBy(() -> new ScenarioRun(scenario))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("simulated messages have no bytes");
  }

  @Test
  void faultsOnAFleetAreRefusedAndAFleetWithoutThemIsAPlaceForEachWorker() throws Exception {
    Scenario whole = ScenarioFile.load("fleet");

    assertThatThrownBy(() -> new ScenarioRun(whole))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("'kill-worker' needs real processes");

    String calm =
        """
        name: places
        description: nothing happens
        nodes: 2
        slots: 6
        slotSeconds: 4
        deadlineMs: 3500
        proofTypes: [{name: one, promiseMs: 1500}, {name: two, promiseMs: 1500}]
        fleet: {node: alice, workers: 4}
        expectations: [{name: proven, measure: blocksProven, min: all}]
        """;
    Report report = run(ScenarioFile.parse("places.yaml", calm));
    assertThat(report.failed()).isEmpty();
    assertThat(report.fleet()).isNotNull();
  }
}
