package network.baton.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** O-15: what an own job is expected to take. */
class ForecastTest {
  private static final Hash32 TYPE = Registry.TYPE_X;

  private final Forecast forecast = new Forecast();

  @Test
  void promiseStandsInUntilThereAreEnoughJobs() {
    for (int job = 0; job < Forecast.JOBS_MIN - 1; job++) {
      forecast.add(TYPE, 20_000_000, 3_000);
    }
    assertThat(forecast.expectedMs(TYPE, 20_000_000, 7_000)).isEqualTo(7_000);

    forecast.add(TYPE, 20_000_000, 3_000);
    assertThat(forecast.expectedMs(TYPE, 20_000_000, 7_000)).isEqualTo(3_000);
    assertThat(forecast.expectedMs(Registry.TYPE_Y, 20_000_000, 7_000)).isEqualTo(7_000);
  }

  /** Times as measured: 3.6 s and 0.57 s for each million of gas, with noise of 1.3 s. */
  @Test
  void findsTheLineOverGas_andAddsOneDeviation() {
    Random random = new Random(1);
    for (int job = 0; job < 400; job++) {
      long gas = 10_000_000L + random.nextInt(30_000_000);
      forecast.add(TYPE, gas, Math.round(3_600 + 0.57e-3 * gas + 1_300 * random.nextGaussian()));
    }
    assertThat(forecast.expectedMs(TYPE, 15_000_000, 1)).isBetween(12_700L, 14_200L);
    assertThat(forecast.expectedMs(TYPE, 35_000_000, 1)).isBetween(24_100L, 25_600L);
  }

  @Test
  void olderJobsFade() {
    for (int job = 0; job < 300; job++) {
      forecast.add(TYPE, 20_000_000, job < 100 ? 9_000 : 3_000);
    }
    assertThat(forecast.expectedMs(TYPE, 20_000_000, 1)).isBetween(3_000L, 3_900L);
  }
}
