package network.baton.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunClockTest {
  @Test
  void theFirstSlotBeginsOnAWholeSecondWhenTheNodesShouldBeUp() {
    assertThat(RunClock.genesisTimeSeconds(1_000_300, 10_000, 4, 0) + 4).isEqualTo(1_011);
    assertThat(RunClock.genesisTimeSeconds(1_000_300, 10_000, 4, 1)).isEqualTo(1_011);
  }

  @Test
  void whoIsReadyEarlyWaitsAndCountsFromSlotOne() {
    RunClock clock = RunClock.readyAt(1_005_000, 1_007, 4, 0, 10);

    assertThat(clock.firstMined()).isEqualTo(1);
    assertThat(clock.firstSlot()).isEqualTo(1);
    assertThat(clock.lastSlot()).isEqualTo(10);
    assertThat(clock.slotStartMs(1)).isEqualTo(1_011_000);
    assertThat(clock.slotOffset()).isZero();
  }

  @Test
  void warmingUpTakesTheSlotsBeforeTheFirstCountedOne() {
    RunClock clock = RunClock.readyAt(1_005_000, 1_011, 4, 1, 10);

    assertThat(clock.firstMined()).isZero();
    assertThat(clock.firstSlot()).isEqualTo(1);
    assertThat(clock.slotStartMs(0)).isEqualTo(1_011_000);
  }

  @Test
  void whoIsReadyLateBeginsWithTheNextWholeSlot() {
    assertThat(RunClock.readyAt(1_010_600, 1_007, 4, 0, 10).firstSlot()).isEqualTo(1);
    assertThat(RunClock.readyAt(1_010_900, 1_007, 4, 0, 10).firstSlot()).isEqualTo(2);
    RunClock late = RunClock.readyAt(1_020_000, 1_007, 4, 1, 10);
    assertThat(late.firstMined()).isEqualTo(4);
    assertThat(late.firstSlot()).isEqualTo(5);
    assertThat(late.slotOffset()).isEqualTo(4);
  }
}
