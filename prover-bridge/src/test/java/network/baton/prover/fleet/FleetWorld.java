package network.baton.prover.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import network.baton.prover.JobFailure;
import network.baton.prover.Progress;

/**
 * A dispatcher, its journal and its workers in virtual time, with everything that can go wrong
 * drawn from one seed. What it checks at each step is written down here, not taken from the
 * dispatcher.
 */
final class FleetWorld {
  /** How likely what goes wrong is, each 0 to 1. */
  record Troubles(double crash, double silent, double resultLost, double resultTwice) {
    static final Troubles NONE = new Troubles(0, 0, 0, 0);
  }

  private record Step(long atMs, long sequence, Runnable act) {}

  private record Commit(long atMs, List<JournalRecord> records, List<Runnable> then) {}

  final Random random;
  final Map<String, List<String>> proofsTold = new HashMap<>();
  final Map<String, JobFailure.Kind> endsTold = new HashMap<>();
  final Set<String> accepted = new HashSet<>();
  final Map<String, Long> startedMs = new HashMap<>();
  final Map<String, FleetTask> tasks = new LinkedHashMap<>();
  private final FleetSettings settings;
  private final Troubles troubles;
  private final Map<String, WorkerInfo> workers = new LinkedHashMap<>();
  private final Map<String, StoredTask> stored = new LinkedHashMap<>();
  private final PriorityQueue<Step> steps =
      new PriorityQueue<>(
          (a, b) ->
              a.atMs() != b.atMs()
                  ? Long.compare(a.atMs(), b.atMs())
                  : Long.compare(a.sequence(), b.sequence()));
  private final List<Commit> commits = new ArrayList<>();
  private final Map<Long, Integer> atWork = new HashMap<>();
  private final Map<Long, String> taskOf = new HashMap<>();

  /** Tasks that wait for a worker, as an observer of events and effects sees it. */
  private final Set<String> waiting = new HashSet<>();

  private Dispatcher dispatcher;
  private long life = 1;
  private long sequence;
  long nowMs;
  int starts;
  int crashes;

  FleetWorld(long seed, FleetSettings settings, Troubles troubles) {
    this.random = new Random(seed);
    this.settings = settings;
    this.troubles = troubles;
    this.dispatcher = new Dispatcher(settings, life);
  }

  void at(long atMs, Runnable act) {
    steps.add(new Step(atMs, ++sequence, act));
  }

  void run() {
    while (!steps.isEmpty() || dispatcher.nextWakeMs() != Long.MAX_VALUE) {
      long stepMs = steps.isEmpty() ? Long.MAX_VALUE : steps.element().atMs();
      long wakeMs = dispatcher.nextWakeMs();
      if (wakeMs < stepMs) {
        nowMs = Math.max(nowMs, wakeMs);
        apply(new FleetEvent.Tick());
      } else {
        Step step = steps.remove();
        nowMs = Math.max(nowMs, step.atMs());
        step.act().run();
      }
    }
  }

  /** Ids of the tasks that the journal has a proof of. */
  List<String> latched() {
    return stored.values().stream()
        .filter(task -> task.outcome() instanceof Outcome.Proof)
        .map(task -> task.task().taskId())
        .toList();
  }

  void join(WorkerInfo worker) {
    workers.put(worker.workerId(), worker);
    apply(new FleetEvent.WorkerJoined(worker));
  }

  void submit(FleetTask task) {
    if (tasks.put(task.taskId(), task) == null) {
      waiting.add(task.taskId());
    }
    List<FleetEffect> effects = dispatcher.apply(new FleetEvent.Submitted(task), nowMs);
    carryOut(effects, List.of(() -> accepted.add(task.taskId())));
  }

  private void apply(FleetEvent event) {
    carryOut(dispatcher.apply(event, nowMs), List.of());
  }

  private void carryOut(List<FleetEffect> effects, List<Runnable> whenDurable) {
    List<JournalRecord> records = new ArrayList<>();
    List<Runnable> then = new ArrayList<>(whenDurable);
    for (FleetEffect effect : effects) {
      switch (effect) {
        case FleetEffect.Write(JournalRecord written) -> records.add(written);
        case FleetEffect.Start start -> started(start);
        case FleetEffect.Stop(String workerId, String taskId, long token) ->
            at(nowMs + random.nextInt(5), () -> stop(taskId, token));
        case FleetEffect.Check check -> throw new IllegalStateException("no checks here");
        case FleetEffect.Told told -> {}
        case FleetEffect.Latched(String taskId, String output) -> {
          waiting.remove(taskId);
          then.add(() -> proofsTold.computeIfAbsent(taskId, id -> new ArrayList<>()).add(output));
        }
        case FleetEffect.Ended(
                String taskId,
                JobFailure.Kind kind,
                String detail,
                boolean dead) -> {
          waiting.remove(taskId);
          then.add(() -> endsTold.put(taskId, kind));
        }
        case FleetEffect.Rested rested -> {}
        case FleetEffect.Lost lost -> {}
        case FleetEffect.Resumed(String workerId, String taskId, long token) ->
            waiting.remove(taskId);
      }
    }
    long last = commits.isEmpty() ? 0 : commits.getLast().atMs();
    var commit = new Commit(Math.max(last, nowMs + random.nextInt(4)), records, then);
    commits.add(commit);
    at(commit.atMs(), () -> commit(commit));
  }

  private void commit(Commit commit) {
    if (!commits.remove(commit)) {
      return; // lost in a crash
    }
    for (JournalRecord written : commit.records()) {
      StoredTask was = stored.get(written.taskId());
      switch (written) {
        case JournalRecord.Submitted(FleetTask task) ->
            stored.put(task.taskId(), new StoredTask(task, 0, null));
        case JournalRecord.Attempted(String id, int attempts) -> {
          if (was != null) {
            stored.put(id, new StoredTask(was.task(), attempts, was.outcome()));
          }
        }
        case JournalRecord.Latched(String id, String output) -> {
          if (was != null) {
            stored.put(id, new StoredTask(was.task(), was.attempts(), new Outcome.Proof(output)));
          }
        }
        case JournalRecord.Dead(String id, JobFailure.Kind kind, String detail) -> {
          if (was != null) {
            stored.put(
                id,
                new StoredTask(
                    was.task(), was.attempts(), new Outcome.NoProof(kind, detail, true)));
          }
        }
        case JournalRecord.Forgotten(String id) -> stored.remove(id);
      }
    }
    commit.then().forEach(Runnable::run);
  }

  /** The dispatcher's process dies and comes back; what was not yet durable never happened. */
  void crash() {
    crashes++;
    commits.clear();
    for (var worker : workers.values()) {
      if (!worker.beats()) {
        atWork.values().removeIf(holder -> holder == worker.workerId().hashCode());
      }
    }
    dispatcher = new Dispatcher(settings, ++life);
    waiting.clear();
    stored.values().stream()
        .filter(task -> task.outcome() == null)
        .forEach(task -> waiting.add(task.task().taskId()));
    carryOut(dispatcher.restore(List.copyOf(stored.values()), nowMs), List.of());
    workers.values().forEach(worker -> apply(new FleetEvent.WorkerJoined(worker, jobs(worker))));
    for (FleetTask task : tasks.values()) {
      if (!accepted.contains(task.taskId())) {
        submit(task);
      }
    }
  }

  private void started(FleetEffect.Start start) {
    starts++;
    String id = start.task().taskId();
    checkOrder(start);
    waiting.remove(id);
    startedMs.putIfAbsent(id, nowMs);
    WorkerInfo worker = Objects.requireNonNull(workers.get(start.workerId()));
    long token = start.token();
    atWork.put(token, start.workerId().hashCode());
    taskOf.put(token, id);
    long takesMs = 1L + random.nextInt(100);
    if (worker.beats()) {
      beats(worker, id, token, takesMs);
    }
    double fate = random.nextDouble();
    if (fate < troubles.crash()) {
      at(nowMs + takesMs, () -> answer(token, failed(id, token, JobFailure.Kind.CRASH)));
    } else if (worker.beats() && fate < troubles.crash() + troubles.silent()) {
      at(nowMs + 1, () -> dies(worker));
    } else {
      var result = new FleetEvent.Finished(id, token, "proof by " + token);
      boolean lost = worker.beats() && random.nextDouble() < troubles.resultLost();
      at(nowMs + takesMs, () -> answer(lost ? -1 : token, result));
      if (random.nextDouble() < troubles.resultTwice()) {
        at(nowMs + takesMs + random.nextInt(50), () -> apply(result));
      }
    }
  }

  /** Rank first: no task of the type that comes earlier may be waiting when another is begun. */
  private void checkOrder(FleetEffect.Start start) {
    FleetTask begun = start.task();
    if (troubles.silent() > 0 || crashes > 0) {
      return; // leases that run out are not seen from here
    }
    for (String id : waiting) {
      FleetTask other = tasks.get(id);
      if (other != null && other.proofType().equals(begun.proofType())) {
        assertThat(rank(other))
            .as("%s before %s", begun, other)
            .isGreaterThanOrEqualTo(rank(begun));
      }
    }
  }

  private long rank(FleetTask task) {
    return settings.profile() == FleetSettings.Profile.HEAD_OF_CHAIN
        ? task.block()
        : task.dropAtMs();
  }

  private void beats(WorkerInfo worker, String id, long token, long forMs) {
    for (long later = 10; later < forMs; later += 10) {
      at(
          nowMs + later,
          () -> {
            if (atWork.containsKey(token)) {
              apply(new FleetEvent.Beat(id, token, new Progress("", 0, 0)));
              // A hello is sometimes late: it names what has ended since.
              var hello = new FleetEvent.Heard(worker.workerId(), jobs(worker));
              at(nowMs + random.nextInt(20), () -> apply(hello));
            }
          });
    }
  }

  /** What a worker says that it is at work on: one that beats, for the others have gone. */
  private List<FleetEvent.AtWork> jobs(WorkerInfo worker) {
    return worker.beats()
        ? atWork.entrySet().stream()
            .filter(entry -> entry.getValue() == worker.workerId().hashCode())
            .map(
                entry ->
                    new FleetEvent.AtWork(taskOf.getOrDefault(entry.getKey(), ""), entry.getKey()))
            .toList()
        : List.of();
  }

  private FleetEvent failed(String id, long token, JobFailure.Kind kind) {
    return new FleetEvent.Failed(id, token, kind, kind.name());
  }

  private void answer(long token, FleetEvent event) {
    if (atWork.remove(token) != null) {
      if (event instanceof FleetEvent.Failed(String id, long t, JobFailure.Kind k, String d)
          && tasks.containsKey(id)
          && !proofsTold.containsKey(id)) {
        waiting.add(id);
      }
      apply(event);
    }
  }

  /** The machine is gone with all its jobs, and back a little later. */
  private void dies(WorkerInfo worker) {
    atWork.values().removeIf(holder -> holder == worker.workerId().hashCode());
    at(nowMs + 30L + random.nextInt(300), () -> apply(new FleetEvent.WorkerJoined(worker)));
  }

  private void stop(String taskId, long token) {
    if (atWork.remove(token) != null) {
      apply(failed(taskId, token, JobFailure.Kind.CANCELLED));
    }
  }
}
