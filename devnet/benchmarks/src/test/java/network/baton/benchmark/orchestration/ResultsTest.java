package network.baton.benchmark.orchestration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import network.baton.benchmark.orchestration.Measurements.Overhead;
import network.baton.benchmark.orchestration.Measurements.Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {
  private static final Results.Run RUN =
      new Results.Run("./baton bench orchestration", "m", "c0ffee", "2026-01-01", 2, 10, 60, 50);

  private static List<Overhead> overhead(double p50Ms) {
    return List.of(new Overhead("embedded", "in-process", 0, 1_000, p50Ms, 2, 3));
  }

  @Test
  void aSectionThatIsRunAgainReplacesItsOwnRowsAndNoOthers(@TempDir Path folder)
      throws IOException {
    Results.empty()
        .withOverhead(overhead(1), 2)
        .ran(Section.OVERHEAD, RUN)
        .withScaling(List.of(new Scaling("embedded", 4, 100, 40, 39, 0.975)))
        .ran(Section.SCALING, RUN)
        .write(folder);

    Results.read(folder).withOverhead(overhead(0.5), 2).ran(Section.OVERHEAD, RUN).write(folder);

    Results kept = Results.read(folder);
    assertThat(kept.overhead()).isEqualTo(overhead(0.5));
    assertThat(kept.scaling()).hasSize(1);
    assertThat(kept.sections()).containsOnlyKeys("overhead", "scaling");
  }

  @Test
  void theTablesSayHowMuchTheHostAndOtherProgramsTook(@TempDir Path folder) throws IOException {
    Results.empty().withOverhead(overhead(1), 2).ran(Section.OVERHEAD, RUN).write(folder);

    assertThat(Files.readString(folder.resolve("orchestration.md")))
        .contains("| overhead | 2026-01-01 | c0ffee | 2 | 10 % | 50 % | 10 % |")
        .contains("| embedded | in-process | 0 | 1,000 | 1.00 | 2.00 | 3.00 |");
  }

  @Test
  void percentilesAreOfTheNearestRank() {
    double[] values = {4, 1, 3, 2};

    assertThat(Measurements.percentile(values, 50)).isEqualTo(2);
    assertThat(Measurements.percentile(values, 99)).isEqualTo(4);
  }
}
