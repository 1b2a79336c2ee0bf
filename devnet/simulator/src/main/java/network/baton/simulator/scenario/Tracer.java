package network.baton.simulator.scenario;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.LeaseCore;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;
import network.baton.scenario.report.NodeTrace;
import network.baton.scenario.report.TraceEvent;
import network.baton.simulator.world.Forge;
import network.baton.simulator.world.Job;
import network.baton.simulator.world.SimNode;
import network.baton.simulator.world.Watch;

/** Writes down what happens in a world as the nodes' trace files would (specs/trace.md). */
final class Tracer implements Watch {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final long MICROS = 1_000;

  /** A proof under check. */
  private record Check(Task task, VerifiedLease lease) {}

  private final LongSupplier nowMs;
  private final List<String> names;
  private final List<List<TraceEvent>> events = new ArrayList<>();
  private final Consumer<TraceEvent> listener;
  private final Consumer<Job> jobListener;
  private final Map<Hash32, VerifiedLease> leases = new HashMap<>();
  private final Map<Hash32, Long> lifeMs = new HashMap<>();
  private final Map<Hash32, Check> checks = new HashMap<>();
  private final List<Set<Hash32>> blocksSeen = new ArrayList<>();

  /**
   * @param nowMs the world's clock
   * @param listener hears every event as it happens
   * @param jobListener hears of every job that starts
   */
  Tracer(
      List<String> names,
      LongSupplier nowMs,
      Consumer<TraceEvent> listener,
      Consumer<Job> jobListener) {
    this.names = List.copyOf(names);
    this.nowMs = nowMs;
    this.listener = listener;
    this.jobListener = jobListener;
    for (int i = 0; i < names.size(); i++) {
      events.add(new ArrayList<>());
      blocksSeen.add(new HashSet<>());
    }
  }

  /** All that was written, one trace for each node. */
  List<NodeTrace> traces() {
    List<NodeTrace> traces = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      traces.add(new NodeTrace(i, names.get(i), events.get(i), 0));
    }
    return traces;
  }

  void emit(int node, String kind, ObjectNode data) {
    long atMicros = nowMs.getAsLong() * MICROS;
    data.put("at", atMicros).put("ev", kind);
    TraceEvent event = new TraceEvent(node, atMicros, kind, data);
    events.get(node).add(event);
    listener.accept(event);
  }

  private static ObjectNode of(Task task) {
    return JSON.objectNode().put("slot", task.slot()).put("taskId", task.taskId().toHex());
  }

  private static ObjectNode of(Task task, Lease lease) {
    return of(task).put("term", lease.term()).put("prover", lease.prover());
  }

  @Override
  public void started(SimNode node) {
    blocksSeen.get(node.index()).clear();
    emit(node.index(), "start", JSON.objectNode().put("prover", node.index()));
  }

  @Override
  public void signed(SimNode node, VerifiedLease message, long epoch) {
    Lease lease = message.lease();
    ObjectNode data = JSON.objectNode().put("taskId", lease.taskId().toHex());
    data.put("term", lease.term()).put("nonce", lease.nonce());
    emit(node.index(), "sign", data.put("digest", message.digest().toHex()));
    VerifiedLease parent = leases.get(lease.prev());
    if (parent != null) {
      ObjectNode takeover = JSON.objectNode().put("taskId", lease.taskId().toHex());
      takeover.put("term", lease.term()).put("cause", lease.cause().name());
      takeover.put("fromProver", parent.lease().prover()).put("toProver", node.index());
      long sinceMs = lifeMs.getOrDefault(parent.digest(), nowMs.getAsLong());
      emit(node.index(), "takeover", takeover.put("silentForMs", nowMs.getAsLong() - sinceMs));
    }
  }

  @Override
  public void turned(SimNode node, Event event, List<Effect> effects, LeaseCore core) {
    int index = node.index();
    switch (event) {
      case Event.TaskOpened(Task task) -> opened(index, task);
      case Event.BeatSeen(VerifiedBeat beat) when beat.signer().equals(Forge.beatKey(index)) ->
          beatSent(index, beat);
      case Event.ProofChecked(Hash32 completion, ProofVerdict verdict) ->
          checked(index, completion, verdict);
      default -> {}
    }
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.LeaseAdded(Task task, VerifiedLease lease) -> added(index, task, lease);
        case Effect.VerifyProof(Task task, VerifiedLease lease, VerifiedCompletion completion) ->
            checks.put(completion.digest(), new Check(task, lease));
        case Effect.Latched(Task task, VerifiedLease lease, VerifiedCompletion _, boolean own) ->
            emit(index, "latched", of(task, lease.lease()).put("own", own));
        case Effect.DeadlineMissed(Task task) -> emit(index, "missed", of(task));
        default -> {}
      }
    }
  }

  private void opened(int index, Task task) {
    if (blocksSeen.get(index).add(task.blockHash())) {
      ObjectNode seen = JSON.objectNode().put("slot", task.slot());
      seen.put("number", task.blockNumber()).put("hash", task.blockHash().toHex());
      emit(index, "block-seen", seen);
    }
    emit(index, "task-open", of(task).put("proofType", task.proofType().toHex()));
  }

  private void beatSent(int index, VerifiedBeat beat) {
    VerifiedLease lease = leases.get(beat.beat().leaseDigest());
    if (lease != null) {
      lifeMs.put(lease.digest(), nowMs.getAsLong());
      ObjectNode data = JSON.objectNode().put("taskId", lease.lease().taskId().toHex());
      data.put("term", lease.lease().term()).put("digest", lease.digest().toHex());
      emit(index, "beat-sent", data.put("sequence", beat.beat().sequence()));
    }
  }

  private void checked(int index, Hash32 completion, ProofVerdict verdict) {
    Check check = checks.get(completion);
    if (check != null) {
      ObjectNode data = of(check.task(), check.lease().lease()).put("own", false);
      data.put("valid", verdict == ProofVerdict.VALID);
      emit(index, "verified", data.put("verifyMs", (double) ScenarioRun.VERIFY_MS));
    }
  }

  private void added(int index, Task task, VerifiedLease lease) {
    leases.put(lease.digest(), lease);
    lifeMs.putIfAbsent(lease.digest(), nowMs.getAsLong());
    ObjectNode data = of(task, lease.lease()).put("cause", lease.lease().cause().name());
    data.put("digest", lease.digest().toHex()).put("own", lease.lease().prover() == index);
    emit(index, "lease", data);
  }

  @Override
  public void jobStarted(SimNode node, Job job) {
    emit(node.index(), "proof-start", of(job.task(), job.lease().lease()));
    jobListener.accept(job);
  }

  /** The prover's first word on a job. */
  void progressed(Job job) {
    ObjectNode data = of(job.task(), job.lease().lease()).put("stage", "witness");
    emit(job.node(), "progress", data);
  }

  @Override
  public void jobEnded(SimNode node, Job job) {
    if (job.isProven()) {
      double wallMs = job.runMs(nowMs.getAsLong());
      emit(node.index(), "proof-made", of(job.task(), job.lease().lease()).put("wallMs", wallMs));
    }
  }
}
