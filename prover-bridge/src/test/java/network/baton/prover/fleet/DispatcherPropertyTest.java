package network.baton.prover.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import network.baton.prover.fleet.FleetSettings.Profile;
import network.baton.prover.fleet.FleetWorld.Troubles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred seeds each in virtual time; a failure names its seed. */
class DispatcherPropertyTest {
  private static final int SEEDS = 100;
  private static final int TASKS = 150;
  private static final long FAR_MS = 100_000_000;
  private static final Set<String> BOTH = Set.of("sponge", "tree");

  private static FleetSettings patient(Profile profile) {
    return new FleetSettings(profile, 1_000, 40, 5, 20, 200, 10_000, 10_000, false);
  }

  private static FleetTask task(FleetWorld world, int number, long nowMs) {
    String type = world.random.nextBoolean() ? "sponge" : "tree";
    long dropAtMs = FAR_MS + world.random.nextInt(1_000);
    long block = number / 3 + (long) world.random.nextInt(4);
    return new FleetTask("t" + number, type, "{}", block, nowMs, dropAtMs, dropAtMs);
  }

  private static void arrivals(FleetWorld world, int tasks, int apartMs) {
    long atMs = 1;
    for (int i = 0; i < tasks; i++) {
      int number = i;
      atMs += world.random.nextInt(apartMs);
      world.at(atMs, () -> world.submit(task(world, number, world.nowMs)));
    }
  }

  @ParameterizedTest
  @EnumSource
  void noTaskIsLostOrLatchedTwiceHoweverTheDispatcherAndItsWorkersDie(Profile profile) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var world = new FleetWorld(seed, patient(profile), new Troubles(0.1, 0.05, 0.05, 0.1));
      world.at(0, () -> world.join(new WorkerInfo("here", BOTH, 2, false)));
      for (int i = 0; i < 5; i++) {
        var worker = new WorkerInfo("far" + i, i == 0 ? Set.of("tree") : BOTH, 1 + i % 2, true);
        world.at(i, () -> world.join(worker));
      }
      arrivals(world, TASKS, 20);
      for (int i = 0; i < 6; i++) {
        world.at(1 + world.random.nextInt(2_000), world::crash);
      }

      world.run();

      assertThat(world.crashes).isEqualTo(6);
      assertThat(world.accepted).as("seed %d", seed).hasSize(TASKS);
      for (String id : world.tasks.keySet()) {
        List<String> told = world.proofsTold.getOrDefault(id, List.of());
        assertThat(Set.copyOf(told)).as("seed %d, the proofs of %s", seed, id).hasSizeLessThan(2);
        assertThat(world.endsTold).as("seed %d", seed).doesNotContainKey(id);
      }
      assertThat(world.latched()).as("seed %d", seed).hasSize(TASKS);
    }
  }

  /** {@link FleetWorld} looks at each start. */
  @ParameterizedTest
  @EnumSource
  void whatComesFirstIsBegunFirst(Profile profile) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var world = new FleetWorld(seed, patient(profile), new Troubles(0.2, 0, 0, 0));
      world.at(0, () -> world.join(new WorkerInfo("one", BOTH, 2, false)));
      world.at(0, () -> world.join(new WorkerInfo("two", Set.of("tree"), 1, false)));
      arrivals(world, TASKS, 25);

      world.run();

      assertThat(world.proofsTold).as("seed %d", seed).hasSize(TASKS);
      assertThat(world.starts).isGreaterThan(TASKS);
    }
  }

  /**
   * Jobs last at most 100 ms and four places serve arrivals of at most one job per 40 ms beyond a
   * burst of 20: load is at most 0.63. A place is never idle while a task waits, so a busy period,
   * and with it each wait, is at most (20 + 4) x 100 ms / 4 / (1 - 0.63) = 1,622 ms.
   */
  @ParameterizedTest
  @EnumSource
  void underBoundedLoadNoTaskWaitsLongerThanABusyPeriod(Profile profile) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var world = new FleetWorld(seed, patient(profile), Troubles.NONE);
      world.at(0, () -> world.join(new WorkerInfo("one", BOTH, 4, false)));
      for (int i = 0; i < TASKS; i++) {
        int number = i;
        long atMs = 1 + Math.max(0, i - 20) * 40L;
        world.at(atMs, () -> world.submit(task(world, number, world.nowMs)));
      }

      world.run();

      for (FleetTask task : world.tasks.values()) {
        long waitedMs = world.startedMs.getOrDefault(task.taskId(), FAR_MS) - task.enqueuedMs();
        assertThat(waitedMs).as("seed %d, %s", seed, task).isLessThanOrEqualTo(1_622);
      }
    }
  }
}
