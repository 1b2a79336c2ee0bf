package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackgroundTest {
  @Test
  void aRoundThatFailsDoesNotEndTheNextOnes() throws Exception {
    CountDownLatch rounds = new CountDownLatch(3);
    try (var timer = Executors.newSingleThreadScheduledExecutor()) {
      new Background("test", Runnable::run)
          .every(
              timer,
              0,
              1,
              () -> {
                rounds.countDown();
                throw new IllegalStateException("by the test");
              });
      assertThat(rounds.await(60, TimeUnit.SECONDS)).isTrue();
      timer.shutdownNow();
    }
  }

  @Test
  void whatComesWhenTheWorkersAreGoneIsLeft() {
    var workers = Executors.newSingleThreadExecutor();
    workers.close();
    assertThatCode(() -> new Background("test", workers).run(() -> {})).doesNotThrowAnyException();
  }
}
