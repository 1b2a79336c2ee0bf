package network.baton.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import network.baton.simulator.workload.Chance;
import org.junit.jupiter.api.Test;

class SimClockTest {
  @Test
  void worldMomentIsTheFirstAtWhichTheClockShowsIt() {
    Chance chance = Chance.of(5);
    for (int i = 0; i < 1_000; i++) {
      SimClock clock = new SimClock(chance.within(-500, 500), chance.within(-10_000, 10_000));
      long fromMs = chance.within(1_000, 100_000);
      long wantedMs = fromMs + chance.within(600, 20_000);
      long worldMs = clock.worldMs(wantedMs, fromMs);
      assertThat(clock.localMs(worldMs)).isGreaterThanOrEqualTo(wantedMs);
    }
  }

  @Test
  void clockThatIsSetBackStandsStill() {
    SimClock clock = new SimClock(0, 0);
    assertThat(clock.localMs(5_000)).isEqualTo(5_000);
    clock.step(-400);
    assertThat(clock.localMs(5_100)).isEqualTo(5_000);
    assertThat(clock.localMs(5_500)).isEqualTo(5_100);
  }

  @Test
  void disciplinedClockIsRightUpToItsRest() {
    SimClock clock = new SimClock(0, 10_000);
    assertThat(clock.localMs(1_000_000)).isEqualTo(1_010_000);
    clock.discipline(2_000_000, -300);
    assertThat(clock.localMs(2_000_000)).isEqualTo(1_999_700);
    assertThat(clock.localMs(2_001_000)).isEqualTo(2_000_710);
  }
}
