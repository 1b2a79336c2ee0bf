package network.baton.simulator.swarm;

import java.util.Set;
import network.baton.lease.Task;
import network.baton.simulator.workload.Chance;
import network.baton.simulator.world.JobPlan;
import network.baton.simulator.world.ProverModel;

/** Provers of a swarm: quick enough when all is well, broken as the plan says before that. */
final class SwarmProvers implements ProverModel {
  private static final double SHARE = 0.15;
  private static final long QUICK_FROM_MS = 2_000;
  private static final long QUICK_TO_MS = 5_000;
  private static final long SLOW_TO_MS = 12_000;

  private final Set<Fault> faults;
  private final long deadlineMs;
  private final Chance chance;
  private boolean healed;

  SwarmProvers(SwarmPlan plan) {
    this.faults = plan.faults();
    this.deadlineMs = plan.deadlineMs();
    this.chance = Chance.of(plan.seed(), 14, 0);
  }

  void heal() {
    healed = true;
  }

  private boolean hits(Fault fault) {
    return !healed && faults.contains(fault) && chance.happens(SHARE);
  }

  @Override
  public boolean showsUp(int node, Task task) {
    return !hits(Fault.NO_SHOW);
  }

  @Override
  public JobPlan plan(int node, Task task) {
    long toMs = healed || chance.happens(0.9) ? QUICK_TO_MS : SLOW_TO_MS;
    long ms = chance.within(QUICK_FROM_MS, toMs);
    if (hits(Fault.PROVER_FAILURE)) {
      long failsMs = chance.within(1, ms);
      return new JobPlan(failsMs, JobPlan.NEVER, JobPlan.NEVER, ms, false, JobPlan.Outcome.FAILURE);
    }
    if (hits(Fault.HANGS)) {
      long frozenMs = chance.within(1, ms);
      return new JobPlan(
          3 * deadlineMs, JobPlan.NEVER, frozenMs, ms, false, JobPlan.Outcome.FAILURE);
    }
    return JobPlan.proves(ms);
  }
}
