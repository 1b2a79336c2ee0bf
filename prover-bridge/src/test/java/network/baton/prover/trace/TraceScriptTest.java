package network.baton.prover.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import network.baton.prover.FakeProver.Step;
import network.baton.prover.JobRequest;
import network.baton.prover.trace.TraceScript.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceScriptTest {
  private static final long LONG_MS = 60_000;

  private static JobRequest job(String id, String input) {
    return new JobRequest(id, "sponge", input, LONG_MS);
  }

  private static long takesMs(List<Step> steps) {
    return steps.stream().mapToLong(s -> s instanceof Step.Pause(long ms) ? ms : 0).sum();
  }

  private static boolean answers(List<Step> steps) {
    return steps.getLast() instanceof Step.Answer;
  }

  @Test
  void aJobsFateHangsOnSeedAndIdAlone() {
    var one = new TraceScript(new TraceTimes.Uniform(100, 9_000), new Faults(0.3, 0.2, 0.1), 7);
    var same = new TraceScript(new TraceTimes.Uniform(100, 9_000), new Faults(0.3, 0.2, 0.1), 7);
    var other = new TraceScript(new TraceTimes.Uniform(100, 9_000), new Faults(0.3, 0.2, 0.1), 8);

    List<Step> before = one.apply(job("a", "{}"));
    one.apply(job("b", "{}"));

    assertThat(same.apply(job("a", "{}"))).isEqualTo(before);
    assertThat(other.apply(job("a", "{}"))).isNotEqualTo(before);
  }

  @Test
  void linearTimeFollowsTheGas() {
    var script = new TraceScript(new TraceTimes.Linear(1_000, 100), Faults.NONE, 1);

    assertThat(takesMs(script.apply(job("a", "{\"gasUsed\": 30000000}")))).isEqualTo(4_000);
    assertThat(takesMs(script.apply(job("a", "{}")))).isEqualTo(1_000);
  }

  @Test
  void theGasOfARealHeaderIsRead() throws IOException {
    Path root = Path.of(System.getProperty("baton.root", ".."));
    Path sample;
    try (Stream<Path> files = Files.list(root.resolve("prover-bridge/reference/samples"))) {
      sample = files.filter(f -> f.toString().endsWith(".json")).sorted().findFirst().orElseThrow();
    }
    String rlp = new ObjectMapper().readTree(sample.toFile()).findValue("headerRlp").asText();

    assertThat(HeaderGas.of(rlp)).isBetween(1L, 200_000_000L);
    assertThat(HeaderGas.of(rlp.substring(0, 40))).isEqualTo(-1);
    assertThat(HeaderGas.of("0xc0")).isEqualTo(-1);
  }

  @Test
  void recordedTimesAreThoseOfTheNearestBlock(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("trace.csv");
    Files.writeString(
        file,
        "# blocks\nblock_number,gas_used,ms\n1,10000000,2000\n2,30000000,8000\n3,20000000,\n");
    var times = TraceTimes.Recorded.read(file, "ms", 0.5);
    var script = new TraceScript(times, Faults.NONE, 1);

    assertThat(takesMs(script.apply(job("a", "{\"gasUsed\": 12000000}")))).isEqualTo(1_000);
    assertThat(takesMs(script.apply(job("a", "{\"gasUsed\": 99000000}")))).isEqualTo(4_000);
    assertThatThrownBy(() -> TraceTimes.Recorded.read(file, "seconds", 1))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no column 'seconds'");
  }

  @Test
  void aHeavyTailHasItsMedianAndATail() {
    var script = new TraceScript(new TraceTimes.HeavyTail(1_000, 1.5), Faults.NONE, 1);
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      times.add(takesMs(script.apply(job("j" + i, "{}"))));
    }
    long[] sorted = times.stream().mapToLong(t -> t).sorted().toArray();

    assertThat(sorted[1_000]).isBetween(950L, 1_050L);
    assertThat(Arrays.stream(sorted).filter(t -> t > 5_000).count()).isBetween(60L, 130L);
    assertThat(sorted[1_999]).isLessThanOrEqualTo(100_000);
  }

  @Test
  void faultsComeAsOftenAsAsked() {
    var script = new TraceScript(new TraceTimes.Constant(100), new Faults(0.1, 0.2, 0.3), 3);
    int crashed = 0;
    int answered = 0;
    for (int i = 0; i < 2_000; i++) {
      List<Step> steps = script.apply(job("j" + i, "{}"));
      crashed += steps.getLast() instanceof Step.Fail ? 1 : 0;
      answered += answers(steps) ? 1 : 0;
    }

    assertThat(crashed).isBetween(160, 240);
    assertThat(answered).isBetween(740, 860);
  }
}
