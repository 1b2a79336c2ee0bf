package network.baton.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachinePaceTest {
  @Test
  void aMachineThatIsQuickEnoughKeepsTheScenario() {
    assertThat(MachinePace.percent(1)).isEqualTo(100);
    assertThat(MachinePace.percent(1_000)).isEqualTo(100);
  }

  @Test
  void aSlowerOneIsGivenTimeInStepsOfAQuarter() {
    assertThat(MachinePace.percent(1_001)).isEqualTo(125);
    assertThat(MachinePace.percent(1_250)).isEqualTo(125);
    assertThat(MachinePace.percent(2_300)).isEqualTo(250);
  }

  @Test
  void noMachineIsGivenMoreThanFourTimes() {
    assertThat(MachinePace.percent(60_000)).isEqualTo(400);
  }
}
