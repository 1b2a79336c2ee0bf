package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import network.baton.node.store.HaltPoint;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Write before sign, with real processes: whenever the signer is killed, no second signature leaves
 * it in a later life.
 */
@Tag("process")
class SignerKillTest {
  /** In plain runs: each place some times, and SIGKILL at any moment. */
  private static final int KILLS = 20;

  private static final int LONG_KILLS = 1_000;

  private static final int BATCH = 100;

  @TempDir Path folder = Path.of("unset");

  @Test
  void killedSignerNeverSignsTwice() throws Exception {
    var kills = new SignerKills(folder, true, 1);
    kills.undisturbed();
    for (HaltPoint point : HaltPoint.values()) {
      kills.kill(point);
    }
    while (kills.kills() < KILLS) {
      kills.kill();
    }

    assertThat(kills.violations()).isEmpty();
    assertThat(kills.leasesSeen()).isGreaterThan(KILLS);
  }

  @Test
  void signerThatSendsBeforeItWritesIsFoundOut() throws Exception {
    var kills = new SignerKills(folder, false, 2);
    kills.kill(HaltPoint.BEFORE_WRITE);
    kills.kill(HaltPoint.WRITTEN);

    assertThat(kills.violations()).anyMatch(text -> text.startsWith("two signatures for"));
  }

  /** In batches that are written down, so that it can go on after a break. */
  @Test
  @Tag("long")
  void thousandKillsLeaveNoSecondSignature() throws Exception {
    Path results =
        Path.of(System.getProperty("baton.root", "..")).resolve("docs/results/kills.txt");
    Files.createDirectories(results.getParent());
    int batches =
        Files.exists(results)
            ? (int)
                Files.readAllLines(results).stream().filter(line -> line.contains("kills")).count()
            : 0;
    for (int batch = batches; batch < LONG_KILLS / BATCH; batch++) {
      Path own = Files.createDirectories(folder.resolve("batch-" + batch));
      var kills = new SignerKills(own, true, 1_000 + batch);
      long begunMs = System.currentTimeMillis();
      kills.undisturbed();
      while (kills.kills() < BATCH) {
        kills.kill();
      }
      List<String> violations = kills.violations();
      assertThat(violations).isEmpty();
      Files.writeString(
          results,
          "%s batch %d: %s, violations %d, %d s%n"
              .formatted(
                  Instant.now(),
                  batch,
                  kills.summary(),
                  violations.size(),
                  (System.currentTimeMillis() - begunMs) / 1_000),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }
}
