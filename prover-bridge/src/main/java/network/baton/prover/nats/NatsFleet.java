package network.baton.prover.nats;

import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import network.baton.prover.Capabilities;
import network.baton.prover.Health;
import network.baton.prover.JobFailure;
import network.baton.prover.Loop;
import network.baton.prover.Progress;
import network.baton.prover.fleet.FleetEffect;
import network.baton.prover.fleet.FleetEngine;
import network.baton.prover.fleet.FleetEvent;
import network.baton.prover.fleet.FleetProver;
import network.baton.prover.fleet.FleetTask;
import network.baton.prover.fleet.FleetView;
import network.baton.prover.fleet.WorkerInfo;
import network.baton.prover.fleet.WorkerLink;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's side of a fleet over JetStream: keeps the inventory of workers, publishes each job
 * to the worker that the dispatcher chose, and brings ends back. Closing it closes its engine.
 */
public final class NatsFleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NatsFleet.class);

  /** A worker that said nothing for so long is gone; three of its hellos, and then some. */
  private static final long GONE_MS = 2_000;

  private static final long LOOK_MS = 250;
  private static final Duration ACK_WAIT = Duration.ofSeconds(5);
  private static final int ENDS_UNACKED_MAX = 10_000;

  private final FleetSubjects names;
  private final FleetEngine engine;
  private final Loop loop;
  private final Bus bus;
  private final Inventory inventory = new Inventory(GONE_MS, LOOK_MS);
  private @Nullable Dispatcher ends;
  private @Nullable Dispatcher hellos;
  private volatile Capabilities capabilities = new Capabilities(Set.of(), 1, true, true, false);
  private volatile Map<String, Integer> placesByType = Map.of();
  private volatile int workers;
  private boolean closed;

  /**
   * @throws IOException when the server cannot be reached or has no JetStream
   */
  public static NatsFleet open(String url, FleetSubjects names, FleetEngine engine)
      throws IOException {
    var fleet = new NatsFleet(url, names, engine);
    fleet.begin();
    return fleet;
  }

  private NatsFleet(String url, FleetSubjects names, FleetEngine engine) throws IOException {
    this.names = names;
    this.engine = engine;
    this.loop = new Loop("fleet-bus-" + names.fleet());
    this.bus = Bus.connect(url, "baton-" + names.fleet(), new Listening());
  }

  private void begin() throws IOException {
    try {
      subscribe();
    } catch (JetStreamApiException e) {
      bus.close();
      loop.shutdown();
      throw new IOException("the NATS server refuses the fleet's streams: " + e.getMessage(), e);
    }
    loop.post(this::look);
    engine.onDeadLetter(this::bury);
  }

  /** The server may have lost its store: streams and consumer are made anew if they are gone. */
  private synchronized void subscribe() throws IOException, JetStreamApiException {
    bus.makeStreams(names);
    Dispatcher nextHellos = bus.newDispatcher(hellos);
    hellos = nextHellos;
    nextHellos.subscribe(
        names.hello(), message -> FleetMessages.hello(message.getData()).ifPresent(this::onHello));
    Dispatcher nextEnds = bus.newDispatcher(ends);
    ends = nextEnds;
    bus.consume(
        nextEnds,
        names.endsStream(),
        names.end("*"),
        "dispatcher",
        ACK_WAIT,
        ENDS_UNACKED_MAX,
        this::onReport);
  }

  private final class Listening implements Bus.Owner {
    @Override
    public void lost() {
      engine.tell(new FleetEvent.Severed());
    }

    @Override
    public void subscribe() throws IOException, JetStreamApiException {
      NatsFleet.this.subscribe();
    }

    @Override
    public void returned() {
      engine.tell(new FleetEvent.Rejoined());
    }
  }

  private void onHello(FleetMessages.Hello hello) {
    engine.tell(new FleetEvent.Heard(hello.worker(), hello.jobs()));
    loop.post(() -> heard(hello));
  }

  private void heard(FleetMessages.Hello hello) {
    if (closed) {
      return;
    }
    if (inventory.heardAgain(hello.worker(), hello.life(), engine.nowMs())) {
      return;
    }
    try {
      FleetSubjects.checked(hello.worker(), "worker");
      var info = new WorkerInfo(hello.worker(), hello.proofTypes(), hello.places(), true);
      if (!inventory.add(hello.worker(), hello.life(), engine.nowMs())) {
        return;
      }
      engine.join(new NatsLink(info), hello.jobs());
      LOG.info("worker {} joined: {} places", info.workerId(), info.places());
      count();
    } catch (IllegalArgumentException wrong) {
      LOG.debug("a hello that is none: {}", wrong.getMessage());
    }
  }

  private void look() {
    for (String worker : inventory.gone(engine.nowMs(), bus.connected())) {
      LOG.info("worker {} left: not heard for {} ms", worker, GONE_MS);
      engine.leave(worker, "not heard for " + GONE_MS + " ms");
      Thread.ofVirtual().start(() -> forgetJobs(worker));
      count();
    }
    if (!closed) {
      loop.after(LOOK_MS, this::look);
    }
  }

  /** What was published to a worker that is gone is offered to others; it must not find it. */
  private void forgetJobs(String worker) {
    try {
      bus.purge(names.jobsStream(), names.job(worker));
    } catch (IOException
        | JetStreamApiException
        | IllegalStateException
        | RejectedExecutionException e) {
      LOG.debug("jobs of {} stay in the stream: {}", worker, e.getMessage());
    }
  }

  private void count() {
    var _ = engine.view().thenAccept(this::counted);
  }

  private void counted(FleetView view) {
    Map<String, Integer> byType = new HashMap<>();
    int places = 0;
    List<WorkerInfo> makers = view.workers().stream().filter(w -> !w.coordinates()).toList();
    for (WorkerInfo worker : makers) {
      worker.proofTypes().forEach(type -> byType.merge(type, worker.places(), Integer::sum));
      places += worker.places();
    }
    capabilities = new Capabilities(byType.keySet(), Math.max(1, places), true, true, false);
    placesByType = Map.copyOf(byType);
    workers = makers.size();
  }

  private void onReport(Message message) {
    var report = FleetMessages.report(message.getData());
    if (report.isEmpty()) {
      bus.ack(message);
    } else {
      engine.tell(event(report.get()), () -> bus.ack(message));
    }
  }

  private static FleetEvent event(FleetMessages.Report report) {
    Progress progress = report.progress();
    if (progress != null) {
      return new FleetEvent.Beat(report.taskId(), report.token(), progress);
    }
    String output = report.outputJson();
    if (output != null) {
      return new FleetEvent.Finished(report.taskId(), report.token(), output);
    }
    JobFailure.Kind kind = report.failure();
    return new FleetEvent.Failed(
        report.taskId(),
        report.token(),
        kind == null ? JobFailure.Kind.INVALID : kind,
        report.detail());
  }

  /** A task that used up its attempts, for a person to look at. */
  private void bury(FleetEffect.Ended dead) {
    var end =
        new FleetMessages.Report("", dead.taskId(), 0, null, null, dead.kind(), dead.detail());
    try {
      var _ = bus.stream().publishAsync(names.dead(), FleetMessages.report(end));
    } catch (IllegalStateException disconnected) {
      LOG.warn("the dead letter {} is in the journal only", dead.taskId());
    }
  }

  /** The fleet as a prover. Closing it closes the fleet. */
  public FleetProver prover() {
    return new FleetProver(engine, () -> capabilities, this::health, this::close);
  }

  /** What of the fleet makes one proof type, as a prover; ready while there is such a worker. */
  public FleetProver prover(String proofType) {
    return new FleetProver(
        engine,
        () ->
            new Capabilities(
                Set.of(proofType),
                Math.max(1, placesByType.getOrDefault(proofType, 0)),
                true,
                true,
                false),
        () -> health(proofType),
        this::close);
  }

  /** How the fleet's workers for one proof type, or one work of a workflow, are. */
  public Health health(String proofType) {
    Health all = health();
    return all.ready() && !placesByType.containsKey(proofType)
        ? new Health(false, all.detail() + ", none makes " + proofType)
        : all;
  }

  private Health health() {
    if (!bus.connected()) {
      return new Health(false, "no connection to the NATS server");
    }
    int known = workers;
    return new Health(known > 0, known + " workers");
  }

  @Override
  public void close() {
    loop.post(() -> closed = true);
    engine.close();
    loop.shutdown();
    bus.close();
  }

  private final class NatsLink implements WorkerLink {
    private final WorkerInfo info;

    NatsLink(WorkerInfo info) {
      this.info = info;
    }

    @Override
    public WorkerInfo info() {
      return info;
    }

    @Override
    public void start(FleetTask task, long token, long timeoutMs, AttemptListener listener) {
      byte[] job =
          FleetMessages.job(
              new FleetMessages.JobMessage(
                  task.taskId(), token, task.proofType(), task.inputJson(), timeoutMs));
      try {
        var _ =
            bus.stream()
                .publishAsync(names.job(info.workerId()), job)
                .whenComplete(
                    (stored, failure) -> {
                      if (failure != null) {
                        listener.failed(
                            JobFailure.Kind.UNAVAILABLE, "not published: " + failure.getMessage());
                      }
                    });
      } catch (IllegalStateException | IllegalArgumentException refused) {
        listener.failed(JobFailure.Kind.UNAVAILABLE, "not published: " + refused.getMessage());
      }
    }

    @Override
    public void stop(long token) {
      try {
        bus.connection().publish(names.stop(info.workerId()), FleetMessages.stop(token));
      } catch (IllegalStateException disconnected) {
        LOG.debug("a stop for {} is lost: {}", info.workerId(), disconnected.getMessage());
      }
    }

    @Override
    public void close() {}
  }
}
