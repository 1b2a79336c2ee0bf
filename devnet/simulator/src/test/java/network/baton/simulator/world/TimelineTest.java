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
