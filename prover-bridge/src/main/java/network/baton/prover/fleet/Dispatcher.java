package network.baton.prover.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.baton.prover.JobFailure;
import network.baton.prover.Progress;
import network.baton.prover.fleet.TaskState.Answer;
import network.baton.prover.fleet.TaskState.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * Decides which worker makes which proof next: {@code apply(event, now) -> effects}. No clock, no
 * thread, no input or output; one thread owns it. {@code now} is milliseconds since 1970, never
 * decreasing. Rules B-30 to B-42 of {@code specs/prover-bridge.md}.
 */
public final class Dispatcher {
  /** An alarm that is heard so much too late says that the fleet had no processor. */
  private static final long AWAY_MS = 250;

  private final FleetSettings settings;
  private final long life;
  private final Map<String, TaskState> open = new HashMap<>();
  private final LinkedHashMap<String, Outcome> ended = new LinkedHashMap<>();
  private final Lanes lanes = new Lanes();
  private final Roster roster;
  private final Alarms alarms = new Alarms();
  private List<FleetEffect> out = new ArrayList<>();
  private long nowMs = Long.MIN_VALUE;
  private long sequence;

  /** Workers that beat can neither be reached nor heard, and it is not their doing. */
  private boolean severed;

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
  }

  /** What an earlier life left. Before the first event. */
  public List<FleetEffect> restore(List<StoredTask> stored, long now) {
    nowMs = Math.max(nowMs, now);
    out = new ArrayList<>();
    for (StoredTask was : stored) {
      String id = was.task().taskId();
      Outcome outcome = was.outcome();
      if (outcome != null) {
        remember(id, outcome);
      } else {
        // The last attempt may have been the old life's; drop moments bound how often.
        admit(was.task(), Math.min(was.attempts(), settings.attemptsMax() - 1));
      }
    }
    return out;
  }

  public List<FleetEffect> apply(FleetEvent event, long now) {
    nowMs = Math.max(nowMs, now);
    out = new ArrayList<>();
    switch (event) {
      case FleetEvent.Submitted(FleetTask task) -> submitted(task);
      case FleetEvent.Withdrawn(String taskId) -> withdrawn(taskId);
      case FleetEvent.Discarded(String taskId) -> discarded(taskId);
      case FleetEvent.WorkerJoined(WorkerInfo worker) -> joined(worker);
      case FleetEvent.WorkerLeft(String workerId, String detail) -> left(workerId, detail);
      case FleetEvent.Alive(String taskId, long token) -> alive(taskId, token);
      case FleetEvent.Beat(String taskId, long token, Progress progress) ->
          beat(taskId, token, progress);
      case FleetEvent.Finished(String taskId, long token, String output) ->
          finished(taskId, token, output);
      case FleetEvent.Failed(String taskId, long token, JobFailure.Kind kind, String detail) ->
          failed(taskId, token, kind, detail);
      case FleetEvent.Checked(String taskId, long token, boolean valid) ->
          checked(taskId, token, valid);
      case FleetEvent.Severed() -> severed = true;
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

  // ------------------------------------------------------------------------------------ tasks

  private void submitted(FleetTask task) {
    Outcome outcome = ended.get(task.taskId());
    if (outcome != null) {
      out.add(outcome.toldOf(task.taskId()));
      return;
    }
    if (open.containsKey(task.taskId())) {
      return;
    }
    if (open.size() >= settings.queueMax()) {
      String detail = "the fleet has " + settings.queueMax() + " open tasks already";
      out.add(new FleetEffect.Ended(task.taskId(), JobFailure.Kind.UNAVAILABLE, detail, false));
      return;
    }
    write(new JournalRecord.Submitted(task));
    admit(task, 0);
  }

  private void admit(FleetTask task, int attempts) {
    long rank =
        switch (settings.profile()) {
          case EARLIEST_DEADLINE -> task.dropAtMs();
          case HEAD_OF_CHAIN -> task.block();
        };
    var state = new TaskState(task, rank, ++sequence, attempts);
    open.put(task.taskId(), state);
    alarms.set(new Alarms.Drop(task.taskId()), task.dropAtMs());
    lanes.add(state);
  }

  private void withdrawn(String taskId) {
    TaskState task = open.get(taskId);
    if (task != null) {
      end(task, new Outcome.NoProof(JobFailure.Kind.CANCELLED, "cancelled", false));
    }
  }

  private void discarded(String taskId) {
    withdrawn(taskId);
    if (ended.remove(taskId) != null) {
      write(new JournalRecord.Forgotten(taskId));
    }
  }

  /** The one place where a task ends. */
  private void end(TaskState task, Outcome outcome) {
    String id = task.task.taskId();
    lanes.remove(task);
    open.remove(id);
    alarms.clear(new Alarms.Drop(id));
    for (Attempt attempt : task.running.values()) {
      alarms.clear(new Alarms.Lease(id, attempt.token));
      out.add(new FleetEffect.Stop(attempt.worker.info.workerId(), id, attempt.token));
      if (!attempt.worker.info.beats()) {
        continue; // it answers, and holds its place until then
      }
      attempt.worker.held.remove(attempt.token);
    }
    switch (outcome) {
      case Outcome.Proof(String output) -> {
        write(new JournalRecord.Latched(id, output));
        remember(id, outcome);
      }
      case Outcome.NoProof(JobFailure.Kind kind, String detail, boolean dead) -> {
        if (dead) {
          write(new JournalRecord.Dead(id, kind, detail));
          remember(id, outcome);
        } else {
          write(new JournalRecord.Forgotten(id)); // who submits it again means it
        }
      }
    }
    out.add(outcome.toldOf(id));
  }

  private void remember(String taskId, Outcome outcome) {
    ended.put(taskId, outcome);
    while (ended.size() > settings.endedKept()) {
      String eldest = ended.firstEntry().getKey();
      ended.remove(eldest);
      write(new JournalRecord.Forgotten(eldest));
    }
  }

  // ---------------------------------------------------------------------------------- workers

  private void joined(WorkerInfo info) {
    left(info.workerId(), "it started anew");
    roster.add(info);
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

  /** All that are at work have a whole lease to be heard in. */
  private void rejoined() {
    severed = false;
    for (TaskState task : open.values()) {
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
      @Nullable TaskState first = null;
      @Nullable WorkerState worker = null;
      for (TaskState head : lanes.heads()) {
        if (first == null || TaskState.ORDER.compare(head, first) < 0) {
          WorkerState best = roster.best(head, nowMs, severed);
          if (best != null) {
            first = head;
            worker = best;
          }
        }
      }
      if (first == null || worker == null) {
        return;
      }
      start(first, worker);
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
    write(new JournalRecord.Attempted(id, task.attempts));
    out.add(new FleetEffect.Start(workerId, task.task, token, task.task.dropAtMs() - nowMs));
  }

  // --------------------------------------------------------------------------------- attempts

  private void beat(String taskId, long token, Progress progress) {
    TaskState task = open.get(taskId);
    if (task != null && task.running.containsKey(token)) {
      alive(taskId, token);
      out.add(new FleetEffect.Told(taskId, task.told(progress)));
    }
  }

  private void alive(String taskId, long token) {
    TaskState task = open.get(taskId);
    Attempt attempt = task == null ? null : task.running.get(token);
    if (task == null || attempt == null) {
      return;
    }
    if (attempt.worker.info.beats()) {
      alarms.set(new Alarms.Lease(taskId, token), nowMs + settings.leaseMs());
    }
    if (attempt.lost && task.waiting) {
      attempt.lost = false;
      lanes.remove(task);
    }
  }

  private void finished(String taskId, long token, String output) {
    roster.release(token);
    TaskState task = open.get(taskId);
    if (task == null) {
      return;
    }
    Attempt attempt = task.running.remove(token);
    alarms.clear(new Alarms.Lease(taskId, token));
    if (!settings.checks()) {
      if (attempt != null) {
        attempt.worker.breaker(task.task.proofType()).failuresInRow = 0;
      }
      end(task, new Outcome.Proof(output));
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
      end(task, new Outcome.Proof(answer.outputJson()));
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
      end(task, new Outcome.NoProof(kind, detail, false)); // its stages were tried often enough
      return;
    }
    blame(attempt.worker, task.task.proofType(), kind, detail);
    boolean unused = kind == JobFailure.Kind.UNAVAILABLE || kind == JobFailure.Kind.CANCELLED;
    if (unused && !attempt.lost && !task.waiting) {
      task.attempts--;
      write(new JournalRecord.Attempted(task.task.taskId(), task.attempts));
    }
    if (kind == JobFailure.Kind.INPUT) {
      end(task, new Outcome.NoProof(kind, detail, false));
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
      end(task, new Outcome.NoProof(kind, detail, true));
    } else if (nowMs > task.task.retryUntilMs()) {
      end(task, new Outcome.NoProof(kind, detail, false));
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
          end(task, new Outcome.NoProof(JobFailure.Kind.TIMEOUT, detail, false));
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
          String detail = "worker " + attempt.worker.info.workerId() + " fell silent";
          again(task, JobFailure.Kind.CRASH, detail);
        }
      }
      case Alarms.Rest(String workerId, String proofType) -> {} // assign() looks again
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

  private void write(JournalRecord record) {
    out.add(new FleetEffect.Write(record));
  }
}
