package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import network.baton.node.chain.ChainException;
import network.baton.node.chain.RegistryVersions;
import org.junit.jupiter.api.Test;

/** D-06. */
class VersionWatchTest {
  private final AtomicInteger reads = new AtomicInteger();
  private RegistryVersions registry = RegistryVersions.NONE;
  private boolean down;

  private final VersionWatch watch =
      new VersionWatch(
          1_000,
          () -> {
            reads.incrementAndGet();
            if (down) {
              throw new ChainException("down");
            }
            return registry;
          });

  @Test
  void releaseNumberFollowsItsText() {
    assertThat(Version.number("0.1.0")).isEqualTo(1_000);
    assertThat(Version.number("2.13.4")).isEqualTo(2_013_004);
    assertThat(Version.number(Version.TEXT)).isEqualTo(Version.NUMBER);
  }

  @Test
  void registryIsReadOnceAnEpoch() {
    watch.inEpoch(4);
    watch.inEpoch(4);
    assertThat(reads).hasValue(1);
    watch.inEpoch(5);
    assertThat(reads).hasValue(2);
  }

  @Test
  void releaseBelowTheMinimumDoesNotClaimAndSaysWhatToInstall() {
    registry = new RegistryVersions(1_001, 2_000, "get 0.2.0\nERROR forged line");
    watch.read();

    assertThat(watch.objection())
        .isInstanceOfSatisfying(
            Objection.class,
            objection -> {
              assertThat(objection.why()).isEqualTo(Objection.Why.VERSION);
              assertThat(objection.text())
                  .contains(Version.TEXT, "minimum is 0.1.1", "get 0.2.0?ERROR")
                  .doesNotContain("\n");
            });
  }

  @Test
  void releaseBelowTheNoticedOneStillClaims() {
    registry = new RegistryVersions(1_000, 2_000, "0.2.0 is out");
    watch.read();

    assertThat(watch.objection()).isNull();
  }

  @Test
  void registryThatCannotBeReadChangesNothing() {
    registry = new RegistryVersions(1_001, 1_001, "");
    watch.read();
    down = true;
    watch.read();
    assertThat(watch.objection()).isNotNull();

    down = false;
    registry = RegistryVersions.NONE;
    watch.read();
    assertThat(watch.objection()).isNull();
  }
}
