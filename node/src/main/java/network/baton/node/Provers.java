package network.baton.node;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import network.baton.lease.Address;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Release;
import network.baton.lease.Task;
import network.baton.node.chain.ChainException;
import network.baton.node.config.NetworkFile;
import network.baton.node.store.Store;
import network.baton.node.trace.Trace;
import network.baton.prover.Health;
import network.baton.prover.Job;
import network.baton.prover.JobFailure;
import network.baton.prover.JobListener;
import network.baton.prover.JobRequest;
import network.baton.prover.JobResult;
import network.baton.prover.Progress;
import network.baton.prover.Prover;
import network.baton.wire.BlockHeader;
import network.baton.wire.Keccak;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands jobs to this node's provers and brings back verified proofs. A job ends in exactly one
 * {@link Event.ProofMade} or {@link Event.ProverFailed}, or silently when it was cancelled.
 */
final class Provers implements AutoCloseable {
  private static final String READY = "ready";

  /** Bytes of one proof; a larger one is a failure of the prover. */
  static final int PROOF_BYTES_MAX = 4 << 20;

  /** A proof type that no prover makes. */
  private static final String REHEARSED_TYPE = "rehearsal";

  /** How many parts of the typical time the past has, against one of the newest proof. */
  private static final int TYPICAL_PARTS = 7;

  private static final Logger LOG = LoggerFactory.getLogger(Provers.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final Map<Hash32, Prover> byType;
  private final NetworkFile network;
  private final Address operator;
  private final JobInputs inputs;
  private final ProofCheck check;
  private final Store store;
  private final ProofDesk desk;
  private final Trace trace;
  private final NodeClock clock;
  private final ExecutorService workers;
  private final Consumer<Event> loop;
  private final ProverObserver observer;
  private final Map<Hash32, Run> running = new ConcurrentHashMap<>();
  private final Map<Hash32, Boolean> readiness = new ConcurrentHashMap<>();

  /** How long a proof of a type takes here, smoothed, milliseconds. */
  private final Map<Hash32, Long> typicalMs = new ConcurrentHashMap<>();

  /** Hears what the beats and the board need. Called on prover threads. */
  interface ProverObserver {
    void progress(VerifiedLease lease, Task task, Progress progress);

    void made(VerifiedLease lease, Task task, long wallMs);

    void ownVerified(Task task, VerifiedLease lease, double verifyMs, boolean valid);

    void failed(VerifiedLease lease, Task task, String why);
  }

  private record Run(Task task, VerifiedLease lease, Job job) {}

  Provers(
      Map<Hash32, Prover> byType,
      NetworkFile network,
      Address operator,
      ProofCheck check,
      Store store,
      ProofDesk desk,
      Trace trace,
      NodeClock clock,
      ExecutorService workers,
      Consumer<Event> loop,
      ProverObserver observer) {
    this.byType = new LinkedHashMap<>(byType);
    this.network = network;
    this.operator = operator;
    this.inputs = new JobInputs(network, operator, hash -> desk.find(hash).orElse(null));
    this.check = check;
    this.store = store;
    this.desk = desk;
    this.trace = trace;
    this.clock = clock;
    this.workers = workers;
    this.loop = loop;
    this.observer = observer;
  }

  /**
   * Tells the core how many jobs each prover can take; called now and then, since provers come and
   * go.
   */
  void reportCapacity() {
    byType.forEach(
        (type, prover) -> {
          boolean ready = prover.health().ready();
          Boolean before = readiness.put(type, ready);
          if (before == null || before != ready) {
            LOG.info("prover {}: {}", network.proofTypeName(type), prover.health().detail());
            reportCapacity(type, prover);
          }
        });
  }

  private void reportCapacity(Hash32 type, Prover prover) {
    long busy =
        running.values().stream().filter(run -> run.task().proofType().equals(type)).count();
    boolean ready = prover.health().ready();
    int free = ready ? (int) Math.max(0, prover.capabilities().parallelJobs() - busy) : 0;
    loop.accept(new Event.CapacityChanged(type, free));
  }

  void start(Task task, VerifiedLease lease, BlockHeader header) {
    Prover prover = byType.get(task.proofType());
    if (prover == null) {
      loop.accept(new Event.ProverFailed(lease.digest(), Release.Reason.PROVER_FAILED));
      return;
    }
    JobRequest request = request(task, lease, header, network.proofTypeName(task.proofType()));
    var listener = new Listener(task, lease, header, prover);
    if (request == null) {
      listener.fail("a part that it takes in is not here");
      return;
    }
    Job job = prover.start(request, listener);
    trace.say(
        "proof-start",
        "slot",
        task.slot(),
        "taskId",
        task.taskId(),
        "term",
        lease.lease().term(),
        "digest",
        lease.digest());
    if (!listener.ended) {
      running.put(lease.digest(), new Run(task, lease, job));
      if (listener.ended) {
        running.remove(lease.digest());
      }
    }
    reportCapacity(task.proofType(), prover);
  }

  /** A task was latched with that proof; it may be a part of another's. On the loop's thread. */
  void latched(Task task, Hash32 proofHash) {
    inputs.latched(task, proofHash);
  }

  private @Nullable JobRequest request(
      Task task, VerifiedLease lease, BlockHeader header, String proofType) {
    // A late proof still counts while the task is open, so the job may run past the deadline, but
    // not for ever. One that begins late has as long as one in time: ended early, it would take the
    // prover's time, bring nothing and call for the next in line.
    long spanMs = task.deadlineMs() - task.slotStartMs();
    long timeoutMs = Math.max(0, task.deadlineMs() - clock.nowMs()) + spanMs;
    // A failed attempt is repeated while another can still be in time; after that the lease is
    // better given back, so that somebody else can be.
    long needsMs = typicalMs.getOrDefault(task.proofType(), 0L);
    long retryMs = Math.max(0, task.deadlineMs() - clock.nowMs() - needsMs);
    String input = inputs.of(task, proofType, header);
    if (input == null) {
      return null;
    }
    return new JobRequest(
        "s" + task.slot() + "-" + task.taskId().brief() + "-t" + lease.lease().term(),
        proofType,
        input,
        timeoutMs,
        task.blockNumber(),
        retryMs);
  }

  /** Hands each prover a job that it must refuse, so that the first real one is quick. */
  void rehearse(Task task, VerifiedLease lease, BlockHeader header) {
    byType.forEach(
        (type, prover) -> {
          JobRequest refused = request(task, lease, header, REHEARSED_TYPE);
          if (refused != null) {
            prover.start(refused, new RefusedJob());
          }
          reportCapacity(type, prover);
        });
  }

  /** How rehearsed jobs end interests nobody. */
  private static final class RefusedJob implements JobListener {
    @Override
    public void onProgress(Progress progress) {}

    @Override
    public void onResult(JobResult result) {}

    @Override
    public void onFailure(JobFailure failure) {}
  }

  void cancel(Hash32 leaseDigest) {
    Run run = running.get(leaseDigest);
    if (run != null) {
      run.job().cancel();
    }
  }

  /** Own leases whose proof is still being made. */
  java.util.List<VerifiedLease> runningLeases() {
    return running.values().stream().map(Run::lease).toList();
  }

  private final class Listener implements JobListener {
    private final Task task;
    private final VerifiedLease lease;
    private final BlockHeader header;
    private final Prover prover;
    private volatile boolean ended;

    Listener(Task task, VerifiedLease lease, BlockHeader header, Prover prover) {
      this.task = task;
      this.lease = lease;
      this.header = header;
      this.prover = prover;
    }

    @Override
    public void onProgress(Progress progress) {
      observer.progress(lease, task, progress);
    }

    @Override
    public void onResult(JobResult result) {
      end();
      typicalMs.merge(
          task.proofType(),
          result.wallMs(),
          (was, now) -> (TYPICAL_PARTS * was + now) / (TYPICAL_PARTS + 1));
      observer.made(lease, task, result.wallMs());
      workers.execute(() -> accept(result));
    }

    private void accept(JobResult result) {
      byte[] proof = proofBytes(result.outputJson());
      if (proof == null) {
        fail(
            "its output has no field 'proof' with 0x-hex of at most " + PROOF_BYTES_MAX + " bytes");
        return;
      }
      Hash32 proofHash = Keccak.hash(proof);
      long startedNanos = System.nanoTime();
      try {
        boolean valid = check.valid(task, header, operator, proof);
        observer.ownVerified(task, lease, (System.nanoTime() - startedNanos) / 1e6, valid);
        if (!valid) {
          fail("its proof does not verify");
          return;
        }
      } catch (ChainException e) {
        // The proof may be good; the next to ask is the settlement. Without a verifier nothing can
        // be claimed proven.
        fail("its proof cannot be verified: " + e.getMessage());
        return;
      }
      // In memory to be served at once; on disk for restarts and the settlement.
      desk.put(proofHash, proof);
      store.putProof(proofHash, task.slot(), proof);
      loop.accept(new Event.ProofMade(lease.digest(), proofHash, proof.length));
    }

    @Override
    public void onFailure(JobFailure failure) {
      end();
      if (failure.kind() == JobFailure.Kind.CANCELLED) {
        return;
      }
      fail(failure.kind() + ": " + failure.detail());
    }

    private void fail(String why) {
      LOG.warn(
          "prover {} failed on slot {}: {}",
          network.proofTypeName(task.proofType()),
          task.slot(),
          why);
      observer.failed(lease, task, why);
      loop.accept(new Event.ProverFailed(lease.digest(), Release.Reason.PROVER_FAILED));
    }

    private void end() {
      ended = true;
      running.remove(lease.digest());
      reportCapacity(task.proofType(), prover);
    }
  }

  /** The proof in a prover's answer, or null. */
  static byte @Nullable [] proofBytes(String outputJson) {
    try {
      JsonNode proof = JSON.readTree(outputJson).path("proof");
      String hex = proof.asText("");
      if (!hex.startsWith("0x") || hex.length() <= 2 || hex.length() > 2 + 2 * PROOF_BYTES_MAX) {
        return null;
      }
      return HexFormat.of().parseHex(hex, 2, hex.length());
    } catch (JacksonException | IllegalArgumentException e) {
      return null;
    }
  }

  /** How the provers are, for the status page: type name -> one line. */
  Map<String, String> health() {
    var lines = new LinkedHashMap<String, String>();
    byType.forEach(
        (type, prover) -> lines.put(network.proofTypeName(type), inWords(prover.health())));
    return lines;
  }

  /** Begins with {@link #READY} if the prover is. */
  static String inWords(Health health) {
    String detail = health.detail();
    return !health.ready() || detail.startsWith(READY) ? detail : READY + ": " + detail;
  }

  @Override
  public void close() {
    for (Prover prover : byType.values()) {
      prover.close();
    }
  }
}
