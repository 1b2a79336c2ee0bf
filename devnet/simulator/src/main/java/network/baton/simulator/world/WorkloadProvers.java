package network.baton.simulator.world;

import network.baton.lease.Task;
import network.baton.simulator.workload.BlockTrace;
import network.baton.simulator.workload.SlotDraw;
import network.baton.simulator.workload.SlotDraw.Fate;
import network.baton.simulator.workload.Workload;

/** Provers whose fates are a workload's draws, the same ones that the other policies see. */
final class WorkloadProvers implements ProverModel {
  private final SlotDraw current;
  private final SlotDraw other;
  private long currentSlot = -1;
  private long otherSlot = -1;

  WorkloadProvers(Workload workload, BlockTrace trace) {
    this.current = new SlotDraw(workload, trace);
    this.other = new SlotDraw(workload, trace);
  }

  SlotDraw begin(long slot) {
    currentSlot = slot;
    current.draw(slot);
    return current;
  }

  /** A slot's draw; jobs of open leases may begin long after their slot. */
  private SlotDraw of(long slot) {
    if (slot == currentSlot) {
      return current;
    }
    if (slot != otherSlot) {
      otherSlot = slot;
      other.draw(slot);
    }
    return other;
  }

  @Override
  public boolean showsUp(int node, Task task) {
    return of(task.slot()).fate(node) != Fate.NO_SHOW;
  }

  @Override
  public JobPlan plan(int node, Task task) {
    SlotDraw draw = of(task.slot());
    double ms = draw.provingMs(node);
    double believedMs = ms * draw.progressFactor(node);
    long brokenMs = Math.round(ms * draw.brokenAt(node));
    long doneMs = Math.max(1, Math.round(ms));
    return switch (draw.fate(node)) {
      case CRASHES -> plan(JobPlan.NEVER, brokenMs, JobPlan.NEVER, believedMs, false);
      case HANGS -> plan(JobPlan.NEVER, JobPlan.NEVER, brokenMs, believedMs, false);
      case LIES -> plan(JobPlan.NEVER, JobPlan.NEVER, JobPlan.NEVER, believedMs, true);
      case PROVES, NO_SHOW -> plan(doneMs, JobPlan.NEVER, JobPlan.NEVER, believedMs, false);
    };
  }

  private static JobPlan plan(
      long doneMs, long darkMs, long frozenMs, double believedMs, boolean lies) {
    return new JobPlan(doneMs, darkMs, frozenMs, believedMs, lies, JobPlan.Outcome.PROOF);
  }
}
