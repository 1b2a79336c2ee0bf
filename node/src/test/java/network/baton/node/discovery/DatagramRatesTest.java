package network.baton.node.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class DatagramRatesTest {
  private static final InetAddress ONE = InetAddress.ofLiteral("9.9.9.1");
  private static final InetAddress OTHER = InetAddress.ofLiteral("9.9.9.2");

  @Test
  void onePlaceGetsItsBurstThenItsRate() {
    var rates = new DatagramRates(0);
    assertThat(taken(rates, ONE, 1_000, 0)).isEqualTo(DatagramRates.PLACE_BURST);
    assertThat(taken(rates, ONE, 1_000, 1_000)).isEqualTo(DatagramRates.PLACE_PER_SECOND);
    assertThat(taken(rates, OTHER, 10, 1_000)).isEqualTo(10);
  }

  @Test
  void manyPlacesGetTheTotalOnly() {
    var rates = new DatagramRates(0);
    int taken = 0;
    for (int i = 0; i < 5_000; i++) {
      taken +=
          taken(rates, InetAddress.ofLiteral("9." + i / 256 % 256 + "." + i % 256 + ".1"), 1, 0);
    }
    assertThat(taken).isEqualTo(DatagramRates.TOTAL_BURST);
    assertThat(rates.places()).isEqualTo(DatagramRates.PLACES_MAX);
    assertThat(taken(rates, ONE, 1_000, 1_000)).isEqualTo(DatagramRates.TOTAL_PER_SECOND);
  }

  @Test
  void aHouseOfIpv6IsOnePlace() {
    var rates = new DatagramRates(0);
    int taken = 0;
    for (int i = 1; i <= 300; i++) {
      taken += taken(rates, InetAddress.ofLiteral("2001:470::" + Integer.toHexString(i)), 1, 0);
    }
    assertThat(taken).isEqualTo(DatagramRates.PLACE_BURST);
  }

  private static int taken(DatagramRates rates, InetAddress sender, int offered, long nowMs) {
    int taken = 0;
    for (int i = 0; i < offered; i++) {
      taken += rates.take(sender, nowMs) ? 1 : 0;
    }
    return taken;
  }
}
