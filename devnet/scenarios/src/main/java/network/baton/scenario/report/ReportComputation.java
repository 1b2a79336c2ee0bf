package network.baton.scenario.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import network.baton.scenario.Expectation;
import network.baton.scenario.Fault;
import network.baton.scenario.Fleet;
import network.baton.scenario.Measure;
import network.baton.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/** Turns what the runner, the traces and the chain tell into a {@link Report}. */
public final class ReportComputation {
  private final RunFacts run;
  private final Traces traces;
  private final ChainFacts chain;
  private final int slotsPerEpoch;

  public ReportComputation(RunFacts run, Traces traces, ChainFacts chain, int slotsPerEpoch) {
    this.run = run;
    this.traces = traces;
    this.chain = chain;
    this.slotsPerEpoch = slotsPerEpoch;
  }

  public Report report(Report.Setting setting) {
    Scenario scenario = run.scenario();
    Measures measures = new Measures(run, traces);
    List<Takeovers.Takeover> takeovers = Takeovers.of(run, traces);
    Report bare =
        new Report(
            scenario.name(),
            scenario.nodes(),
            scenario.slots(),
            scenario.slotSeconds(),
            scenario.deadlineMs(),
            run.firstSlot(),
            blocksProven(false),
            blocksProven(true),
            scenario.tasks(),
            (int) traces.tasks().stream().filter(task -> task.latch().isPresent()).count(),
            scenario.proofs(),
            proofsVerifiedOnChain(),
            (int) chain.anchored().stream().filter(anchor -> run.counts(anchor.slot())).count(),
            slotsMissingAnchor(),
            takeovers,
            run.fired(),
            Restarts.of(run, traces),
            Distribution.of(measures.mineMs()),
            Distribution.of(measures.seenMs()),
            Distribution.of(measures.convergenceMs()),
            new Report.Orchestration(
                Distribution.of(measures.orchestrationStartMs()),
                Distribution.of(measures.orchestrationAcceptMs())),
            Distribution.of(Takeovers.delaysMs(takeovers)),
            Distribution.of(measures.verifyMs()),
            Distribution.of(measures.proofMs()),
            measures.proverSecondsPerBlock(),
            measures.doubleProvenTasks(),
            Signatures.doubleSignatures(traces, slotsPerEpoch),
            measures.gossipBytesPerSlot(),
            fleet(),
            gas(),
            List.of(),
            traces.unreadableLines(),
            Instant.ofEpochMilli(run.startedAtMs()).toString(),
            run.seconds(),
            setting.machine(),
            setting.jdk(),
            setting.commit());
    return bare.judged(judge(bare));
  }

  /** what the fleet's workers did, of the whole run; null where there is no fleet. */
  private @Nullable FleetFigures fleet() {
    Fleet fleet = run.scenario().fleet();
    if (fleet == null) {
      return null;
    }
    int index = run.scenario().nodeNames().indexOf(fleet.node());
    FleetTally tally = new FleetTally(index);
    traces.node(index).ifPresent(node -> node.events().forEach(tally::traced));
    return tally.figures(fleet.node());
  }

  /** Counted slots in which enough distinct proof types were proven (by the deadline). */
  private int blocksProven(boolean onTime) {
    Map<Long, Set<String>> types =
        traces.tasks().stream()
            .filter(TaskTrace::isWhole)
            .filter(task -> task.latch().isPresent())
            .filter(task -> !onTime || task.latchedBy(run.deadlineMs(task.slot())))
            .collect(
                Collectors.groupingBy(
                    TaskTrace::slot, Collectors.mapping(TaskTrace::proofType, Collectors.toSet())));
    return (int)
        types.values().stream()
            .filter(proven -> proven.size() >= run.scenario().provenTypes())
            .count();
  }

  private int proofsVerifiedOnChain() {
    return (int)
        chain.settled().stream()
            .map(ChainFacts.Settled::taskId)
            .filter(taskId -> traces.task(taskId).isPresent())
            .distinct()
            .count();
  }

  private int slotsMissingAnchor() {
    Set<Long> leased =
        traces.tasks().stream()
            .filter(task -> task.all("lease").findAny().isPresent())
            .map(TaskTrace::slot)
            .collect(Collectors.toSet());
    chain.anchored().forEach(anchor -> leased.remove(anchor.slot()));
    return leased.size();
  }

  private Map<String, Report.Gas> gas() {
    Map<String, Report.Gas> gas = new TreeMap<>();
    chain
        .gas()
        .forEach(
            (operation, used) -> {
              List<Long> sorted = used.stream().sorted().toList();
              if (!sorted.isEmpty()) {
                long median = sorted.get((sorted.size() + 1) / 2 - 1);
                gas.put(operation, new Report.Gas(sorted.size(), median, sorted.getLast()));
              }
            });
    return gas;
  }

  private List<Expectation.Outcome> judge(Report report) {
    List<Expectation.Outcome> outcomes = new ArrayList<>();
    for (Expectation expectation : run.scenario().expectations()) {
      outcomes.add(
          expectation.judge(measured(report, expectation), whole(report, expectation.measure())));
    }
    for (Fault fault : run.scenario().faults()) {
      boolean fired = run.fired().stream().anyMatch(done -> done.name().equals(fault.name()));
      outcomes.add(
          new Expectation.Outcome(
              "fault '" + fault.name() + "' was carried out",
              fired,
              fired ? "yes" : "its moment never came"));
    }
    outcomes.add(
        new Expectation.Outcome(
            "every node lives and ends as it is told",
            run.mishaps().isEmpty(),
            run.mishaps().isEmpty() ? "yes" : String.join("; ", run.mishaps())));
    return outcomes;
  }

  private static double whole(Report report, Measure measure) {
    return switch (measure) {
      case BLOCKS_PROVEN, BLOCKS_PROVEN_ON_TIME -> report.slots();
      case TASKS_PROVEN -> report.tasks();
      case PROOFS_VERIFIED_ON_CHAIN -> report.proofs();
      case NODES_CLAIMING_AGAIN -> report.restarts().size();
      default -> 0; // the parser refuses 'all' for these
    };
  }

  private static @Nullable Double measured(Report report, Expectation expectation) {
    return switch (expectation.measure()) {
      case BLOCKS_PROVEN -> (double) report.blocksProven();
      case BLOCKS_PROVEN_ON_TIME -> (double) report.blocksProvenOnTime();
      case TASKS_PROVEN -> (double) report.tasksProven();
      case PROOFS_VERIFIED_ON_CHAIN -> (double) report.proofsVerifiedOnChain();
      case NODES_CLAIMING_AGAIN ->
          (double) report.restarts().stream().filter(node -> node.claimedAfterMs() != null).count();
      case TAKEOVERS -> (double) matching(report.takeovers(), expectation);
      case ANCHORS -> (double) report.anchors();
      case SLOTS_MISSING_ANCHOR -> (double) report.slotsMissingAnchor();
      case DOUBLE_SIGNATURES -> (double) report.doubleSignatures();
      case DOUBLE_PROVEN_TASKS -> (double) report.doubleProvenTasks();
      case PROVER_SECONDS_PER_BLOCK -> report.proverSecondsPerBlock();
      case GOSSIP_BYTES_PER_SLOT -> report.gossipBytesPerSlot();
      case FLEET_ANSWERED, FLEET_REOFFERED, FLEET_FAILED ->
          of(report.fleet(), expectation.measure());
      case SEEN_MS -> of(report.seenMs(), expectation);
      case CONVERGENCE_MS -> of(report.convergenceMs(), expectation);
      case ORCHESTRATION_START_MS -> of(report.orchestrationMs().start(), expectation);
      case ORCHESTRATION_ACCEPT_MS -> of(report.orchestrationMs().accept(), expectation);
      case TAKEOVER_DELAY_MS -> of(report.takeoverDelayMs(), expectation);
      case VERIFY_MS -> of(report.verifyMs(), expectation);
    };
  }

  private static @Nullable Double of(Distribution distribution, Expectation expectation) {
    Measure.Statistic statistic = expectation.statistic();
    return statistic == null ? null : distribution.get(statistic);
  }

  private static @Nullable Double of(@Nullable FleetFigures fleet, Measure measure) {
    if (fleet == null) {
      return null;
    }
    return switch (measure) {
      case FLEET_ANSWERED -> (double) fleet.answered();
      case FLEET_REOFFERED -> (double) fleet.reoffered();
      default -> (double) fleet.failed();
    };
  }

  private static long matching(List<Takeovers.Takeover> takeovers, Expectation expectation) {
    String cause = expectation.cause();
    Boolean inTime = expectation.provenBeforeDeadline();
    return takeovers.stream()
        .filter(takeover -> cause == null || takeover.cause().equals(cause))
        .filter(takeover -> inTime == null || takeover.provenBeforeDeadline() == inTime)
        .count();
  }
}
