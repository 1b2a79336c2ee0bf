package network.baton.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworkSetupTest {
  @Test
  void aScenariosSeedIsOneSuccessionAndAnotherSeedAnother() {
    assertThat(NetworkSetup.genesisSeed(1)).matches("0x[0-9a-f]{64}");
    assertThat(NetworkSetup.genesisSeed(1)).isEqualTo(NetworkSetup.genesisSeed(1));
    assertThat(NetworkSetup.genesisSeed(1)).isNotEqualTo(NetworkSetup.genesisSeed(2));
  }
}
