package network.baton.scenario.report;

import java.util.List;
import java.util.Map;
import network.baton.scenario.Expectation;
import org.jspecify.annotations.Nullable;

/** What a run showed; written as report.json. Every field is defined in specs/report.md. */
public record Report(
    String scenario,
    int nodes,
    int slots,
    int slotSeconds,
    int deadlineMs,
    long firstSlot,
    int blocksProven,
    int blocksProvenOnTime,
    int tasks,
    int tasksProven,
    int proofs,
    int proofsVerifiedOnChain,
    int anchors,
    int slotsMissingAnchor,
    List<Takeovers.Takeover> takeovers,
    List<RunFacts.Fired> faults,
    List<Restarts.Restart> restarts,
    Distribution mineMs,
    Distribution seenMs,
    Distribution convergenceMs,
    Orchestration orchestrationMs,
    Distribution takeoverDelayMs,
    Distribution verifyMs,
    Distribution proofMs,
    double proverSecondsPerBlock,
    int doubleProvenTasks,
    int doubleSignatures,
    double gossipBytesPerSlot,
    @Nullable FleetFigures fleet,
    Map<String, Gas> gas,
    List<Expectation.Outcome> expectations,
    int unreadableTraceLines,
    String startedAt,
    double seconds,
    Machine machine,
    String jdk,
    String commit) {
  /** Time between the parts of the network, without the work itself. */
  public record Orchestration(Distribution start, Distribution accept) {}

  /** Gas of one kind of transaction. */
  public record Gas(int count, long p50, long max) {}

  /**
   * Where the run took place.
   *
   * @param pacePercent 100 if the scenario's durations held as written, more if they were stretched
   * @param stolenPercent share of the processors' time that the host gave to others; null: unknown
   */
  public record Machine(
      String cpu,
      int cores,
      long memoryMiB,
      String os,
      int pacePercent,
      @Nullable Double stolenPercent) {}

  /** Where and with what a run took place. */
  public record Setting(Machine machine, String jdk, String commit) {}

  public Report {
    takeovers = List.copyOf(takeovers);
    faults = List.copyOf(faults);
    restarts = List.copyOf(restarts);
    expectations = List.copyOf(expectations);
  }

  public List<Expectation.Outcome> failed() {
    return expectations.stream().filter(outcome -> !outcome.held()).toList();
  }

  Report judged(List<Expectation.Outcome> outcomes) {
    return new Report(
        scenario,
        nodes,
        slots,
        slotSeconds,
        deadlineMs,
        firstSlot,
        blocksProven,
        blocksProvenOnTime,
        tasks,
        tasksProven,
        proofs,
        proofsVerifiedOnChain,
        anchors,
        slotsMissingAnchor,
        takeovers,
        faults,
        restarts,
        mineMs,
        seenMs,
        convergenceMs,
        orchestrationMs,
        takeoverDelayMs,
        verifyMs,
        proofMs,
        proverSecondsPerBlock,
        doubleProvenTasks,
        doubleSignatures,
        gossipBytesPerSlot,
        fleet,
        gas,
        outcomes,
        unreadableTraceLines,
        startedAt,
        seconds,
        machine,
        jdk,
        commit);
  }
}
