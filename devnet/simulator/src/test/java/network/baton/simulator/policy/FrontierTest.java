package network.baton.simulator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.baton.lease.LeaseSettings;
import network.baton.simulator.policy.Frontier.Knowledge;
import network.baton.simulator.policy.Frontier.Point;
import network.baton.simulator.workload.Workload;
import org.junit.jupiter.api.Test;

class FrontierTest {
  private static final Workload WORKLOAD = Workload.standard(4_096, 1);

  @Test
  void noPlanMissesLessThanWhoKnowsAll() {
    PolicyResult all =
        Policies.run("clairvoyant", WORKLOAD.withSeed(2), LeaseSettings.L1_REALTIME, _ -> {});

    for (Knowledge knowledge : Knowledge.values()) {
      assertThat(new Frontier(WORKLOAD, knowledge, 3).points())
          .allSatisfy(point -> assertThat(point.missRate()).isGreaterThanOrEqualTo(all.missRate()));
    }
  }

  @Test
  void aDearerMissBuysMoreWorkAndFewerMisses() {
    List<Point> points = new Frontier(WORKLOAD, Knowledge.FORECAST, 2).points();

    assertThat(points.getLast().proverSeconds()).isGreaterThan(points.getFirst().proverSeconds());
    assertThat(points.getLast().missRate()).isLessThan(points.getFirst().missRate());
  }

  @Test
  void knowingAllTimesIsWorthMoreThanAForecast() {
    Point forecast = new Frontier(WORKLOAD, Knowledge.FORECAST, 2).points().getFirst();
    Point times = new Frontier(WORKLOAD, Knowledge.TIMES, 2).points().getFirst();

    assertThat(times.missRate()).isLessThan(forecast.missRate());
  }
}
