package network.baton.simulator.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Networks that break: what a seed is, and that the rules hold. */
class SwarmTest {
  private static final long WALL_MS = 10_000;

  @Test
  void everySeedHasFiveNodesAHundredSlotsAndTwoKindsOfFaults() {
    for (long seed = 1; seed <= 2_000; seed++) {
      SwarmPlan plan = SwarmPlan.of(seed);
      assertThat(plan.nodes()).isGreaterThanOrEqualTo(5);
      assertThat(plan.slots()).isGreaterThanOrEqualTo(100);
      assertThat(plan.faults()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(plan.honest()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void everyKindOfFaultIsDrawn() {
    for (Fault fault : Fault.values()) {
      long with = 0;
      for (long seed = 1; seed <= 200; seed++) {
        with += SwarmPlan.of(seed).faults().contains(fault) ? 1 : 0;
      }
      assertThat(with).as(fault.name()).isGreaterThan(20);
    }
  }

  @Test
  void sameSeedGivesTheSameTranscriptAndAnotherSeedAnother() {
    Swarm.Outcome once = new Swarm(SwarmPlan.of(10)).run();
    assertThat(new Swarm(SwarmPlan.of(10)).run()).isEqualTo(once);
    assertThat(new Swarm(SwarmPlan.of(11)).run().transcript()).isNotEqualTo(once.transcript());
  }

  /** A few seconds of seeds; `./baton test` runs many more through the command line. */
  @Test
  void noSeedBreaksARule() {
    SwarmRunner.Report report = SwarmRunner.run(1, 40, 1, WALL_MS, System.out::println);
    assertThat(report.violations()).isZero();
    assertThat(report.seeds()).isPositive();
  }
}
