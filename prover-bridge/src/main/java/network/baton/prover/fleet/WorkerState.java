package network.baton.prover.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import network.baton.prover.fleet.TaskState.Attempt;

/** A worker as the dispatcher sees it. */
final class WorkerState {
  final WorkerInfo info;

  /** Tokens of the attempts that hold its places, with their tasks. */
  final Map<Long, TaskState> held = new HashMap<>();

  final Map<String, Breaker> breakers = new HashMap<>();
  int strikes;
  long lastUsed;

  WorkerState(WorkerInfo info) {
    this.info = info;
  }

  boolean makes(String proofType) {
    return info.proofTypes().contains(proofType);
  }

  int free() {
    return info.places() - held.size();
  }

  /** Attempts that hold places, that it fell silent with and that it does not name. */
  Map<Long, TaskState> lostWithout(Set<Long> named) {
    var lost = new HashMap<Long, TaskState>();
    held.forEach(
        (token, task) -> {
          Attempt attempt = task.running.get(token);
          if (attempt != null && attempt.lost && !named.contains(token)) {
            lost.put(token, task);
          }
        });
    return lost;
  }

  Breaker breaker(String proofType) {
    return breakers.computeIfAbsent(proofType, type -> new Breaker());
  }

  /** Failures in a row of one proof type on one worker. */
  static final class Breaker {
    int failuresInRow;
    long restsUntilMs = Long.MIN_VALUE;

    boolean resting(long nowMs) {
      return nowMs < restsUntilMs;
    }
  }
}
