package network.baton.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import network.baton.lease.LeaseSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimingEntryTest {
  @TempDir private Path folder;

  @Test
  void whatTheNetworkFileSaysOfHedgesReplacesTheProfile() throws Exception {
    LeaseSettings settings =
        read(
            "{hedgePercent: 90, safePercent: 120, fitPercent: 60, hedgeAll: false, hedgeFitPercent: 95}");
    assertThat(settings)
        .isEqualTo(
            LeaseSettings.L1_REALTIME.with(
                timing -> {
                  timing.fitPercent = 60;
                  timing.hedgePercent = 90;
                  timing.safePercent = 120;
                  timing.hedgeAll = false;
                  timing.hedgeFitPercent = 95;
                }));
  }

  @Test
  void aShareBeyondItsBoundIsRefused() {
    assertThatThrownBy(() -> read("{fitPercent: 101}"))
        .hasMessageContaining("fitPercent 101 and hedgeFitPercent 85 must be within 1..100");
  }

  private LeaseSettings read(String timing) throws Exception {
    ConfigFiles.write(folder, ConfigFiles.nodeYaml());
    Path file = folder.resolve("network.yaml");
    String network = Files.readString(file).replaceFirst("timing: \\{.*}", "timing: " + timing);
    Files.writeString(file, network);
    return NetworkFile.read(file).leaseSettings();
  }
}
