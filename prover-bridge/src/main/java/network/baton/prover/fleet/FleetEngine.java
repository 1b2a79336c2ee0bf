package network.baton.prover.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.baton.prover.JobFailure;
import network.baton.prover.Loop;
import network.baton.prover.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a fleet: carries out what the {@link Dispatcher} decides, with workers of this process or
 * behind links, and a journal. Methods may be called from any thread and do not block.
 */
public final class FleetEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FleetEngine.class);

  /** Threads that verify answers. */
  private static final int CHECKERS = 2;

  /** Answers that wait for verification; one more is taken for not verified. */
  private static final int CHECKS_WAITING_MAX = 1_024;

  /** A task that somebody waits for; more than one if it was submitted again. */
  private final Map<String, List<FleetListener>> listeners = new HashMap<>();

  private final Map<String, WorkerLink> links = new LinkedHashMap<>();
  private final WorkBook book = new WorkBook();
  private final Loop loop;
  private final Dispatcher dispatcher;
  private final Journal journal;
  private final ProofVerifier verifier;
  private final ThreadPoolExecutor checkers;
  private final long startedMs = System.currentTimeMillis();
  private final long startedNanos = System.nanoTime();
  private Optional<Loop.Timer> timer = Optional.empty();
  private long timerMs = Long.MAX_VALUE;
  private volatile Consumer<FleetEffect.Ended> deadLetters = dead -> {};
  private boolean closed;

  /** Takes over the journal, and goes on with what an earlier life left in it. */
  public FleetEngine(String name, FleetSettings settings, Journal journal, ProofVerifier verifier) {
    this.journal = journal;
    this.verifier = verifier;
    this.loop = new Loop("fleet-" + name);
    this.dispatcher = new Dispatcher(settings, journal.life());
    this.checkers =
        new ThreadPoolExecutor(
            CHECKERS,
            CHECKERS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(CHECKS_WAITING_MAX),
            Thread.ofPlatform().name("fleet-" + name + "-check-", 0).daemon(true).factory());
    checkers.allowCoreThreadTimeOut(true);
    List<StoredTask> stored = journal.load();
    loop.post(() -> carryOut(dispatcher.restore(stored, nowMs())));
  }

  /** Milliseconds since 1970 by a clock that nobody sets while the process lives. */
  public long nowMs() {
    return startedMs + (System.nanoTime() - startedNanos) / 1_000_000;
  }

  /** Hears of tasks that used up their attempts, on the fleet's thread. One listener. */
  public void onDeadLetter(Consumer<FleetEffect.Ended> listener) {
    deadLetters = listener;
  }

  /** Hears who does what from now on. One watcher. */
  public void watch(FleetWatcher watcher) {
    loop.post(() -> book.watch(watcher, links.values().stream().map(WorkerLink::info).toList()));
  }

  public void join(WorkerLink link) {
    join(link, List.of());
  }

  /** The same, of one that is at work for this fleet already. */
  public void join(WorkerLink link, List<FleetEvent.AtWork> jobs) {
    loop.post(
        () -> {
          links.put(link.info().workerId(), link);
          turn(new FleetEvent.WorkerJoined(link.info(), jobs));
        });
  }

  public void leave(String workerId, String detail) {
    loop.post(
        () -> {
          if (links.remove(workerId) != null) {
            turn(new FleetEvent.WorkerLeft(workerId, detail));
          }
        });
  }

  /** A task that is known already is not begun again; the listener hears of it all the same. */
  public void submit(FleetTask task, FleetListener listener) {
    if (!loop.post(() -> begin(task, listener))) {
      listener.onNoProof(JobFailure.Kind.UNAVAILABLE, "the fleet is closed", false);
    }
  }

  private void begin(FleetTask task, FleetListener listener) {
    if (closed) {
      listener.onNoProof(JobFailure.Kind.UNAVAILABLE, "the fleet is closed", false);
      return;
    }
    listeners.computeIfAbsent(task.taskId(), id -> new ArrayList<>(1)).add(listener);
    turn(new FleetEvent.Submitted(task), List.of(listener::onAccepted));
  }

  /** Takes a task that no worker can make through all steps and takes it back. */
  public void rehearse(FleetTask task) {
    loop.post(
        () -> {
          turn(new FleetEvent.Submitted(task));
          turn(new FleetEvent.Withdrawn(task.taskId()));
          links.values().forEach(link -> link.rehearse(task));
        });
  }

  public void withdraw(String taskId) {
    loop.post(() -> turn(new FleetEvent.Withdrawn(taskId)));
  }

  /** For links whose answers come by another way than the attempt's listener. */
  public void tell(FleetEvent event) {
    loop.post(() -> turn(event));
  }

  /** The same, and what to do when all that follows from it is durable. */
  public void tell(FleetEvent event, Runnable whenDurable) {
    loop.post(() -> turn(event, List.of(whenDurable)));
  }

  /** What it has to do and with whom. */
  public CompletableFuture<FleetView> view() {
    var view = new CompletableFuture<FleetView>();
    boolean open =
        loop.post(
            () ->
                view.complete(
                    new FleetView(
                        dispatcher.openTasks(),
                        dispatcher.waitingTasks(),
                        links.values().stream().map(WorkerLink::info).toList())));
    if (!open) {
      view.complete(new FleetView(0, 0, List.of()));
    }
    return view;
  }

  private void turn(FleetEvent event) {
    turn(event, List.of());
  }

  private void turn(FleetEvent event, List<Runnable> whenDurable) {
    if (!closed) {
      book.heard(event);
      carryOut(dispatcher.apply(event, nowMs()), whenDurable);
    }
  }

  private void carryOut(List<FleetEffect> effects) {
    carryOut(effects, List.of());
  }

  /** Work begins at once; who waits for an end hears it when the end is durable. */
  private void carryOut(List<FleetEffect> effects, List<Runnable> whenDurable) {
    List<JournalRecord> records = new ArrayList<>();
    List<Runnable> then = new ArrayList<>(whenDurable);
    for (FleetEffect effect : effects) {
      book.decided(effect);
      switch (effect) {
        case FleetEffect.Write(JournalRecord written) -> records.add(written);
        case FleetEffect.Start start -> start(start);
        case FleetEffect.Lost lost -> {} // what follows is told apart
        case FleetEffect.Resumed resumed -> {} // its end comes as any other's
        case FleetEffect.Stop(String workerId, String taskId, long token) -> {
          WorkerLink link = links.get(workerId);
          if (link != null) {
            link.stop(token);
          }
        }
        case FleetEffect.Check(FleetTask task, long token, String output) ->
            check(task, token, output);
        case FleetEffect.Told(String taskId, Progress progress) ->
            listeners.getOrDefault(taskId, List.of()).forEach(l -> l.onProgress(progress));
        case FleetEffect.Latched(String taskId, String output) ->
            take(taskId).forEach(l -> then.add(() -> l.onProof(output)));
        case FleetEffect.Ended ended -> {
          if (ended.dead()) {
            deadLetters.accept(ended);
          }
          take(ended.taskId())
              .forEach(
                  l -> then.add(() -> l.onNoProof(ended.kind(), ended.detail(), ended.dead())));
        }
        case FleetEffect.Rested(String workerId, String proofType, long untilMs, String why) ->
            LOG.info(
                "worker {} rests {} ms from {}: {}", workerId, untilMs - nowMs(), proofType, why);
      }
    }
    if (!records.isEmpty() || !then.isEmpty()) {
      journal.append(records, then);
    }
    setTimer();
  }

  private List<FleetListener> take(String taskId) {
    List<FleetListener> waiting = listeners.remove(taskId);
    return waiting == null ? List.of() : waiting;
  }

  private void start(FleetEffect.Start start) {
    WorkerLink link = links.get(start.workerId());
    String taskId = start.task().taskId();
    long token = start.token();
    if (link == null) {
      tell(new FleetEvent.Failed(taskId, token, JobFailure.Kind.UNAVAILABLE, "no such worker"));
      return;
    }
    link.start(
        start.task(),
        token,
        start.timeoutMs(),
        new WorkerLink.AttemptListener() {
          @Override
          public void beat(Progress progress) {
            tell(new FleetEvent.Beat(taskId, token, progress));
          }

          @Override
          public void finished(String outputJson) {
            tell(new FleetEvent.Finished(taskId, token, outputJson));
          }

          @Override
          public void failed(JobFailure.Kind kind, String detail) {
            tell(new FleetEvent.Failed(taskId, token, kind, detail));
          }
        });
  }

  private void check(FleetTask task, long token, String output) {
    try {
      checkers.execute(
          () -> {
            boolean valid = verifier.valid(task, output);
            tell(new FleetEvent.Checked(task.taskId(), token, valid));
          });
    } catch (RejectedExecutionException full) {
      tell(new FleetEvent.Checked(task.taskId(), token, false));
    }
  }

  private void setTimer() {
    long wakeMs = dispatcher.nextWakeMs();
    if (wakeMs < timerMs || timerMs <= nowMs()) {
      timer.ifPresent(Loop.Timer::cancel);
      timerMs = wakeMs;
      timer =
          wakeMs == Long.MAX_VALUE
              ? Optional.empty()
              : Optional.of(
                  loop.after(Math.max(1, wakeMs - nowMs()), () -> turn(new FleetEvent.Tick())));
    }
  }

  /** Why results might not be kept; empty while all is well. */
  public Optional<String> trouble() {
    return Optional.ofNullable(journal.trouble());
  }

  /**
   * Ends all workers and returns when they are gone. Open tasks stay in the journal and go on in
   * the next life; who waits for them now hears {@code CANCELLED}. Not to be called by a listener.
   */
  @Override
  public void close() {
    var gone = new CountDownLatch(1);
    boolean first =
        loop.post(
            () -> {
              closed = true;
              gone.countDown();
            });
    if (!first) {
      return;
    }
    Loop.await(gone);
    // The loop's own state, but its last turn that uses it is over.
    links.values().forEach(WorkerLink::close);
    listeners
        .values()
        .forEach(
            waiting ->
                waiting.forEach(
                    l -> l.onNoProof(JobFailure.Kind.CANCELLED, "the fleet is closed", false)));
    loop.shutdown();
    checkers.shutdownNow();
    journal.close();
  }
}
