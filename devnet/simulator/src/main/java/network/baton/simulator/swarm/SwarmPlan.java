package network.baton.simulator.swarm;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import network.baton.simulator.workload.Chance;

/**
 * What a seed is: size, settings and kinds of faults. When and whom they hit is drawn in the run.
 *
 * @param nodes participants, rogues included
 * @param rogues how many of them are rogues: the highest indexes
 * @param shared whether the first two provers belong to one operator
 */
public record SwarmPlan(
    long seed,
    int nodes,
    int rogues,
    boolean shared,
    int slots,
    int keepSlots,
    int types,
    int capacity,
    long deadlineMs,
    Set<Fault> faults) {
  private static final List<Fault> FAULTS = List.of(Fault.values());

  public static final int NODES_MIN = 5;
  public static final int NODES_MAX = 9;
  public static final int SLOTS = 100;

  /** Slots from the first after the healing; from {@link #CALM_AFTER} later on all must be calm. */
  public static final int HEAL_SLOT = 70;

  public static final int CALM_AFTER = 4;
  public static final int KINDS_MIN = 2;

  public SwarmPlan {
    faults = Set.copyOf(faults);
  }

  public static SwarmPlan of(long seed) {
    Chance chance = Chance.of(seed, 10, 0);
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    int kinds = KINDS_MIN + chance.below(4);
    while (faults.size() < kinds) {
      faults.add(FAULTS.get(chance.below(FAULTS.size())));
    }
    int nodes = NODES_MIN + chance.below(NODES_MAX - NODES_MIN + 1);
    int rogues = faults.contains(Fault.ROGUES) ? 1 + chance.below(2) : 0;
    return new SwarmPlan(
        seed,
        nodes,
        rogues,
        chance.happens(0.3),
        SLOTS,
        chance.happens(0.5) ? 64 : 4 + chance.below(12),
        1 + chance.below(2),
        1 + chance.below(2),
        9_000 + 1_000L * chance.below(3),
        faults);
  }

  int honest() {
    return nodes - rogues;
  }
}
