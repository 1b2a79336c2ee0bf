package network.baton.prover;

import java.util.List;
import java.util.stream.IntStream;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetSettings;
import network.baton.prover.fleet.Journal;
import network.baton.prover.workflow.Stage;
import network.baton.prover.workflow.Stage.Collect;
import network.baton.prover.workflow.Workflow;

/** A workflow keeps the promises of one prover. Its progress names its own stages. */
class WorkflowProverContractTest extends ProverContractTest {
  private static final Workflow ONE_STAGE =
      new Workflow(
          Steps.TYPE,
          List.of(new Stage("only", "w-only", List.of(), Collect.MATCH_ALL, 1, "", 0, 1)));

  @Override
  Prover open(int parallel) {
    var engine =
        new FleetEngine("test", FleetSettings.DEFAULTS, Journal.inMemory(), (task, out) -> true);
    List<Prover> workers =
        IntStream.range(0, parallel)
            .<Prover>mapToObj(i -> new FakeProver("w-only", 1, FakeProverTest::script))
            .toList();
    return EmbeddedWorkflowContractTest.join(engine, ONE_STAGE, workers, parallel);
  }

  @Override
  Progress told(String stage, int index, int ppm) {
    return new Progress("only", 0, ppm);
  }
}
