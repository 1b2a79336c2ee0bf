package network.baton.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromiseTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7500000, 0",
    "7500001, 1",
    "30000000, 3",
    "60000001, 6",
    "100000000, 6",
    "100000001, 7",
    "9223372036854775807, 7"
  })
  void band_isTheFirstWhoseBoundTheGasDoesNotExceed(long gasUsed, int band) {
    assertThat(GasBands.DEFAULT.of(gasUsed)).isEqualTo(band);
  }

  @Test
  void bandsThatDoNotAscend_andPromisesWithoutEveryBand_areRefused() {
    assertThatThrownBy(() -> new GasBands(List.of(1L, 2L, 3L, 3L, 5L, 6L, 7L)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Promise(List.of(1, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Promise.flat(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** S-06, S-07: quick with light blocks only, a prover comes first for those only. */
  @Test
  void succession_goesByThePromiseForTheBandOfTheBlock() {
    Promise steep = new Promise(List.of(1_000, 1_000, 1_000, 9_000, 9_000, 9_000, 9_000, 9_000));
    List<Prover> provers = List.of(with(0, 1L << 40, steep), with(1, 1, Promise.flat(5_000)));
    Registry registry = new Registry(provers, Registry.hash("bands"), 12_000, 10_000);
    assertThat(first(registry, 15_000_000)).isZero();
    assertThat(first(registry, 36_000_000)).isEqualTo(1);
  }

  private static int first(Registry registry, long gasUsed) {
    Task task = registry.task(1, Registry.TYPE_X, "block", gasUsed);
    return Succession.of(registry.snapshot, task, GasBands.DEFAULT, 85)
        .order(1, Set.of())
        .getFirst()
        .index();
  }

  private static Prover with(int index, long weight, Promise promise) {
    return new Prover(
        index,
        Registry.address("operator " + index),
        Registry.address("key " + index),
        "peer",
        weight,
        1,
        Registry.QUOTA,
        Map.of(Registry.TYPE_X, promise));
  }
}
