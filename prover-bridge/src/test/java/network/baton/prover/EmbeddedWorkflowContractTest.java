package network.baton.prover;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.ProverLink;
import network.baton.prover.workflow.Workflow;
import network.baton.prover.workflow.WorkflowProver;

class EmbeddedWorkflowContractTest extends WorkflowContractTest {
  @Override
  Prover open(FleetEngine engine, Workflow workflow, List<Prover> workers) {
    return join(engine, workflow, workers, 1);
  }

  static Prover join(FleetEngine engine, Workflow workflow, List<Prover> workers, int parallel) {
    var number = new AtomicInteger();
    workers.forEach(w -> engine.join(new ProverLink("w" + number.incrementAndGet(), w)));
    return WorkflowProver.of(
        engine, workflow, parallel, w -> new Health(true, "ready"), engine::close);
  }
}
