package network.baton.simulator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import network.baton.lease.LeaseSettings;
import network.baton.simulator.workload.Workload;
import org.junit.jupiter.api.Test;

/** The models against the figures that an independent study of the same workload published. */
class PoliciesTest {
  private static final Workload STANDARD = Workload.standard(24_000, 1);

  @Test
  void singleProverMissesAsOftenAsThePublishedModel() {
    PolicyResult single = run("single", STANDARD);
    assertThat(single.missRate()).isCloseTo(0.1152, within(0.008));
    assertThat(single.proverSecondsPerBlock()).isCloseTo(6.88, within(0.1));
  }

  @Test
  void fixedLeaseMissesAsOftenAsThePublishedModel() {
    PolicyResult fixed = run("fixed-lease", STANDARD);
    assertThat(fixed.missRate()).isCloseTo(0.1045, within(0.008));
    assertThat(fixed.proverSecondsPerBlock()).isCloseTo(8.70, within(0.15));
  }

  @Test
  void heartbeatMissesAsOftenAsThePublishedModel() {
    PolicyResult heartbeat = run("heartbeat", STANDARD);
    assertThat(heartbeat.missRate()).isCloseTo(0.0853, within(0.008));
    assertThat(heartbeat.proverSecondsPerBlock()).isCloseTo(7.17, within(0.1));
  }

  @Test
  void raceOfFourMissesAsOftenAsThePublishedModel() {
    PolicyResult race = run("race", STANDARD);
    assertThat(race.missRate()).isCloseTo(0.0102, within(0.003));
    assertThat(race.proverSecondsPerBlock()).isCloseTo(24.1, within(0.3));
  }

  /** 8,000 slots have an error of +/- 0.2 points; the tables of docs/results are the proof. */
  @Test
  void nobodyMissesLessThanTheClairvoyantAndBatonMissesOneInAHundred() {
    Workload few = STANDARD.withSlots(8_000);
    double bound = run("clairvoyant", few).missRate();
    for (String policy : Policies.NAMES) {
      PolicyResult result = run(policy, few);
      assertThat(result.missRate()).as(policy).isGreaterThanOrEqualTo(bound);
      if (policy.equals("baton")) {
        assertThat(result.missRate()).isLessThanOrEqualTo(0.011);
        assertThat(result.proverSecondsPerBlock()).isLessThanOrEqualTo(8.5);
      }
    }
  }

  @Test
  void sameSeedGivesTheSameNumbersAndAnotherSeedOthers() {
    Workload once = Workload.standard(2_000, 7);
    assertThat(run("clone", once)).isEqualTo(run("clone", once));
    assertThat(run("clone", once)).isNotEqualTo(run("clone", Workload.standard(2_000, 8)));
  }

  private static PolicyResult run(String policy, Workload workload) {
    return Policies.run(policy, workload, LeaseSettings.L1_REALTIME, _ -> {});
  }
}
