package network.baton.node;

import network.baton.node.trace.Trace;
import network.baton.prover.JobFailure;
import network.baton.prover.fleet.FleetWatcher;
import network.baton.prover.fleet.WorkerInfo;

/** Writes down what the workers of a fleet do; {@code specs/trace.md}. */
record FleetTrace(String fleet, Trace trace) implements FleetWatcher {
  @Override
  public void joined(WorkerInfo worker) {
    String types = String.join(",", worker.proofTypes().stream().sorted().toList());
    say(
        "fleet-worker",
        worker.workerId(),
        "up",
        true,
        "places",
        worker.places(),
        "proofTypes",
        types,
        "why",
        "");
  }

  @Override
  public void left(String workerId, String why) {
    say("fleet-worker", workerId, "up", false, "places", 0, "proofTypes", "", "why", why);
  }

  @Override
  public void begun(String taskId, long token, String workerId) {
    say("fleet-job", workerId, "job", taskId, "token", token);
  }

  @Override
  public void ended(
      String taskId, long token, String workerId, End end, JobFailure.Kind kind, String why) {
    String how =
        switch (end) {
          case ANSWERED -> "answered";
          case FAILED -> "failed";
          case LOST -> "lost";
          case STOPPED -> "stopped";
        };
    String failure = end == End.ANSWERED ? "" : kind.name();
    say(
        "fleet-end",
        workerId,
        "job",
        taskId,
        "token",
        token,
        "how",
        how,
        "kind",
        failure,
        "why",
        why);
  }

  private void say(String event, String worker, Object... more) {
    Object[] fields = new Object[more.length + 4];
    fields[0] = "fleet";
    fields[1] = fleet;
    fields[2] = "worker";
    fields[3] = worker;
    System.arraycopy(more, 0, fields, 4, more.length);
    trace.say(event, fields);
  }
}
