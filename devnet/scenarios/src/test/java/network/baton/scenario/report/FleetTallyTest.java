package network.baton.scenario.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** what is counted of a fleet. */
class FleetTallyTest {
  private final FleetTally tally = new FleetTally(1);

  private void line(int node, String kind, String fields) {
    String json = "{\"at\":1,\"ev\":\"" + kind + "\"," + fields.replace('\'', '"') + "}";
    tally.traced(NodeTrace.parse(node, json).orElseThrow());
  }

  private void up(String worker, boolean up) {
    line(1, "fleet-worker", "'worker':'" + worker + "','up':" + up);
  }

  private void job(String worker, String job, int token) {
    line(1, "fleet-job", "'worker':'" + worker + "','job':'" + job + "','token':" + token);
  }

  private void end(String worker, int token, String how) {
    line(1, "fleet-end", "'worker':'" + worker + "','token':" + token + ",'how':'" + how + "'");
  }

  @Test
  void aJobOfAKilledWorkerIsLostThereAndOfferedAgain() {
    up("w1", true);
    up("w2", true);
    job("w1", "a", 1);
    assertThat(tally.atWork()).containsExactly("w1");
    end("w1", 1, "lost");
    up("w1", false);
    job("w2", "a", 2);
    end("w2", 2, "answered");
    up("w1", true);

    FleetFigures figures = tally.figures("bob");
    assertThat(figures.workers())
        .containsExactly(
            new FleetFigures.Worker("w1", 1, 0, 0, 1, 0, 2, true),
            new FleetFigures.Worker("w2", 1, 1, 0, 0, 0, 1, true));
    assertThat(figures.jobs()).isEqualTo(2);
    assertThat(figures.answered()).isEqualTo(1);
    assertThat(figures.reoffered()).isEqualTo(1);
    assertThat(figures.failed()).isEqualTo(1);
    assertThat(figures.line())
        .isEqualTo(
            "bob: 2 of 2 workers, 2 jobs (w1 1, w2 1), 1 answered, 1 offered again, 1 failed");
    assertThat(tally.atWork()).isEmpty();
  }

  @Test
  void aFleetOfAnotherNodeIsNotCounted() {
    line(0, "fleet-job", "'worker':'w1','job':'a','token':1");

    assertThat(tally.isEmpty()).isTrue();
  }

  @Test
  void aNewLifeOfTheNodeKnowsNoWorkerUntilItJoins() {
    up("w1", true);
    job("w1", "a", 1);
    line(1, "fleet-open", "'fleet':'own'");

    assertThat(tally.atWork()).isEmpty();
    assertThat(tally.figures("bob").line()).startsWith("bob: 0 of 1 workers");
  }
}
