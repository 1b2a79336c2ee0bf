package network.baton.scenario.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The distributions and counts of specs/report.md, each a pure function of the traces. Durations
 * are in milliseconds.
 */
final class Measures {
  private final RunFacts run;
  private final Traces traces;

  Measures(RunFacts run, Traces traces) {
    this.run = run;
    this.traces = traces;
  }

  /** How long the chain node took to make each block. */
  List<Double> mineMs() {
    return run.mined().stream()
        .map(block -> (block.answeredMicros() - block.sentMicros()) / 1000.0)
        .toList();
  }

  /** a block is mined -> a node sees it, counted from the command to mine. */
  List<Double> seenMs() {
    List<Double> samples = new ArrayList<>();
    for (RunFacts.Mined block : run.mined()) {
      for (NodeTrace node : traces.nodes()) {
        firstSight(node, block)
            .ifPresent(seen -> samples.add(seen.millisSince(block.sentMicros())));
      }
    }
    return samples;
  }

  /** The node's first sight of a block, if its process was up when the block was mined. */
  private static Optional<TraceEvent> firstSight(NodeTrace node, RunFacts.Mined block) {
    return node.all("block-seen").stream()
        .filter(seen -> seen.text("hash").equals(block.hash()))
        .findFirst()
        .filter(
            seen -> {
              long started = node.startedBefore(seen.atMicros());
              return started > 0 && started < block.sentMicros();
            });
  }

  /**
   * the node sees the block -> its prover has been handed the job of its lease of term 1; of
   * tasks that do not wait for parts.
   */
  List<Double> orchestrationStartMs() {
    List<Double> samples = new ArrayList<>();
    for (TaskTrace task : traces.tasks()) {
      if (task.waits()) {
        continue;
      }
      task.all("proof-start")
          .filter(start -> start.term() == 1)
          .forEach(
              start ->
                  sightOf(start.node(), task.slot(), start.atMicros())
                      .ifPresent(seen -> samples.add(start.millisSince(seen.atMicros()))));
    }
    return samples;
  }

  private Optional<TraceEvent> sightOf(int nodeIndex, long slot, long beforeMicros) {
    return traces
        .node(nodeIndex)
        .flatMap(
            node ->
                node.all("block-seen").stream()
                    .filter(seen -> seen.slot() == slot && seen.atMicros() <= beforeMicros)
                    .filter(seen -> seen.atMicros() >= node.startedBefore(beforeMicros))
                    .findFirst());
  }

  /**
   * the prover returned -> its proof is latched at the same node, without the time that
   * verification took.
   */
  List<Double> orchestrationAcceptMs() {
    List<Double> samples = new ArrayList<>();
    for (TaskTrace task : traces.tasks()) {
      task.all("latched")
          .filter(latch -> latch.truth("own"))
          .forEach(
              latch ->
                  task.all("proof-made")
                      .filter(made -> made.node() == latch.node())
                      .filter(made -> made.term() == latch.term())
                      .filter(made -> made.atMicros() <= latch.atMicros())
                      .findFirst()
                      .ifPresent(
                          made ->
                              samples.add(
                                  latch.millisSince(made.atMicros())
                                      - ownVerifyMs(task, made, latch))));
    }
    return samples;
  }

  private static double ownVerifyMs(TaskTrace task, TraceEvent made, TraceEvent latch) {
    return task.all("verified")
        .filter(verified -> verified.node() == latch.node() && verified.truth("own"))
        .filter(verified -> verified.atMicros() >= made.atMicros())
        .filter(verified -> verified.atMicros() <= latch.atMicros())
        .mapToDouble(verified -> verified.decimal("verifyMs"))
        .findFirst()
        .orElse(0);
  }

  /** every verification of a proof, own or foreign. */
  List<Double> verifyMs() {
    return traces.tasks().stream()
        .flatMap(task -> task.all("verified"))
        .map(verified -> verified.decimal("verifyMs"))
        .toList();
  }

  /** Time that provers took for the proofs that they finished. */
  List<Double> proofMs() {
    return traces.tasks().stream()
        .flatMap(task -> task.all("proof-made"))
        .map(made -> made.decimal("wallMs"))
        .toList();
  }

  /**
   * a task that waits for no part opens -> all running nodes name the same holder; a task
   * without is no sample.
   */
  List<Double> convergenceMs() {
    List<Double> samples = new ArrayList<>();
    for (TaskTrace task : traces.tasks()) {
      if (task.waits()) {
        continue;
      }
      convergedAt(task).ifPresent(at -> samples.add((at - task.openMicros()) / 1000.0));
    }
    return samples;
  }

  private Optional<Long> convergedAt(TaskTrace task) {
    Set<Integer> awaited = new HashSet<>();
    task.all("task-open")
        .map(TraceEvent::node)
        .filter(node -> !faultedIn(node, task.slot()))
        .forEach(awaited::add);
    Map<Integer, Top> tops = new HashMap<>();
    for (TraceEvent event : task.events()) {
      if (!event.is("lease") || !awaited.contains(event.node())) {
        continue;
      }
      tops.merge(event.node(), Top.of(event), Top::with);
      if (tops.size() == awaited.size() && tops.values().stream().distinct().count() == 1) {
        return Optional.of(event.atMicros());
      }
    }
    return Optional.empty();
  }

  /**
   * The leases of the highest term that a node has taken in. Nodes with the same ones name the same
   * holder, whichever of them that is (rule H-01).
   */
  private record Top(int term, Set<String> digests) {
    static Top of(TraceEvent lease) {
      return new Top(lease.term(), Set.of(lease.text("digest")));
    }

    Top with(Top other) {
      if (other.term != term) {
        return other.term > term ? other : this;
      }
      Set<String> all = new HashSet<>(digests);
      all.addAll(other.digests);
      return new Top(term, all);
    }
  }

  private boolean faultedIn(int node, long slot) {
    return run.fired().stream()
        .filter(fault -> !fault.act().hitsFleet()) // the node itself goes on
        .anyMatch(fault -> fault.node() == node && fault.slot() == slot);
  }

  /** tasks for which more than one lease led to a finished proof. */
  int doubleProvenTasks() {
    return (int)
        traces.tasks().stream()
            .filter(
                task ->
                    task.all("proof-made")
                            .map(made -> made.node() + "/" + made.term())
                            .distinct()
                            .count()
                        > 1)
            .count();
  }

  /** seconds of proving per block, work that came to nothing included. */
  double proverSecondsPerBlock() {
    double millis = 0;
    for (TaskTrace task : traces.tasks()) {
      millis += task.all("proof-start").mapToDouble(start -> workMs(task, start)).sum();
    }
    return Distribution.round(millis / 1000 / run.scenario().slots());
  }

  private double workMs(TaskTrace task, TraceEvent start) {
    Optional<TraceEvent> made =
        task.first(
            "proof-made", event -> event.node() == start.node() && event.term() == start.term());
    if (made.isPresent()) {
      return made.get().decimal("wallMs");
    }
    long end = (run.deadlineMs(task.slot()) + run.scenario().timing().lateMs()) * 1000;
    Optional<TraceEvent> latch = task.first("latched", event -> event.node() == start.node());
    if (latch.isPresent()) {
      end = Math.min(end, latch.get().atMicros());
    }
    for (RunFacts.Fired fault : run.fired()) {
      if (fault.node() == start.node()
          && !fault.act().hitsFleet()
          && fault.atMicros() >= start.atMicros()) {
        end = Math.min(end, fault.atMicros());
      }
    }
    return Math.max(0, end - start.atMicros()) / 1000.0;
  }

  /** bytes that all nodes together sent in gossip, mean over the counted slots. */
  double gossipBytesPerSlot() {
    long bytes =
        traces.nodes().stream()
            .flatMap(node -> node.all("gossip").stream())
            .filter(gossip -> run.counts(gossip.slot()))
            .mapToLong(gossip -> gossip.number("bytesOut"))
            .sum();
    return Math.rint((double) bytes / run.scenario().slots());
  }
}
