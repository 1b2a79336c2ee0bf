package network.baton.prover.fleet;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import network.baton.prover.Progress;

/** An open task. Owned by the dispatcher. */
final class TaskState {
  /** Blocks or moments first, then attempts, then age, and the order of coming for equals. */
  static final Comparator<TaskState> ORDER =
      Comparator.<TaskState>comparingLong(t -> t.rank)
          .thenComparingInt(t -> t.attempts)
          .thenComparingLong(t -> t.task.enqueuedMs())
          .thenComparingLong(t -> t.sequence);

  final FleetTask task;
  final long rank;
  final long sequence;

  /** Must not change while the task waits: it is part of the order. */
  int attempts;

  /** Attempts at work, by token. */
  final Map<Long, Attempt> running = new LinkedHashMap<>();

  /** Answers being verified, by token. */
  final Map<Long, Answer> checking = new LinkedHashMap<>();

  /** Tokens whose attempts have told their end; a hello that names one is older than that. */
  private final Set<Long> over = new HashSet<>();

  boolean waiting;
  String lastWorker = "";
  int ppm;

  TaskState(FleetTask task, long rank, long sequence, int attempts) {
    this.task = task;
    this.rank = rank;
    this.sequence = sequence;
    this.attempts = attempts;
  }

  /** An attempt told its end. */
  void over(long token) {
    over.add(token);
  }

  boolean isOver(long token) {
    return over.contains(token);
  }

  /** One worker's try. {@code lost} when the worker fell silent and the task went elsewhere. */
  static final class Attempt {
    final long token;
    final WorkerState worker;
    boolean lost;

    Attempt(long token, WorkerState worker) {
      this.token = token;
      this.worker = worker;
    }
  }

  record Answer(String workerId, String outputJson) {}

  /** Whether somebody is at work on it or its answer is being verified. */
  boolean inHand() {
    return !checking.isEmpty() || running.values().stream().anyMatch(a -> !a.lost);
  }

  /** An attempt that begins anew is told as standing still (B-04). */
  Progress told(Progress progress) {
    ppm = Math.max(ppm, progress.ppm());
    return new Progress(progress.stage(), progress.stageIndex(), ppm);
  }
}
