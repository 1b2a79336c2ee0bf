package network.baton.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunClockTest {
  @Test
  void slotOneBeginsOnAWholeSecondWhenTheNodesShouldBeUp() {
    long genesis = RunClock.genesisTimeSeconds(1_000_300, 10_000, 4);

    assertThat(genesis + 4).isEqualTo(1_011);
  }

  @Test
  void whoIsReadyEarlyWaitsForSlotOne() {
    RunClock clock = RunClock.readyAt(1_005_000, 1_007, 4, 10);

    assertThat(clock.firstSlot()).isEqualTo(1);
    assertThat(clock.lastSlot()).isEqualTo(10);
    assertThat(clock.slotStartMs(1)).isEqualTo(1_011_000);
    assertThat(clock.slotOffset()).isZero();
  }

  @Test
  void whoIsReadyLateBeginsWithTheNextWholeSlot() {
    assertThat(RunClock.readyAt(1_010_600, 1_007, 4, 10).firstSlot()).isEqualTo(1);
    assertThat(RunClock.readyAt(1_010_900, 1_007, 4, 10).firstSlot()).isEqualTo(2);
    RunClock late = RunClock.readyAt(1_020_000, 1_007, 4, 10);
    assertThat(late.firstSlot()).isEqualTo(4);
    assertThat(late.slotOffset()).isEqualTo(3);
  }
}
