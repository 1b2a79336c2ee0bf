package network.baton.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import network.baton.simulator.workload.Chance;
import org.junit.jupiter.api.Test;

class TimelineTest {
  @Test
  void stepsRunInTheOrderOfTheirMomentsAndThenOfTheirPlanning() {
    Timeline timeline = new Timeline();
    Chance chance = Chance.of(3);
    List<Long> ran = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      long atMs = chance.within(0, 400);
      long order = i;
      timeline.at(atMs, () -> ran.add(atMs * 10_000 + order));
    }
    timeline.runUntil(400);
    assertThat(ran).hasSize(5_000).isSorted();
  }

  /** Near and far, planned while others run; the ring goes round several times. */
  @Test
  void orderHoldsAcrossTheRingAndBeyondIt() {
    Timeline timeline = new Timeline();
    Chance chance = Chance.of(5);
    List<Long> ran = new ArrayList<>();
    long[] order = {0};
    for (int round = 0; round < 400; round++) {
      for (int i = 0; i < 10; i++) {
        long atMs = timeline.nowMs() + (chance.happens(0.8) ? chance.below(300) : 16_300 + i * 17);
        long key = atMs * 100_000 + order[0]++;
        timeline.at(
            atMs,
            () -> {
              assertThat(timeline.nowMs()).isEqualTo(atMs);
              ran.add(key);
            });
      }
      timeline.runUntil(timeline.nowMs() + chance.below(400));
    }
    timeline.runUntil(timeline.nowMs() + 40_000);
    assertThat(ran).hasSize(4_000).isSorted();
    assertThat(timeline.size()).isZero();
  }

  @Test
  void whatIsPlannedForThePastRunsNow() {
    Timeline timeline = new Timeline();
    timeline.runUntil(100);
    List<Long> ran = new ArrayList<>();
    timeline.at(50, () -> ran.add(timeline.nowMs()));
    timeline.runUntil(100);
    assertThat(ran).containsExactly(100L);
  }
}
