package network.baton.simulator.scenario;

import java.util.Map;
import network.baton.lease.Hash32;
import network.baton.lease.Task;
import network.baton.simulator.workload.Chance;
import network.baton.simulator.world.JobPlan;
import network.baton.simulator.world.ProverModel;

/** Provers that keep their promise with some room, each proof a little different. */
final class ScenarioProvers implements ProverModel {
  /** Of the promise: what the median proof takes, as on a devnet whose machine is not busy. */
  private static final double MEDIAN_SHARE = 0.7;

  private static final double LOG_SD = 0.1;
  private static final long PROOFS = 22;

  private final long seed;
  private final Map<Hash32, Integer> promisesMs;

  ScenarioProvers(long seed, Map<Hash32, Integer> promisesMs) {
    this.seed = seed;
    this.promisesMs = Map.copyOf(promisesMs);
  }

  @Override
  public boolean showsUp(int node, Task task) {
    return true;
  }

  @Override
  public JobPlan plan(int node, Task task) {
    Chance chance = Chance.of(seed + node, PROOFS, task.taskId().a());
    double factor = MEDIAN_SHARE * Math.exp(LOG_SD * chance.normal());
    int promiseMs = promisesMs.getOrDefault(task.proofType(), 1);
    return JobPlan.proves(Math.max(1, Math.round(promiseMs * factor)));
  }
}
