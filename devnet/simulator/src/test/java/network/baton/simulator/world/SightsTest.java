package network.baton.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import network.baton.simulator.workload.Chance;
import org.junit.jupiter.api.Test;

class SightsTest {
  private final Sights sights = new Sights();

  @Test
  void remembersFromWhomEachMessageCameFirst() {
    for (int i = 0; i < 5_000; i++) {
      assertThat(sights.add(Chance.mix(i), i % 7)).isTrue();
    }
    for (int i = 0; i < 5_000; i++) {
      assertThat(sights.add(Chance.mix(i), 9)).isFalse();
      assertThat(sights.sender(Chance.mix(i))).isEqualTo(i % 7);
    }
    assertThat(sights.sender(Chance.mix(5_000))).isNegative();
  }

  @Test
  void keepsIdsOfOnePlaceApart() {
    assertThat(sights.add(1, 3)).isTrue();
    assertThat(sights.add(1L + (1L << 40), 4)).isTrue();

    assertThat(sights.sender(1)).isEqualTo(3);
    assertThat(sights.sender(1L + (1L << 40))).isEqualTo(4);
  }

  @Test
  void forgetsAllOverItsBound() {
    for (int i = 0; i <= 20_001; i++) {
      sights.add(Chance.mix(i), 1);
    }
    assertThat(sights.sender(Chance.mix(0))).isNegative();
    assertThat(sights.sender(Chance.mix(20_001))).isEqualTo(1);
  }
}
