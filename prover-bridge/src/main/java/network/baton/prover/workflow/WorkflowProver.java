package network.baton.prover.workflow;

import java.util.Set;
import java.util.function.Function;
import network.baton.prover.Capabilities;
import network.baton.prover.Health;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetProver;

/** Makes a prover of a workflow and the fleet that makes its stages. */
public final class WorkflowProver {
  private WorkflowProver() {}

  /**
   * Has the workflow join the fleet.
   *
   * @param parallel how many proofs it has in its stages at once, 1 to 64
   * @param ofWork how the fleet's workers for a stage's work are
   * @param closing closes the fleet, its engine included
   */
  public static FleetProver of(
      FleetEngine engine,
      Workflow workflow,
      int parallel,
      Function<String, Health> ofWork,
      Runnable closing) {
    engine.join(new WorkflowLink(engine, workflow, parallel));
    var all = new Capabilities(Set.of(workflow.proofType()), parallel, true, true, true);
    return new FleetProver(engine, () -> all, () -> health(workflow, ofWork), closing);
  }

  /** As good as the worst of its works. */
  private static Health health(Workflow workflow, Function<String, Health> ofWork) {
    for (String work : workflow.works()) {
      Health health = ofWork.apply(work);
      if (!health.ready()) {
        return new Health(false, work + ": " + health.detail());
      }
    }
    return new Health(true, "ready");
  }
}
