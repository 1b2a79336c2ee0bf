package network.baton.prover.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import network.baton.prover.JobFailure.Kind;
import network.baton.prover.fleet.FleetEvent.AtWork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** B-43, B-44: workers that come back with or without their jobs, and those that do not. */
class ReturnTest {
  private static final FleetSettings SETTINGS = FleetSettings.DEFAULTS; // leaseMs 2,000
  private static final WorkerInfo ONE_PLACE = new WorkerInfo("a", Set.of("sponge"), 1, true);
  private Dispatcher dispatcher = new Dispatcher(SETTINGS, 1);
  private List<FleetEffect> effects = new ArrayList<>();
  private long token;

  private void at(long nowMs, FleetEvent event) {
    effects = dispatcher.apply(event, nowMs);
  }

  private static FleetTask task(String id) {
    return new FleetTask(id, "sponge", "{}", 1, 0, 9_000, 20_000);
  }

  private static FleetEvent joins(AtWork... jobs) {
    return new FleetEvent.WorkerJoined(ONE_PLACE, List.of(jobs));
  }

  private static FleetEvent says(AtWork... jobs) {
    return new FleetEvent.Heard("a", List.of(jobs));
  }

  private List<Class<?>> kinds() {
    List<Class<?>> kinds = new ArrayList<>();
    effects.stream()
        .filter(e -> !(e instanceof FleetEffect.Write))
        .forEach(e -> kinds.add(e.getClass()));
    return kinds;
  }

  private FleetEffect.Start started() {
    List<FleetEffect.Start> starts =
        effects.stream()
            .filter(FleetEffect.Start.class::isInstance)
            .map(FleetEffect.Start.class::cast)
            .toList();
    assertThat(starts).as("%s", effects).hasSize(1);
    return starts.getFirst();
  }

  @BeforeEach
  void aWorkerHasAJob() {
    at(0, joins());
    at(0, new FleetEvent.Submitted(task("t")));
    token = started().token();
  }

  @Test
  void aJobThatItsWorkerDoesNotNameForALeaseHoldsNoPlace() {
    at(500, says());
    at(1_500, says());
    at(2_000, new FleetEvent.Tick());
    assertThat(kinds()).containsExactly(FleetEffect.Lost.class);

    at(2_100, says());

    assertThat(kinds()).containsExactly(FleetEffect.Stop.class, FleetEffect.Start.class);
    assertThat(started().token()).isNotEqualTo(token);
  }

  @Test
  void aWorkerThatComesBackGoesOnWithItsJobAndHasItsPlaceTaken() {
    at(3_000, new FleetEvent.WorkerLeft("a", "not heard"));
    at(4_000, joins(new AtWork("t", token)));
    assertThat(effects).containsExactly(new FleetEffect.Resumed("a", "t", token));
    at(4_000, new FleetEvent.Submitted(task("next")));
    assertThat(kinds()).isEmpty();

    at(4_500, new FleetEvent.Finished("t", token, "made"));

    assertThat(effects).contains(new FleetEffect.Latched("t", "made"));
    assertThat(started().task().taskId()).isEqualTo("next");
  }

  @Test
  void aWorkerThatComesBackWithAJobThatAnotherHasIsStopped() {
    at(1_000, new FleetEvent.WorkerJoined(new WorkerInfo("b", Set.of("sponge"), 1, true)));
    at(3_000, new FleetEvent.WorkerLeft("a", "not heard"));
    assertThat(started().workerId()).isEqualTo("b");

    at(4_000, joins(new AtWork("t", token), new AtWork("unknown", 77)));

    assertThat(effects)
        .containsExactly(
            new FleetEffect.Stop("a", "t", token), new FleetEffect.Stop("a", "unknown", 77));
    at(4_100, new FleetEvent.Submitted(task("next")));
    assertThat(started().workerId()).isEqualTo("a");
  }

  @Test
  void afterARestartAJobOfTheEarlierLifeGoesOnWhereItIs() {
    dispatcher = new Dispatcher(SETTINGS, 2);
    dispatcher.restore(List.of(new StoredTask(task("t"), 1, null)), 1_000);

    at(1_500, joins(new AtWork("t", token)));
    assertThat(effects).containsExactly(new FleetEffect.Resumed("a", "t", token));

    at(3_499, new FleetEvent.Tick());
    assertThat(effects).isEmpty();
    at(3_500, new FleetEvent.Tick());
    assertThat(kinds()).containsExactly(FleetEffect.Lost.class);
  }

  @Test
  void aHelloThatIsOlderThanTheEndBringsNoJobBack() {
    at(1_000, new FleetEvent.Failed("t", token, Kind.CRASH, "segfault"));
    long second = started().token();

    at(1_001, says(new AtWork("t", token)));

    assertThat(effects).containsExactly(new FleetEffect.Stop("a", "t", token));
    at(1_002, says(new AtWork("t", second)));
    assertThat(effects).isEmpty();
  }

  @Test
  void whoIsOutOfReachWhenATaskWouldBeLateLosesItToOthers() {
    at(5_000, new FleetEvent.Severed());
    at(5_000, new FleetEvent.Submitted(task("waits")));
    at(8_999, new FleetEvent.Tick());
    assertThat(kinds()).isEmpty();

    at(9_000, new FleetEvent.Tick());

    assertThat(effects)
        .contains(
            new FleetEffect.Ended("t", Kind.UNAVAILABLE, "the workers are out of reach", false),
            new FleetEffect.Ended(
                "waits", Kind.UNAVAILABLE, "the workers are out of reach", false));
    assertThat(dispatcher.openTasks()).isZero();
  }

  @Test
  void aShortLossOfTheWayCostsNoTask() {
    at(8_500, new FleetEvent.Severed());
    at(9_000, new FleetEvent.Tick());
    assertThat(kinds()).isEmpty();

    at(10_000, new FleetEvent.Rejoined());
    at(10_500, says(new AtWork("t", token)));
    at(11_000, new FleetEvent.Tick());
    assertThat(kinds()).isEmpty();

    at(11_000, new FleetEvent.Severed());
    at(13_000, new FleetEvent.Tick());
    assertThat(kinds()).containsExactly(FleetEffect.Stop.class, FleetEffect.Ended.class);
  }

  @Test
  void whereThereIsNoWorkerATaskIsGivenBackWhenItWouldBeLate() {
    at(3_000, new FleetEvent.WorkerLeft("a", "not heard"));
    assertThat(kinds()).isEmpty();

    at(9_000, new FleetEvent.Tick());

    assertThat(effects)
        .contains(new FleetEffect.Ended("t", Kind.UNAVAILABLE, "there is no worker", false));
  }
}
