package network.baton.scenario.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The counted slots in the shape of the node's API (schema {@code Slot} in its openapi.yaml), built
 * from the traces of all nodes, so that the report shows them with the dashboard's own timeline.
 */
public final class SlotViews {
  private static final int BEATS_MAX = 40;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final RunFacts run;
  private final Traces traces;
  private final ChainFacts chain;

  public SlotViews(RunFacts run, Traces traces, ChainFacts chain) {
    this.run = run;
    this.traces = traces;
    this.chain = chain;
  }

  /** The slots, the first one first. */
  public List<ObjectNode> slots() {
    return run.mined().stream().map(this::slot).toList();
  }

  private ObjectNode slot(RunFacts.Mined block) {
    ObjectNode slot = JSON.objectNode();
    slot.put("slot", block.slot());
    slot.put("blockNumber", block.number());
    slot.put("blockHash", block.hash());
    slot.put("startMs", run.slotStartMs(block.slot()));
    slot.put("deadlineMs", run.deadlineMs(block.slot()));
    ArrayNode tasks = slot.putArray("tasks");
    traces.tasks().stream()
        .filter(task -> task.slot() == block.slot())
        .sorted(Comparator.comparing(TaskTrace::label))
        .map(this::task)
        .forEach(tasks::add);
    slot.set(
        "anchor",
        chain.anchored().stream()
            .filter(anchor -> anchor.slot() == block.slot())
            .findFirst()
            .<JsonNode>map(SlotViews::anchor)
            .orElse(JSON.nullNode()));
    return slot;
  }

  private static ObjectNode anchor(ChainFacts.Anchored anchored) {
    ObjectNode anchor = JSON.objectNode();
    anchor.put("root", anchored.root());
    anchor.put("leaves", anchored.leaves());
    anchor.put("poster", anchored.prover());
    anchor.put("txHash", anchored.txHash());
    anchor.put("block", anchored.block());
    anchor.put("gas", anchored.gas());
    return anchor;
  }

  private ObjectNode task(TaskTrace trace) {
    Optional<TraceEvent> latch = trace.latch();
    List<TraceEvent> leases = leases(trace);
    ObjectNode task = JSON.objectNode();
    task.put("taskId", trace.taskId());
    task.put("proofType", trace.proofType());
    task.put("part", trace.isWhole() ? null : trace.part());
    task.put("state", latch.isPresent() ? "proven" : "missed");
    ArrayNode views = task.putArray("leases");
    int highest = leases.stream().mapToInt(TraceEvent::term).max().orElse(0);
    leases.forEach(lease -> views.add(lease(trace, lease, latch, lease.term() < highest)));
    task.putNull("provenAtMs").putNull("provenBy").putNull("proofMs");
    task.putNull("verifyMs").putNull("onTime").putNull("settlement");
    latch.ifPresent(
        proven -> {
          task.put("provenAtMs", proven.atMicros() / 1000);
          task.put("provenBy", proven.number("prover"));
          task.put("onTime", trace.latchedBy(run.deadlineMs(trace.slot())));
          trace
              .first("proof-made", made -> made.node() == proven.number("prover"))
              .ifPresent(made -> task.put("proofMs", Math.round(made.decimal("wallMs"))));
          trace
              .first("verified", verified -> verified.truth("valid"))
              .ifPresent(verified -> task.put("verifyMs", verified.decimal("verifyMs")));
        });
    chain.settled().stream()
        .filter(settled -> settled.taskId().equals(trace.taskId()))
        .findFirst()
        .ifPresent(settled -> task.set("settlement", settlement(settled)));
    return task;
  }

  private static ObjectNode settlement(ChainFacts.Settled settled) {
    ObjectNode settlement = JSON.objectNode();
    settlement.put("state", "settled");
    settlement.put("txHash", settled.txHash());
    settlement.put("block", settled.block());
    settlement.put("gas", settled.gas());
    settlement.put("prover", settled.prover());
    return settlement;
  }

  /** The first sight that any node had of each lease, in the order of terms. */
  private static List<TraceEvent> leases(TaskTrace trace) {
    Map<String, TraceEvent> leases = new LinkedHashMap<>();
    trace.all("lease").forEach(lease -> leases.putIfAbsent(lease.text("digest"), lease));
    return leases.values().stream().sorted(Comparator.comparingInt(TraceEvent::term)).toList();
  }

  private static ObjectNode lease(
      TaskTrace trace, TraceEvent lease, Optional<TraceEvent> latch, boolean overtaken) {
    int prover = (int) lease.number("prover");
    int term = lease.term();
    List<TraceEvent> own =
        trace.events().stream()
            .filter(event -> event.node() == prover && event.term() == term)
            .toList();
    boolean won =
        latch
            .filter(proven -> proven.number("prover") == prover && proven.term() == term)
            .isPresent();
    ObjectNode view = JSON.objectNode();
    view.put("digest", lease.text("digest"));
    view.put("term", term);
    view.put("prover", prover);
    view.put("cause", lease.text("cause"));
    view.put("issuedAtMs", lease.atMicros() / 1000);
    view.putNull("lastBeatMs");
    long ppm = 0;
    String stage = "";
    List<long[]> beats = new ArrayList<>();
    for (TraceEvent event : own) {
      if (event.is("progress")) {
        ppm = event.number("ppm");
        stage = event.text("stage");
      } else if (event.is("beat-sent")) {
        view.put("lastBeatMs", event.atMicros() / 1000);
        beats.add(new long[] {event.atMicros() / 1000, ppm});
      }
    }
    view.put("ppm", won ? 1_000_000 : ppm);
    view.put("stage", stage);
    view.putNull("predictedFinishMs");
    view.put(
        "state", won ? "won" : overtaken ? "overtaken" : latch.isPresent() ? "lost" : "silent");
    ArrayNode beatViews = view.putArray("beats");
    beats.stream()
        .skip(Math.max(0, beats.size() - BEATS_MAX))
        .forEach(beat -> beatViews.addArray().add(beat[0]).add(beat[1]));
    return view;
  }
}
