package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fence against a pause, with real processes: a holder that was stopped and goes on signs
 * nothing twice, and is not the holder again once it was overtaken.
 */
@Tag("process")
class SignerStopTest {
  private static final int LONG_STOPS = 100;
  private static final int STOP_MS_MIN = 100;
  private static final int STOP_MS_MAX = 5_000;

  /** A stop of this length is a silence, also if the machine is slow to notice. */
  private static final long SURE_SILENCE_MS = 3_500;

  @TempDir Path folder = Path.of("unset");

  @Test
  void stoppedHolderIsOvertakenOnceAndSignsNothingTwice() throws Exception {
    try (var stops = new SignerStops(folder, 1)) {
      stops.stop(STOP_MS_MIN);
      stops.stop(2_000);
      stops.stopHolder(SURE_SILENCE_MS);

      assertThat(stops.violations()).isEmpty();
      assertThat(stops.takeovers()).isPositive();
    }
  }

  @Test
  @Tag("long")
  void hundredStopsLeaveNoSecondSignatureAndNoHolderFromThePast() throws Exception {
    Path results =
        Path.of(System.getProperty("baton.root", "..")).resolve("docs/results/stops.txt");
    Files.createDirectories(results.getParent());
    var durations = new Random(7);
    int sure = 0;
    try (var stops = new SignerStops(folder, 2)) {
      for (int stop = 0; stop < LONG_STOPS; stop++) {
        int durationMs = STOP_MS_MIN + durations.nextInt(STOP_MS_MAX - STOP_MS_MIN + 1);
        if (durationMs >= SURE_SILENCE_MS) {
          sure++;
          stops.stopHolder(durationMs);
        } else {
          stops.stop(durationMs);
        }
      }
      Files.writeString(
          results,
          "%s %s%n".formatted(Instant.now(), stops.summary()),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);

      assertThat(stops.violations()).isEmpty();
      assertThat(stops.takeovers()).isGreaterThanOrEqualTo(sure);
    }
  }
}
