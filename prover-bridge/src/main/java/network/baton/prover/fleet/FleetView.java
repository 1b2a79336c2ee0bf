package network.baton.prover.fleet;

import java.util.List;

/** A fleet at one moment. */
public record FleetView(int openTasks, int waitingTasks, List<WorkerInfo> workers) {
  public FleetView {
    workers = List.copyOf(workers);
  }
}
