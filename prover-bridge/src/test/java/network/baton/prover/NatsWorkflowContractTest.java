package network.baton.prover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.nats.FleetSubjects;
import network.baton.prover.nats.NatsFleet;
import network.baton.prover.nats.NatsServer;
import network.baton.prover.nats.NatsWorker;
import network.baton.prover.workflow.Workflow;
import network.baton.prover.workflow.WorkflowProver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** The same with workers behind a real NATS server. */
@Tag("process")
class NatsWorkflowContractTest extends WorkflowContractTest {
  private static final NatsServer SERVER = server();
  private static int fleets;
  private final List<NatsWorker> workers = new ArrayList<>();

  private static NatsServer server() {
    try {
      return NatsServer.start(ScriptedProcess.newWorkDir());
    } catch (IOException e) {
      throw new UncheckedIOException("is nats-server installed?", e);
    }
  }

  @AfterAll
  static void stopServer() {
    SERVER.close();
  }

  @Override
  Prover open(FleetEngine engine, Workflow workflow, List<Prover> provers) {
    var names = new FleetSubjects("stages-" + ++fleets);
    try {
      var fleet = NatsFleet.open(SERVER.url(), names, engine);
      for (Prover prover : provers) {
        String id = "w" + workers.size();
        workers.add(NatsWorker.open(SERVER.url(), names, id, prover));
      }
      var prover = WorkflowProver.of(engine, workflow, 1, fleet::health, fleet::close);
      await(() -> prover.health().ready());
      return prover;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  @AfterEach
  void close() {
    super.close();
    workers.forEach(NatsWorker::close);
    workers.clear();
  }
}
