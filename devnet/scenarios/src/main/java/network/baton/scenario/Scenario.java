package network.baton.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a run and what is expected of it; the simulator and the devnet read the same one.
 * Checked at birth: an instance can be run.
 *
 * @param nodes number of nodes, each with one prover; named after {@link #nodeNames}
 * @param slots number of slots whose blocks are proven and counted
 * @param deadlineMs from slot start; may be longer than a slot, tasks then overlap
 * @param pace whether durations stretch on a machine that proves slowly
 * @param fleet the node whose prover is a fleet; null: none is
 * @param provenTypes number of distinct proof types that make a block proven
 * @param seed decides everything random, first of all the succession
 * @param warmUpSlots slots before the first counted one, in which everything runs cold
 * @param drainSlots most slots that are waited for settlements after the last counted one
 */
public record Scenario(
    String name,
    String description,
    int nodes,
    int slots,
    int slotSeconds,
    int deadlineMs,
    Pace pace,
    Timing timing,
    List<ProofType> proofTypes,
    @Nullable Fleet fleet,
    int provenTypes,
    long seed,
    int warmUpSlots,
    int drainSlots,
    List<Fault> faults,
    List<Expectation> expectations) {
  public static final int NODES_MAX = 1_000;
  public static final int SLOTS_MAX = 1_000_000;

  /** A machine that needs more than four times as long cannot show anything. */
  public static final int PACE_PERCENT_MAX = 400;

  private static final List<String> NAMES =
      List.of(
          "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "kim",
          "leo", "mia", "nora", "oscar", "peggy");

  /** What the durations of a scenario mean on a machine that proves more slowly than planned. */
  public enum Pace implements Word {
    /** They hold as they are written. */
    FIXED("fixed"),
    /** The devnet measures its provers first and stretches slots, deadline and promises alike. */
    MACHINE("machine");

    private final String word;

    Pace(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  /**
   * @param promiseMs proving time that every prover of the run promises for this type
   * @param parts how many of its parts are tasks of their own; 0 for a type made in one piece
   */
  public record ProofType(String name, int promiseMs, int parts) {
    /** In one piece. */
    public ProofType(String name, int promiseMs) {
      this(name, promiseMs, 0);
    }

    /**
     * The names of the tasks that a block opens for this type: {@code NAME}, {@code NAME 1/3}...
     */
    Stream<String> tasks() {
      return Stream.concat(
          Stream.of(name),
          IntStream.rangeClosed(1, parts).mapToObj(part -> name + " " + part + "/" + parts));
    }
  }

  public Scenario {
    proofTypes = List.copyOf(proofTypes);
    faults = List.copyOf(faults);
    expectations = List.copyOf(expectations);
    if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
      throw new Invalid("name", "'" + name + "' is not made of a-z, 0-9 and '-' (at most 64)");
    }
    Invalid.unlessWithin("nodes", nodes, 1, NODES_MAX);
    Invalid.unlessWithin("slots", slots, 1, SLOTS_MAX);
    Invalid.unlessWithin("slotSeconds", slotSeconds, 1, 3_600);
    Invalid.unlessWithin("deadlineMs", deadlineMs, 100, 3_600_000);
    Invalid.unlessWithin("warmUpSlots", warmUpSlots, 0, 8);
    Invalid.unlessWithin("drainSlots", drainSlots, 0, 64);
    checkProofTypes(proofTypes);
    Invalid.unlessWithin("provenTypes", provenTypes, 1, proofTypes.size());
    List<String> taskNames = proofTypes.stream().flatMap(ProofType::tasks).toList();
    List<String> nodeNames = namesOf(nodes);
    if (fleet != null) {
      fleet.check(nodeNames, proofTypes.size());
    }
    for (int i = 0; i < faults.size(); i++) {
      faults.get(i).check("faults[" + i + "]", slots, nodeNames, taskNames, fleet);
    }
    for (int i = 0; i < expectations.size(); i++) {
      expectations.get(i).check("expectations[" + i + "]");
    }
  }

  private static void checkProofTypes(List<ProofType> proofTypes) {
    Invalid.unlessWithin("proofTypes", proofTypes.size(), 1, 8);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < proofTypes.size(); i++) {
      ProofType type = proofTypes.get(i);
      String key = "proofTypes[" + i + "]";
      if (!type.name().matches("[a-z0-9][a-z0-9-]{0,63}")) {
        throw new Invalid(key + ".name", "'" + type.name() + "' is not made of a-z, 0-9 and '-'");
      }
      if (!seen.add(type.name())) {
        throw new Invalid(key + ".name", "'" + type.name() + "' is there twice");
      }
      Invalid.unlessWithin(key + ".promiseMs", type.promiseMs(), 1, 3_600_000);
      Invalid.unlessWithin(key + ".parts", type.parts(), 0, 16);
    }
  }

  /** The names of the nodes, in the order of their prover indexes. */
  public List<String> nodeNames() {
    return namesOf(nodes);
  }

  private static List<String> namesOf(int nodes) {
    List<String> names = new ArrayList<>(nodes);
    for (int i = 0; i < nodes; i++) {
      names.add(i < NAMES.size() ? NAMES.get(i) : "node-" + i);
    }
    return names;
  }

  /** How many proofs of a type, by its place in the list, a node makes at once. */
  public int places(int node, int type) {
    return fleet != null && nodeNames().get(node).equals(fleet.node())
        ? fleet.workersOf(type, proofTypes.size())
        : 1;
  }

  /** How many proofs of all types a node makes at once. */
  public int capacity(int node) {
    return IntStream.range(0, proofTypes.size()).map(type -> places(node, type)).sum();
  }

  /** Number of tasks that the counted slots open. */
  public int tasks() {
    return slots * proofTypes.stream().mapToInt(type -> type.parts() + 1).sum();
  }

  /** Number of proofs that settle, if all are made. */
  public int proofs() {
    return slots * proofTypes.size();
  }

  /**
   * This scenario with other numbers where they are given. Throws {@link Invalid} where the rest of
   * the scenario does not fit them, such as a fault beyond the last slot.
   */
  public Scenario with(
      @Nullable Integer otherNodes, @Nullable Integer otherSlots, @Nullable Integer otherSeconds) {
    return new Scenario(
        name,
        description,
        otherNodes == null ? nodes : otherNodes,
        otherSlots == null ? slots : otherSlots,
        otherSeconds == null ? slotSeconds : otherSeconds,
        deadlineMs,
        otherSeconds == null ? pace : Pace.FIXED,
        timing,
        proofTypes,
        fleet,
        provenTypes,
        seed,
        warmUpSlots,
        drainSlots,
        faults,
        expectations);
  }

  /**
   * This scenario with a fleet of so many workers: at the node that has one already, else at the
   * first.
   */
  public Scenario withFleet(int workers) {
    return new Scenario(
        name,
        description,
        nodes,
        slots,
        slotSeconds,
        deadlineMs,
        pace,
        timing,
        proofTypes,
        new Fleet(fleet == null ? nodeNames().getFirst() : fleet.node(), workers),
        provenTypes,
        seed,
        warmUpSlots,
        drainSlots,
        faults,
        expectations);
  }

  /** This scenario with other luck. */
  public Scenario withSeed(long otherSeed) {
    return new Scenario(
        name,
        description,
        nodes,
        slots,
        slotSeconds,
        deadlineMs,
        pace,
        timing,
        proofTypes,
        fleet,
        provenTypes,
        otherSeed,
        warmUpSlots,
        drainSlots,
        faults,
        expectations);
  }

  /**
   * This scenario for a machine whose provers need {@code percent} of the time that was planned:
   * slots, deadline and promises are that much longer, slots in whole seconds. The protocol's own
   * durations ({@link #timing}) stay.
   */
  public Scenario stretched(int percent) {
    Invalid.unlessWithin("pace", percent, 100, PACE_PERCENT_MAX);
    List<ProofType> slower =
        proofTypes.stream()
            .map(type -> new ProofType(type.name(), type.promiseMs() * percent / 100, type.parts()))
            .toList();
    return new Scenario(
        name,
        description,
        nodes,
        slots,
        Math.ceilDiv(slotSeconds * percent, 100),
        deadlineMs * percent / 100,
        pace,
        timing,
        slower,
        fleet,
        provenTypes,
        seed,
        warmUpSlots,
        drainSlots,
        faults,
        expectations);
  }
}
