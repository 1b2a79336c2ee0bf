package network.baton.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All inputs that were ever worth keeping, those of findings among them. */
class CorpusTest {
  private static final Path ROOT =
      Path.of(System.getProperty("baton.root", "../..")).toAbsolutePath().normalize();

  static Stream<Target> targets() {
    return Targets.all().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyInputThatIsKeptIsReadOrRefusedWithinItsMemory(Target target) throws Exception {
    List<byte[]> inputs = new ArrayList<>(target.seeds());
    inputs.addAll(Corpus.of(target, ROOT).inputs());
    assertThat(inputs).isNotEmpty();
    double worst = 0;
    for (byte[] input : inputs) {
      assertThatCode(() -> target.check(input)).doesNotThrowAnyException();
      worst = Math.max(worst, (double) target.allocatedBytes(input) / target.allowedBytes(input));
    }
    System.out.printf(
        Locale.ROOT,
        "fuzz %-18s %4d inputs, at most %3.0f %% of the memory allowed%n",
        target.name(),
        inputs.size(),
        100 * worst);
  }
}
