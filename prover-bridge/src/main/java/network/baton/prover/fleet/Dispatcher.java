package network.baton.prover.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import network.baton.prover.JobFailure;
import network.baton.prover.Progress;
import network.baton.prover.fleet.FleetEvent.AtWork;
import network.baton.prover.fleet.TaskState.Answer;
import network.baton.prover.fleet.TaskState.Attempt;

/**
 * Decides which worker makes which proof next: {@code apply(event, now) -> effects}. No clock, no
 * thread, no input or output; one thread owns it. {@code now} is milliseconds since 1970, never
 * decreasing. Rules B-30 to B-44 of {@code specs/prover-bridge.md}.
 */
public final class Dispatcher {
  /** An alarm that is heard so much too late says that the fleet had no processor. */
  private static final long AWAY_MS = 250;

  private final FleetSettings settings;
  private final long life;
  private final Roster roster;
  private final Alarms alarms = new Alarms();
  private final OpenTasks open;
  private final Lanes lanes;
  private List<FleetEffect> out = new ArrayList<>();
  private long nowMs = Long.MIN_VALUE;
  private long sequence;

  /** Workers that beat can neither be reached nor heard, and it is not their doing. */
  private boolean severed;

  private long severedAtMs;

  /**
   * @param life how often this journal was opened, from 1; tokens of earlier lives differ
   */
  public Dispatcher(FleetSettings settings, long life) {
    if (life < 1 || life >= 1L << 31) {
      throw new IllegalArgumentException("life " + life + " is outside 1..2^31");
    }
    this.settings = settings;
    this.life = life;
    this.roster = new Roster(settings.breakerFailures());
    this.open = new OpenTasks(settings, alarms, effect -> out.add(effect));
    this.lanes = open.waiting();
  }

  /** What an earlier life left. Before the first event. */
  public List<FleetEffect> restore(List<StoredTask> stored, long now) {
    nowMs = Math.max(nowMs, now);
    out = new ArrayList<>();
    stored.forEach(open::restore);
    return out;
  }

  public List<FleetEffect> apply(FleetEvent event, long now) {
    nowMs = Math.max(nowMs, now);
    out = new ArrayList<>();
    switch (event) {
      case FleetEvent.Submitted(FleetTask task) -> open.submitted(task);
      case FleetEvent.Withdrawn(String taskId) -> open.withdrawn(taskId);
      case FleetEvent.Discarded(String taskId) -> open.discarded(taskId);
      case FleetEvent.WorkerJoined(WorkerInfo worker, List<AtWork> jobs) -> joined(worker, jobs);
      case FleetEvent.WorkerLeft(String workerId, String detail) -> left(workerId, detail);
      case FleetEvent.Heard(String workerId, List<AtWork> jobs) -> heard(workerId, jobs);
      case FleetEvent.Beat(String taskId, long token, Progress progress) ->
          beat(taskId, token, progress);
      case FleetEvent.Finished(String taskId, long token, String output) ->
          finished(taskId, token, output);
      case FleetEvent.Failed(String taskId, long token, JobFailure.Kind kind, String detail) ->
          failed(taskId, token, kind, detail);
      case FleetEvent.Checked(String taskId, long token, boolean valid) ->
          checked(taskId, token, valid);
      case FleetEvent.Severed() -> severed();
      case FleetEvent.Rejoined() -> rejoined();
      case FleetEvent.Tick() -> {}
    }
    alarms.due(nowMs).forEach(this::ring);
    assign();
    return out;
  }

  /** When a {@link FleetEvent.Tick} is due at the latest; {@code Long.MAX_VALUE} for never. */
  public long nextWakeMs() {
    return alarms.nextMs();
  }

  /** Tasks without an end. */
  public int openTasks() {
    return open.size();
  }

  /** Tasks that no worker is at work on. */
  public int waitingTasks() {
    return lanes.size();
  }

  /** Places for a proof type on workers that do not rest, taken or not. */
  public int places(String proofType) {
    return roster.places(proofType, nowMs);
  }

  private void joined(WorkerInfo info, List<AtWork> jobs) {
    left(info.workerId(), "it started anew");
    roster.add(info);
    heard(info.workerId(), jobs);
  }

  /** A worker that beats says all that it is at work on; its places are taken by that (B-43). */
  private void heard(String workerId, List<AtWork> jobs) {
    WorkerState worker = roster.get(workerId);
    if (worker == null) {
      return;
    }
    Set<Long> named = new HashSet<>();
    for (AtWork job : jobs) {
      named.add(job.token());
      TaskState task = open.get(job.taskId());
      if (task == null || task.isOver(job.token())) {
        out.add(new FleetEffect.Stop(workerId, job.taskId(), job.token()));
      } else if (task.running.containsKey(job.token())) {
        alive(task, job.token());
      } else {
        resume(worker, task, job.token());
      }
    }
    worker
        .lostWithout(named)
        .forEach(
            (token, task) -> {
              task.running.remove(token);
              worker.held.remove(token);
              out.add(new FleetEffect.Stop(workerId, task.task.taskId(), token));
            });
  }

  /** An attempt that was taken from its worker, or is of an earlier life, and goes on. */
  private void resume(WorkerState worker, TaskState task, long token) {
    String taskId = task.task.taskId();
    String workerId = worker.info.workerId();
    if (task.inHand()) {
      out.add(new FleetEffect.Stop(workerId, taskId, token));
      return;
    }
    lanes.remove(task);
    task.running.put(token, new Attempt(token, worker));
    worker.held.put(token, task);
    alarms.set(new Alarms.Lease(taskId, token), nowMs + settings.leaseMs());
    out.add(new FleetEffect.Resumed(workerId, taskId, token));
  }

  private void left(String workerId, String detail) {
    WorkerState worker = roster.remove(workerId);
    if (worker == null) {
      return;
    }
    for (var held : List.copyOf(worker.held.entrySet())) {
      if (open.get(held.getValue().task.taskId()) == held.getValue()) {
        String why = "worker " + workerId + " left: " + detail;
        attemptFailed(held.getValue(), held.getKey(), JobFailure.Kind.CRASH, why);
      }
    }
  }

  private void severed() {
    if (!severed) {
      severed = true;
      severedAtMs = nowMs;
      alarms.set(new Alarms.Severed(), nowMs + settings.leaseMs());
    }
  }

  /** All that are at work have a whole lease to be heard in. */
  private void rejoined() {
    severed = false;
    alarms.clear(new Alarms.Severed());
    for (TaskState task : open.all()) {
      for (Attempt attempt : task.running.values()) {
        if (attempt.worker.info.beats() && !attempt.lost) {
          alarms.set(
              new Alarms.Lease(task.task.taskId(), attempt.token), nowMs + settings.leaseMs());
        }
      }
    }
  }

  /** Fills free places with the tasks that come first. */
  private void assign() {
    while (true) {
      Roster.Match first = roster.first(lanes, nowMs, severed);
      if (first == null) {
        return;
      }
      start(first.task(), first.worker());
    }
  }

  private void start(TaskState task, WorkerState worker) {
    lanes.remove(task);
    long token = life << 32 | ++sequence;
    String id = task.task.taskId();
    String workerId = worker.info.workerId();
    task.attempts++;
    task.lastWorker = workerId;
    task.running.put(token, new Attempt(token, worker));
    worker.held.put(token, task);
    worker.lastUsed = sequence;
    if (worker.info.beats()) {
      alarms.set(new Alarms.Lease(id, token), nowMs + settings.leaseMs());
    }
    open.write(new JournalRecord.Attempted(id, task.attempts));
    out.add(new FleetEffect.Start(workerId, task.task, token, task.task.dropAtMs() - nowMs));
  }

  private void beat(String taskId, long token, Progress progress) {
    TaskState task = open.get(taskId);
    if (task != null && task.running.containsKey(token)) {
      alive(task, token);
      out.add(new FleetEffect.Told(taskId, task.told(progress)));
    }
  }

  private void alive(TaskState task, long token) {
    Attempt attempt = task.running.get(token);
    if (attempt == null) {
      return;
    }
    if (attempt.worker.info.beats()) {
      alarms.set(new Alarms.Lease(task.task.taskId(), token), nowMs + settings.leaseMs());
    }
    if (attempt.lost && task.waiting) {
      attempt.lost = false;
      lanes.remove(task);
      String workerId = attempt.worker.info.workerId();
      out.add(new FleetEffect.Resumed(workerId, task.task.taskId(), token));
    }
  }

  private void finished(String taskId, long token, String output) {
    roster.release(token);
    TaskState task = open.get(taskId);
    if (task == null) {
      return;
    }
    Attempt attempt = task.running.remove(token);
    task.over(token);
    alarms.clear(new Alarms.Lease(taskId, token));
    if (!settings.checks()) {
      if (attempt != null) {
        attempt.worker.breaker(task.task.proofType()).failuresInRow = 0;
      }
      open.end(task, new Outcome.Proof(output));
      return;
    }
    // Whose answer it is may be forgotten after a restart; it counts all the same (B-35).
    String workerId = attempt == null ? "" : attempt.worker.info.workerId();
    task.checking.put(token, new Answer(workerId, output));
    lanes.remove(task);
    out.add(new FleetEffect.Check(task.task, token, output));
  }

  private void checked(String taskId, long token, boolean valid) {
    TaskState task = open.get(taskId);
    Answer answer = task == null ? null : task.checking.remove(token);
    if (task == null || answer == null) {
      return;
    }
    WorkerState maker = roster.get(answer.workerId());
    String type = task.task.proofType();
    if (valid) {
      if (maker != null) {
        maker.breaker(type).failuresInRow = 0;
      }
      open.end(task, new Outcome.Proof(answer.outputJson()));
      return;
    }
    String detail = "the proof does not verify";
    if (maker != null) {
      blame(maker, type, JobFailure.Kind.INVALID, detail);
    }
    again(task, JobFailure.Kind.INVALID, detail);
  }

  private void failed(String taskId, long token, JobFailure.Kind kind, String detail) {
    WorkerState worker = roster.release(token);
    TaskState task = open.get(taskId);
    if (task != null) {
      task.over(token);
    }
    if (task != null && task.running.containsKey(token)) {
      attemptFailed(task, token, kind, detail);
    } else if (worker != null && kind == JobFailure.Kind.CRASH && task != null) {
      blame(worker, task.task.proofType(), kind, detail);
    }
  }

  private void attemptFailed(TaskState task, long token, JobFailure.Kind kind, String detail) {
    Attempt attempt = task.running.remove(token);
    if (attempt == null) {
      return;
    }
    attempt.worker.held.remove(token);
    alarms.clear(new Alarms.Lease(task.task.taskId(), token));
    if (attempt.worker.info.coordinates()) {
      open.end(
          task, new Outcome.NoProof(kind, detail, false)); // its stages were tried often enough
      return;
    }
    blame(attempt.worker, task.task.proofType(), kind, detail);
    boolean unused = kind == JobFailure.Kind.UNAVAILABLE || kind == JobFailure.Kind.CANCELLED;
    if (unused && !attempt.lost && !task.waiting) {
      task.attempts--;
      open.write(new JournalRecord.Attempted(task.task.taskId(), task.attempts));
    }
    if (kind == JobFailure.Kind.INPUT) {
      open.end(task, new Outcome.NoProof(kind, detail, false));
    } else {
      again(task, kind, detail);
    }
  }

  /** Another attempt, if there is none at work, and while attempts and time remain. */
  private void again(TaskState task, JobFailure.Kind kind, String detail) {
    if (task.waiting || task.inHand()) {
      return;
    }
    if (task.attempts >= settings.attemptsMax()) {
      open.end(task, new Outcome.NoProof(kind, detail, true));
    } else if (nowMs > task.task.retryUntilMs()) {
      open.end(task, new Outcome.NoProof(kind, detail, false));
    } else {
      lanes.add(task);
    }
  }

  private void ring(Alarms.Due due) {
    switch (due.alarm()) {
      case Alarms.Drop(String taskId) -> {
        TaskState task = open.get(taskId);
        if (task != null) {
          long waitedMs = task.task.dropAtMs() - task.task.enqueuedMs();
          String detail = "no answer after " + waitedMs + " ms";
          open.end(task, new Outcome.NoProof(JobFailure.Kind.TIMEOUT, detail, false));
        }
      }
      case Alarms.Lease(String taskId, long token) -> {
        TaskState task = open.get(taskId);
        Attempt attempt = task == null ? null : task.running.get(token);
        if (task == null || attempt == null || attempt.lost) {
          return;
        }
        if (severed) {
          alarms.set(due.alarm(), nowMs + settings.leaseMs());
        } else if (nowMs - due.atMs() > AWAY_MS) {
          // The fleet was away itself: what the worker said meanwhile is not read yet.
          alarms.set(due.alarm(), nowMs + Math.min(nowMs - due.atMs(), settings.leaseMs()));
        } else {
          attempt.lost = true;
          String workerId = attempt.worker.info.workerId();
          out.add(new FleetEffect.Lost(workerId, taskId, token));
          String detail = "worker " + workerId + " fell silent";
          again(task, JobFailure.Kind.CRASH, detail);
        }
      }
      case Alarms.TooLate(String taskId) -> {
        TaskState task = open.get(taskId);
        if (task != null) {
          giveUpIfUnreachable(task);
        }
      }
      case Alarms.Severed() -> List.copyOf(open.all()).forEach(this::giveUpIfUnreachable);
      case Alarms.Rest(String workerId, String proofType) -> {} // assign() looks again
    }
  }

  /** Ends a task that no answer can be had for in time, so that somebody else can be (B-44). */
  private void giveUpIfUnreachable(TaskState task) {
    boolean matters = task.task.retryUntilMs() < task.task.dropAtMs();
    boolean away = severed && nowMs - severedAtMs >= settings.leaseMs();
    if (matters && nowMs >= task.task.retryUntilMs() && roster.outOfReach(task, away)) {
      String detail = away ? "the workers are out of reach" : "there is no worker";
      open.end(task, new Outcome.NoProof(JobFailure.Kind.UNAVAILABLE, detail, false));
    }
  }

  private void blame(WorkerState worker, String proofType, JobFailure.Kind kind, String detail) {
    long restMs = Roster.restMs(settings, worker, proofType, kind);
    if (restMs > 0) {
      long untilMs = nowMs + restMs;
      String workerId = worker.info.workerId();
      worker.breaker(proofType).restsUntilMs = untilMs;
      alarms.set(new Alarms.Rest(workerId, proofType), untilMs);
      out.add(new FleetEffect.Rested(workerId, proofType, untilMs, detail));
    }
  }
}
