package network.baton.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scenario file may say, and that every mistake in one is named with its key. */
class ScenarioFileTest {
  private static final String GOOD =
      """
      name: story
      description: A holder dies.
      nodes: 4
      slots: 10
      slotSeconds: 4
      deadlineMs: 3500
      timing: {beatMs: 400, silenceMs: 1300}
      proofTypes: [{name: sponge, promiseMs: 1500}, {name: tree, promiseMs: 1600}]
      provenTypes: 2
      seed: 7
      warmUpSlots: 0
      drainSlots: 2
      faults:
        - {name: dies, when: {slot: 3, on: first-progress, task: sponge, who: holder}, do: kill, restartAfterSlots: 2}
        - {name: naps, when: {slot: 5, on: slot-start, who: bob}, do: stop, forMs: 900}
      expectations:
        - {name: proven, measure: blocksProven, min: all}
        - {name: overtaken, measure: takeovers, cause: SILENT, provenBeforeDeadline: true, min: 1}
        - {name: fast, measure: seenMs.p50, max: 20.5}
      """;

  @Test
  void aWholeScenarioIsReadAsWritten() throws ScenarioException {
    Scenario scenario = ScenarioFile.parse("story.yaml", GOOD);

    assertThat(scenario.nodeNames()).containsExactly("alice", "bob", "carol", "dave");
    assertThat(scenario.tasks()).isEqualTo(20);
    assertThat(scenario.timing())
        .isEqualTo(new Timing(400, 1300, 600, 1200, 500, 500, 500, 64, 0, 0));
    assertThat(scenario.proofTypes())
        .containsExactly(
            new Scenario.ProofType("sponge", 1500), new Scenario.ProofType("tree", 1600));
    assertThat(scenario.faults().getFirst())
        .isEqualTo(
            new Fault(
                "dies",
                new Fault.When(3, Fault.On.FIRST_PROGRESS, "sponge", "holder"),
                Fault.Act.KILL,
                2,
                null));
    assertThat(scenario.expectations().getLast())
        .isEqualTo(
            new Expectation(
                "fast",
                Measure.SEEN_MS,
                Measure.Statistic.P50,
                null,
                new Expectation.Bound.Of(20.5),
                null,
                null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"default", "calm", "overlap", "stages", "parts", "figures", "troubles", "fleet"})
  void theBuiltInScenariosAreGood(String name) throws ScenarioException {
    assertThat(ScenarioFile.load(name).name()).isEqualTo(name);
  }

  @ParameterizedTest(name = "{1} instead of {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nodes: 4               | node: 4                 | story.yaml: nodes: missing
          nodes: 4               | nodes: 0                | story.yaml: nodes: 0 is not within 1..1000
          nodes: 4               | nodes: four             | story.yaml: nodes: 'four' must be a whole number
          nodes: 4               | nodes: 4.5              | story.yaml: nodes: '4.5' must be a whole number
          seed: 7                | sede: 7                 | story.yaml: sede: unknown key; allowed here: name, description, nodes, slots, slotSeconds, deadlineMs, pace, timing, proofTypes, fleet, provenTypes, seed, warmUpSlots, drainSlots, faults, expectations
          name: story            | name: My Story          | story.yaml: name: 'My Story' is not made of a-z, 0-9 and '-' (at most 64)
          slots: 10              | slots: 2                | story.yaml: faults[0].when.slot: 3 is not within 1..2
          slotSeconds: 4         | slotSeconds: 0          | story.yaml: slotSeconds: 0 is not within 1..3600
          deadlineMs: 3500       | deadlineMs: 3           | story.yaml: deadlineMs: 3 is not within 100..3600000
          beatMs: 400            | beatMs: 500             | story.yaml: timing.silenceMs: 1300 is less than three beats (3 x 500 = 1500)
          beatMs: 400            | beatMS: 400             | story.yaml: timing.beatMS: unknown key; allowed here: beatMs, silenceMs, rankWaitMs, beatOldMs, beatAheadMs, earlyMs, lateMs, keepSlots, frozenMs, lateFromMs
          provenTypes: 2         | provenTypes: 3          | story.yaml: provenTypes: 3 is not within 1..2
          name: tree             | name: sponge            | story.yaml: proofTypes[1].name: 'sponge' is there twice
          promiseMs: 1600        | promiseMs: 0            | story.yaml: proofTypes[1].promiseMs: 0 is not within 1..3600000
          warmUpSlots: 0         | warmUpSlots: 9          | story.yaml: warmUpSlots: 9 is not within 0..8
          drainSlots: 2          | drainSlots: 65          | story.yaml: drainSlots: 65 is not within 0..64
          do: kill               | do: explode             | story.yaml: faults[0].do: 'explode' is not one of kill, stop, terminate, kill-prover, stop-prover, kill-worker, kill-nats, delay, lose, cut-off, shift-clock
          on: first-progress     | on: midnight            | story.yaml: faults[0].when.on: 'midnight' is not one of slot-start, lease, first-progress, beat
          who: holder            | who: zoe                | story.yaml: faults[0].when.who: 'zoe' is neither 'holder' nor a node of this run [alice, bob, carol, dave]
          task: sponge           | task: stark             | story.yaml: faults[0].when.task: 'stark' is not one of [sponge, tree]
          who: bob               | who: holder             | story.yaml: faults[1].when.on: at slot-start there is no holder and no task yet: name a node in who
          do: kill               | do: stop                | story.yaml: faults[0].restartAfterSlots: what is stopped goes on by itself: use forMs with 'stop'
          forMs: 900             | restartAfterSlots: 1    | story.yaml: faults[1].restartAfterSlots: what is stopped goes on by itself: use forMs with 'stop'
          ', forMs: 900'         | ''                      | story.yaml: faults[1].forMs: missing: 'stop' needs to know for how long
          restartAfterSlots: 2   | forMs: 5                | story.yaml: faults[0].forMs: 'kill' does not last
          do: kill               | do: lose                | story.yaml: faults[0].restartAfterSlots: 'lose' ends no process
          restartAfterSlots: 2   | byMs: 5                 | story.yaml: faults[0].byMs: only for 'delay' and 'shift-clock'
          restartAfterSlots: 2   | percent: 5              | story.yaml: faults[0].percent: only for 'lose'
          restartAfterSlots: 2   | 'with: [bob]'           | story.yaml: faults[0].with: only for 'cut-off'
          do: kill               | do: kill-prover         | story.yaml: faults[0].restartAfterSlots: the node starts its prover again by itself, at once
          beatMs: 400            | frozenMs: 900           | story.yaml: timing.frozenMs: 900 is less than three beats (3 x 500 = 1500)
          restartAfterSlots: 2   | restartAfterSlots: 0    | story.yaml: faults[0].restartAfterSlots: 0 is not within 1..1000
          measure: blocksProven  | measure: happiness      | story.yaml: expectations[0].measure: 'happiness' is not one of blocksProven,
          measure: seenMs.p50    | measure: seenMs         | story.yaml: expectations[2].measure: 'seenMs' is a distribution: write seenMs.p50, .p99 or .max
          measure: seenMs.p50    | measure: seenMs.p90     | story.yaml: expectations[2].measure: 'p90' is not one of p50, p99, max
          measure: blocksProven  | measure: blocksProven.p50 | story.yaml: expectations[0].measure: 'blocksProven' is one number: write it without a dot
          max: 20.5              | max: all                | story.yaml: expectations[2]: 'all' has no meaning for seenMs: give a number
          max: 20.5              | max: lots               | story.yaml: expectations[2].max: 'lots' must be a number or 'all'
          ', max: 20.5'          | ''                      | story.yaml: expectations[2]: needs min, max or both
          cause: SILENT          | cause: BORED            | story.yaml: expectations[1].cause: 'BORED' is not one of FIRST, FAILED, RELEASED, SILENT, FROZEN, LATE, HEDGE
          max: 20.5              | max: 20.5, cause: SILENT | story.yaml: expectations[2]: cause and provenBeforeDeadline are only for the measure 'takeovers'
          provenBeforeDeadline: true | provenBeforeDeadline: maybe | story.yaml: expectations[1].provenBeforeDeadline: 'maybe' must be true or false
          """)
  void aMistakeIsNamedWithFileKeyAndRemedy(String right, String wrong, String message) {
    String text = GOOD.replace(right, wrong);
    assertThat(text).isNotEqualTo(GOOD);

    assertThatThrownBy(() -> ScenarioFile.parse("story.yaml", text))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith(message);
  }

  private static final String WITH_FLEET =
      GOOD.replace("provenTypes: 2", "fleet: {node: bob, workers: 3}\nprovenTypes: 2")
          .replace("do: stop, forMs: 900", "do: kill-worker, workers: 2, restartAfterSlots: 1");

  @Test
  void aFleetsWorkersTakeTurnsWithTheTypesAndItsNodeIsRegisteredForAll() throws ScenarioException {
    Scenario scenario = ScenarioFile.parse("story.yaml", WITH_FLEET);

    assertThat(scenario.fleet()).isEqualTo(new Fleet("bob", 3));
    assertThat(scenario.faults().getLast().workers()).isEqualTo(2);
    assertThat(scenario.places(1, 0)).isEqualTo(2);
    assertThat(scenario.places(1, 1)).isEqualTo(1);
    assertThat(scenario.capacity(1)).isEqualTo(3);
    assertThat(scenario.capacity(0)).isEqualTo(2);
    assertThat(scenario.withFleet(5).fleet()).isEqualTo(new Fleet("bob", 5));
    assertThat(ScenarioFile.parse("story.yaml", GOOD).withFleet(2).fleet())
        .isEqualTo(new Fleet("alice", 2));
  }

  @ParameterizedTest(name = "{1} instead of {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          workers: 3        | workers: 1      | story.yaml: fleet.workers: 1 is not within 2..32
          node: bob         | node: zoe       | story.yaml: fleet.node: 'zoe' is not a node of this run
          node: bob         | node: carol     | story.yaml: faults[1].when.who: 'bob' has no fleet; the fleet is carol's
          workers: 2        | workers: 4      | story.yaml: faults[1].workers: 4 is not within 1..3
          do: kill-worker   | do: kill-nats   | story.yaml: faults[1].workers: only for 'kill-worker'
          'fleet: {node: bob, workers: 3}' | '' | story.yaml: faults[1].do: 'kill-worker' needs a fleet
          """)
  void aFaultOnAFleetThatCannotBeIsNamedWithItsKey(String right, String wrong, String message) {
    String text = WITH_FLEET.replace(right, wrong);
    assertThat(text).isNotEqualTo(WITH_FLEET);

    assertThatThrownBy(() -> ScenarioFile.parse("story.yaml", text))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aKeyThatIsThereTwiceIsRefusedWithItsLine() {
    assertThatThrownBy(() -> ScenarioFile.parse("story.yaml", GOOD + "nodes: 5\n"))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("story.yaml line")
        .hasMessageContaining("nodes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "just words", "- a\n- list", "{a: [", "a: b: c"})
  void whatIsNoMappingIsRefused(String text) {
    assertThatThrownBy(() -> ScenarioFile.parse("story.yaml", text))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("story.yaml");
  }

  @Test
  void aMissingFileIsNamedWithTheBuiltInOnes() {
    assertThatThrownBy(() -> ScenarioFile.load("nowhere/x.yaml"))
        .isInstanceOf(ScenarioException.class)
        .hasMessage(
            "nowhere/x.yaml: no such scenario file; give a path or one of default, calm, overlap, stages, figures, troubles, parts, fleet, weather");
  }

  @Test
  void aHugeFileIsRefusedBeforeItIsRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("huge.yaml");
    Files.write(file, new byte[ScenarioFile.SIZE_MAX_BYTES + 1]);

    assertThatThrownBy(() -> ScenarioFile.load(file.toString()))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void otherNumbersAreCheckedAgainstTheRest() throws ScenarioException {
    Scenario scenario = ScenarioFile.parse("story.yaml", GOOD);

    assertThat(scenario.with(2, 12, null).slots()).isEqualTo(12);
    assertThatThrownBy(() -> scenario.with(null, 4, null))
        .hasMessage("faults[1].when.slot: 5 is not within 1..4");
    assertThatThrownBy(() -> scenario.with(1, null, null))
        .hasMessageContaining("'bob' is neither 'holder' nor a node of this run [alice]");
  }

  @Test
  void aSlowMachineStretchesSlotsDeadlineAndPromisesButNotTheProtocolsTimes() throws Exception {
    Scenario told = ScenarioFile.load("default");

    Scenario slow = told.stretched(225);

    assertThat(told.pace()).isEqualTo(Scenario.Pace.MACHINE);
    assertThat(slow.slotSeconds()).isEqualTo(9);
    assertThat(slow.deadlineMs()).isEqualTo(7_875);
    assertThat(slow.proofTypes()).allMatch(type -> type.promiseMs() == 3_375);
    assertThat(slow.timing()).isEqualTo(told.timing());
    assertThatThrownBy(() -> told.stretched(401)).isInstanceOf(Invalid.class);
  }

  @Test
  void figuresAndChosenSlotLengthsAreNeverStretched() throws Exception {
    assertThat(ScenarioFile.load("figures").pace()).isEqualTo(Scenario.Pace.FIXED);
    assertThat(ScenarioFile.load("default").with(null, null, 4).pace())
        .isEqualTo(Scenario.Pace.FIXED);
  }
}
