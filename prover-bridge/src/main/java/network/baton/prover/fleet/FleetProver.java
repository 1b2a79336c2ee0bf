package network.baton.prover.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import network.baton.prover.Capabilities;
import network.baton.prover.Health;
import network.baton.prover.Job;
import network.baton.prover.JobFailure;
import network.baton.prover.JobListener;
import network.baton.prover.JobRequest;
import network.baton.prover.JobResult;
import network.baton.prover.Progress;
import network.baton.prover.Prover;

/** A fleet as one prover. Listeners are called on the fleet's threads, one at a time. */
public final class FleetProver implements Prover {
  private final FleetEngine engine;
  private final Supplier<Capabilities> capabilities;
  private final Supplier<Health> health;
  private final Runnable closing;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private boolean closed;

  /**
   * @param capabilities asked before each job
   * @param closing closes the fleet, its engine included
   */
  public FleetProver(
      FleetEngine engine,
      Supplier<Capabilities> capabilities,
      Supplier<Health> health,
      Runnable closing) {
    this.engine = engine;
    this.closing = closing;
    this.capabilities = capabilities;
    this.health = health;
  }

  /** Provers of this process as one, in a fleet of their own, which it closes with itself. */
  public static FleetProver of(
      String name, FleetSettings settings, Journal journal, Collection<? extends Prover> provers) {
    var engine = new FleetEngine(name, settings, journal, (task, output) -> true);
    List<ProverLink> links = new ArrayList<>();
    for (Prover prover : provers) {
      links.add(new ProverLink(name + "-" + links.size(), prover));
    }
    links.forEach(engine::join);
    return of(engine, links.stream().map(ProverLink::prover).toList());
  }

  /** Those workers of a fleet, as one prover. They must have joined it. */
  public static FleetProver of(FleetEngine engine, List<Prover> workers) {
    Capabilities all =
        workers.stream().map(Prover::capabilities).reduce(Capabilities::and).orElseThrow();
    return new FleetProver(engine, () -> all, () -> bestOf(workers), engine::close);
  }

  private static Health bestOf(List<Prover> workers) {
    Health first = workers.getFirst().health();
    return workers.stream().map(Prover::health).filter(Health::ready).findFirst().orElse(first);
  }

  @Override
  public Capabilities capabilities() {
    return capabilities.get();
  }

  /** A job of a type that the fleet does not make is refused, and warms up all that it meets. */
  @Override
  public Job start(JobRequest request, JobListener listener) {
    var job = new Running(request, listener);
    String refusal = "";
    var kind = JobFailure.Kind.UNAVAILABLE;
    synchronized (this) {
      Capabilities can = capabilities.get();
      if (closed) {
        refusal = "the prover is closed";
      } else if (!can.proofTypes().contains(request.proofType())) {
        kind = JobFailure.Kind.INPUT;
        refusal = "the prover makes " + String.join(", ", can.proofTypes());
      } else if (running.containsKey(request.jobId())) {
        kind = JobFailure.Kind.INPUT;
        refusal = "a job " + request.jobId() + " is running already";
      } else if (running.size() >= can.parallelJobs()) {
        refusal = "all places are taken: " + can.parallelJobs();
      } else {
        running.put(request.jobId(), job);
      }
    }
    if (refusal.isEmpty()) {
      engine.submit(job.task(), job);
    } else {
      if (kind == JobFailure.Kind.INPUT && !running.containsKey(request.jobId())) {
        engine.rehearse(job.task());
      }
      listener.onFailure(new JobFailure(kind, refusal, 0));
    }
    return job;
  }

  @Override
  public Health health() {
    return engine.trouble().map(why -> new Health(false, why)).orElseGet(health);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    closing.run();
  }

  private final class Running implements Job, FleetListener {
    private final JobRequest request;
    private final JobListener listener;
    private final long startedNanos = System.nanoTime();

    Running(JobRequest request, JobListener listener) {
      this.request = request;
      this.listener = listener;
    }

    FleetTask task() {
      long now = engine.nowMs();
      return new FleetTask(
          request.jobId(),
          request.proofType(),
          request.inputJson(),
          request.block(),
          now,
          now + request.retryMs(),
          now + request.timeoutMs());
    }

    @Override
    public String jobId() {
      return request.jobId();
    }

    @Override
    public void cancel() {
      if (running.get(request.jobId()) == this) {
        engine.withdraw(request.jobId());
      }
    }

    @Override
    public void onProgress(Progress progress) {
      listener.onProgress(progress);
    }

    @Override
    public void onProof(String outputJson) {
      running.remove(request.jobId(), this);
      listener.onResult(new JobResult(outputJson, wallMs()));
    }

    @Override
    public void onNoProof(JobFailure.Kind kind, String detail, boolean dead) {
      running.remove(request.jobId(), this);
      listener.onFailure(new JobFailure(kind, detail, wallMs()));
    }

    private long wallMs() {
      return (System.nanoTime() - startedNanos) / 1_000_000;
    }
  }
}
