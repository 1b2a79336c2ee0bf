package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import network.baton.lease.GasBands;
import network.baton.node.PromiseEstimate.Timed;
import org.junit.jupiter.api.Test;

/** What can be promised from times that were measured. */
class PromiseEstimateTest {
  private static final long MILLION = 1_000_000;

  private static PromiseEstimate estimate(List<Timed> timed, int percentile, int reserve) {
    return PromiseEstimate.of(timed, GasBands.DEFAULT, percentile, reserve);
  }

  @Test
  void timesOnALineOverGasAreFoundAndEachBandIsPromisedItsUpperEnd() {
    List<Timed> timed = new ArrayList<>();
    for (long gas = 2; gas <= 40; gas += 2) {
      timed.add(new Timed(gas * MILLION, 1_000 + 10 * gas));
    }

    PromiseEstimate estimate = estimate(timed, 95, 10);

    assertThat(Math.round(estimate.baseMs())).isEqualTo(1_000);
    assertThat(Math.round(estimate.msPerMillionGas() * 100)).isEqualTo(1_000);
    assertThat(estimate.promisesMs()) // 1.1 x (1,000 + 10 x bound), in steps of 10 ms
        .containsExactly(1_190, 1_270, 1_350, 1_430, 1_600, 1_760, 2_200, 2_750);
    assertThat(estimate.gasMax()).isEqualTo(40 * MILLION);
    assertThat(estimate.maxMs()).isEqualTo(1_400);
  }

  @Test
  void ofBlocksThatAreAlikeGasSaysNothingAndThePercentileIsPromised() {
    List<Timed> timed = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      timed.add(new Timed(20 * MILLION + i, 100L * i));
    }

    PromiseEstimate estimate = estimate(timed, 90, 0);

    assertThat(estimate.msPerMillionGas()).isZero();
    assertThat(estimate.promisesYaml()).isEqualTo("1800");
    assertThat(estimate.p50Ms()).isEqualTo(1_000);
    assertThat(estimate.p95Ms()).isEqualTo(1_900);
  }

  @Test
  void aFewProofsGiveOneNumber() {
    List<Timed> timed = List.of(new Timed(MILLION, 900), new Timed(30 * MILLION, 1_401));

    assertThat(estimate(timed, 95, 0).promisesYaml()).isEqualTo("1410");
  }

  @Test
  void noiseIsNoSlope() {
    List<Timed> timed = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      timed.add(new Timed(i * MILLION, 2_000 + (i * 7 % 5) * 100L));
    }

    assertThat(estimate(timed, 100, 0).promisesYaml()).isEqualTo("2400");
  }

  @Test
  void heavierBlocksAreNeverPromisedSooner() {
    List<Timed> timed = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      timed.add(new Timed(i * MILLION, 3_000 - 100L * i));
    }

    assertThat(estimate(timed, 100, 0).promisesMs()).containsOnly(2_900);
  }
}
