package network.baton.prover.nats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InventoryTest {
  private static final long GONE_MS = 2_000;
  private static final long LOOK_MS = 250;

  private final Inventory inventory = new Inventory(GONE_MS, LOOK_MS);

  private void look(long fromMs, long toMs) {
    for (long nowMs = fromMs; nowMs <= toMs; nowMs += LOOK_MS) {
      assertThat(inventory.gone(nowMs, true)).as("at " + nowMs).isEmpty();
    }
  }

  @Test
  void aWorkerThatIsNotHeardForTheSpanIsGoneOnce() {
    inventory.add("a", 1, 0);
    look(0, 2_000);

    assertThat(inventory.gone(2_250, true)).containsExactly("a");
    assertThat(inventory.gone(2_500, true)).isEmpty();
  }

  @Test
  void silenceWhileNobodyListenedIsNotCounted() {
    inventory.add("a", 1, 0);
    look(0, 500);

    // Away for five seconds: nobody is judged before hellos could be read.
    look(5_500, 6_750);
    assertThat(inventory.gone(7_000, true)).containsExactly("a");
  }

  @Test
  void withoutTheServerNobodyIsGone() {
    inventory.add("a", 1, 0);
    look(0, 1_000);
    for (long nowMs = 1_250; nowMs <= 60_000; nowMs += LOOK_MS) {
      assertThat(inventory.gone(nowMs, false)).isEmpty();
    }
    assertThat(inventory.heardAgain("a", 1, 60_100)).isTrue();
    assertThat(inventory.gone(60_250, true)).isEmpty();
  }

  @Test
  void anotherProcessOfTheSameNameIsNotHeardAgainButNew() {
    inventory.add("a", 1, 0);

    assertThat(inventory.heardAgain("a", 2, 100)).isFalse();
    assertThat(inventory.add("a", 2, 100)).isTrue();
    assertThat(inventory.heardAgain("a", 2, 200)).isTrue();
  }

  @Test
  void thereIsRoomForSoManyWorkersAndNoMore() {
    for (int i = 0; i < Inventory.WORKERS_MAX; i++) {
      assertThat(inventory.add("w" + i, 1, 0)).isTrue();
    }

    assertThat(inventory.add("one-more", 1, 0)).isFalse();
    assertThat(inventory.add("w0", 2, 0)).isTrue();
  }
}
