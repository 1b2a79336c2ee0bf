package network.baton.benchmark.orchestration;

import network.baton.prover.JobFailure;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetListener;
import network.baton.prover.fleet.FleetTask;

/** Puts tasks of the benchmark into a fleet. */
final class FleetTasks {
  static final String TYPE = "echo";
  static final String ANSWER = "{\"proof\":\"0x00\"}";
  private static final long FAR_MS = 3_600_000;

  private FleetTasks() {}

  static void submit(FleetEngine engine, Board board, Stamps stamps) {
    board.put(stamps);
    long now = engine.nowMs();
    var task = new FleetTask(stamps.id, TYPE, input(stamps.id), 1, now, now + FAR_MS, now + FAR_MS);
    engine.submit(
        task,
        new FleetListener() {
          @Override
          public void onProof(String outputJson) {
            board.out(stamps.id);
          }

          @Override
          public void onNoProof(JobFailure.Kind kind, String detail, boolean dead) {
            if (kind != JobFailure.Kind.CANCELLED) {
              stamps.failed(kind + ": " + detail);
            }
          }
        });
  }

  /** A block number in, as the peer's demo has it. */
  static String input(String id) {
    return "{\"id\":\"" + id + "\",\"block\":23533500}";
  }

  /** The id in an input of {@link #input}. */
  static String idIn(String inputJson) {
    int begin = inputJson.indexOf(':') + 2;
    return inputJson.substring(begin, inputJson.indexOf('"', begin));
  }
}
