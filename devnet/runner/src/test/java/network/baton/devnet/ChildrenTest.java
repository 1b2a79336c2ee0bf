package network.baton.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {
  @TempDir Path folder;

  @Test
  void childrenEndWithTheRunEvenStoppedOnes() throws Exception {
    Process running;
    Process stopped;
    try (Children children = new Children()) {
      running = children.start(List.of("sleep", "600"), folder, folder.resolve("a.log"));
      stopped = children.start(List.of("sleep", "600"), folder, folder.resolve("b.log"));
      assertThat(Signals.send(stopped.pid(), Signals.STOP)).isTrue();
      assertThat(running.isAlive()).isTrue();
    }
    assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(stopped.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nothingIsStartedOnceTheRunEnds() {
    Children children = new Children();
    children.close();

    assertThatThrownBy(
            () -> children.start(List.of("sleep", "600"), folder, folder.resolve("a.log")))
        .isInstanceOf(Exception.class);
  }

  @Test
  void aSignalToNobodySaysSo() throws Exception {
    try (Children children = new Children()) {
      Process gone = children.start(List.of("true"), folder, folder.resolve("a.log"));
      assertThat(gone.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Signals.send(gone.pid(), Signals.KILL)).isFalse();
    }
  }
}
