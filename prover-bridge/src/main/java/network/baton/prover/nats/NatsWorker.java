package network.baton.prover.nats;

import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import network.baton.prover.Capabilities;
import network.baton.prover.Health;
import network.baton.prover.Job;
import network.baton.prover.JobFailure;
import network.baton.prover.JobListener;
import network.baton.prover.JobRequest;
import network.baton.prover.JobResult;
import network.baton.prover.Loop;
import network.baton.prover.Progress;
import network.baton.prover.Prover;
import network.baton.prover.fleet.FleetEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker of a fleet over JetStream: runs the jobs that are published to it on a prover, says
 * hello with what it is at work on, and publishes ends until the server has them. Closing it closes
 * the prover.
 */
public final class NatsWorker implements AutoCloseable {
  /** Between two hellos, which carry the beats of all jobs. */
  static final long HELLO_MS = 500;

  /** How often a prover that starts is asked whether it is ready. */
  private static final long LOOK_MS = 50;

  private static final Logger LOG = LoggerFactory.getLogger(NatsWorker.class);
  private static final Duration ACK_WAIT = Duration.ofSeconds(3);

  /** Between two tries to tell an end. */
  private static final long TELL_AGAIN_MS = 500;

  /** Ends and stops that are remembered, for messages that come again. */
  private static final int REMEMBERED_MAX = 1_024;

  private final FleetSubjects names;
  private final String workerId;
  private final Prover prover;
  private final Bus bus;
  private final Loop loop;
  private final long life = System.nanoTime();
  private final Map<Long, Running> running = new LinkedHashMap<>();
  private final Map<Long, byte[]> ended = bounded();
  private final Map<Long, Boolean> stopped = bounded();
  private final CountDownLatch ready = new CountDownLatch(1);
  private String trouble = "";
  private @Nullable Dispatcher jobs;
  private @Nullable Dispatcher stops;
  private boolean closed;

  private static <V> Map<Long, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
        return size() > REMEMBERED_MAX;
      }
    };
  }

  private static final class Running {
    final FleetMessages.JobMessage job;
    Message message;
    @Nullable Job handle;

    Running(FleetMessages.JobMessage job, Message message) {
      this.job = job;
      this.message = message;
    }
  }

  /**
   * @throws IOException when the server cannot be reached or has no JetStream
   */
  public static NatsWorker open(String url, FleetSubjects names, String workerId, Prover prover)
      throws IOException {
    var worker = new NatsWorker(url, names, workerId, prover);
    worker.begin();
    return worker;
  }

  private NatsWorker(String url, FleetSubjects names, String workerId, Prover prover)
      throws IOException {
    this.names = names;
    this.workerId = FleetSubjects.checked(workerId, "worker");
    this.prover = prover;
    this.loop = new Loop("fleet-worker-" + workerId);
    this.bus = Bus.connect(url, "baton-worker-" + workerId, new Listening());
  }

  private void begin() throws IOException {
    try {
      bus.makeStreams(names);
      // What was published to an earlier process of this name has been offered again since.
      bus.purge(names.jobsStream(), names.job(workerId));
      subscribe();
    } catch (JetStreamApiException e) {
      bus.close();
      loop.shutdown();
      throw new IOException("the NATS server refuses the worker: " + e.getMessage(), e);
    }
    loop.post(this::greet);
  }

  private synchronized void subscribe() throws IOException, JetStreamApiException {
    bus.makeStreams(names);
    Dispatcher nextStops = bus.newDispatcher(stops);
    stops = nextStops;
    nextStops.subscribe(
        names.stop(workerId),
        message -> loop.post(() -> stop(FleetMessages.stop(message.getData()))));
    Dispatcher nextJobs = bus.newDispatcher(jobs);
    jobs = nextJobs;
    bus.consume(
        nextJobs,
        names.jobsStream(),
        names.job(workerId),
        "worker-" + workerId,
        ACK_WAIT,
        2 * prover.capabilities().parallelJobs(),
        message -> loop.post(() -> take(message)));
  }

  private final class Listening implements Bus.Owner {
    @Override
    public void lost() {}

    @Override
    public void subscribe() throws IOException, JetStreamApiException {
      NatsWorker.this.subscribe();
    }

    @Override
    public void returned() {}
  }

  /** The fleet hears of a worker when its prover can begin, and not before. */
  private void greet() {
    if (closed) {
      return;
    }
    Health health = prover.health();
    if (health.ready()) {
      hello();
      ready.countDown();
      return;
    }
    if (!health.detail().equals(trouble)) {
      trouble = health.detail();
      LOG.info("worker {} waits for its prover: {}", workerId, trouble);
    }
    loop.after(LOOK_MS, this::greet);
  }

  /** Returns when the fleet can hear of the worker: its prover is ready. */
  public void awaitReady() throws InterruptedException {
    ready.await();
  }

  private void hello() {
    if (closed) {
      return;
    }
    running.values().forEach(job -> bus.inProgress(job.message));
    sayHello();
    loop.after(HELLO_MS, this::hello);
  }

  private void sayHello() {
    Capabilities can = prover.capabilities();
    var atWork =
        running.values().stream()
            .map(r -> new FleetEvent.AtWork(r.job.taskId(), r.job.token()))
            .toList();
    try {
      bus.connection()
          .publish(
              names.hello(),
              FleetMessages.hello(
                  new FleetMessages.Hello(
                      workerId, life, can.proofTypes(), can.parallelJobs(), atWork)));
    } catch (IllegalStateException disconnected) {
      LOG.debug("a hello is lost: {}", disconnected.getMessage());
    }
  }

  private void take(Message message) {
    FleetMessages.JobMessage job = FleetMessages.job(message.getData()).orElse(null);
    if (job == null || closed || stopped.containsKey(job.token())) {
      bus.ack(message);
      return;
    }
    Running again = running.get(job.token());
    if (again != null) {
      again.message = message;
      return;
    }
    byte[] end = ended.get(job.token());
    if (end != null) {
      tell(end, message, job);
      return;
    }
    var run = new Running(job, message);
    running.put(job.token(), run);
    run.handle = prover.start(request(job), new Ending(run));
  }

  private static JobRequest request(FleetMessages.JobMessage job) {
    long timeoutMs = Math.max(1, job.timeoutMs());
    return new JobRequest("t" + job.token(), job.proofType(), job.inputJson(), timeoutMs);
  }

  private void stop(long token) {
    stopped.put(token, true);
    Running run = running.get(token);
    Job handle = run == null ? null : run.handle;
    if (handle != null) {
      handle.cancel();
    }
  }

  private void end(Running run, FleetMessages.Report end) {
    running.remove(run.job.token());
    byte[] bytes = FleetMessages.report(end);
    ended.put(run.job.token(), bytes);
    tell(bytes, run.message, run.job);
  }

  /** Once; what is lost here is only how far a job is. By the way of the ends, so in order. */
  private void tell(FleetMessages.JobMessage job, Progress progress) {
    try {
      var _ =
          bus.stream()
              .publishAsync(
                  names.end(workerId),
                  FleetMessages.report(
                      new FleetMessages.Report(
                          workerId, job.taskId(), job.token(), progress, null, null, "")));
    } catch (IllegalStateException disconnected) {
      LOG.debug("progress is lost: {}", disconnected.getMessage());
    }
  }

  /** Until the server has it: first the end, then the job's acknowledgement. */
  private void tell(byte[] end, Message message, FleetMessages.JobMessage job) {
    if (end.length > bus.connection().getMaxPayload()) {
      String detail =
          "the answer has "
              + end.length
              + " bytes and the NATS server takes "
              + bus.connection().getMaxPayload()
              + ": raise its max_payload";
      tell(
          FleetMessages.report(
              new FleetMessages.Report(
                  workerId,
                  job.taskId(),
                  job.token(),
                  null,
                  null,
                  JobFailure.Kind.INVALID,
                  detail)),
          message,
          job);
      return;
    }
    try {
      var _ =
          bus.stream()
              .publishAsync(names.end(workerId), end)
              .whenComplete(
                  (stored, failure) -> {
                    if (failure == null) {
                      bus.ack(message);
                    } else {
                      tellAgain(end, message, job);
                    }
                  });
    } catch (IllegalStateException disconnected) {
      tellAgain(end, message, job);
    }
  }

  private void tellAgain(byte[] end, Message message, FleetMessages.JobMessage job) {
    loop.post(
        () -> {
          if (!closed) {
            loop.after(TELL_AGAIN_MS, () -> tell(end, message, job));
          }
        });
  }

  /** Ends the prover and its jobs; their messages stay on the server. */
  @Override
  public void close() {
    loop.post(() -> closed = true);
    prover.close();
    loop.shutdown();
    bus.close();
  }

  private final class Ending implements JobListener {
    private final Running run;

    Ending(Running run) {
      this.run = run;
    }

    @Override
    public void onProgress(Progress progress) {
      loop.post(() -> tell(run.job, progress));
    }

    @Override
    public void onResult(JobResult result) {
      ends(result.outputJson(), null, "");
    }

    @Override
    public void onFailure(JobFailure failure) {
      ends(null, failure.kind(), failure.detail());
    }

    private void ends(@Nullable String outputJson, JobFailure.@Nullable Kind kind, String detail) {
      var end =
          new FleetMessages.Report(
              workerId, run.job.taskId(), run.job.token(), null, outputJson, kind, detail);
      loop.post(
          () -> {
            if (!closed) {
              end(run, end);
            }
          });
    }
  }
}
