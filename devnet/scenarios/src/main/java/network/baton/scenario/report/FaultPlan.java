package network.baton.scenario.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.scenario.Fault;

/**
 * Decides which fault is due, from the starts of slots and the nodes' trace events; does nothing
 * itself. Not thread-safe. Slots are the scenario's, from 1.
 */
public final class FaultPlan {
  /** Tasks that are remembered; far more than can be open at once. */
  public static final int TASKS_MAX = 512;

  private record TaskKey(long slot, String label) {}

  private final List<Fault> faults;
  private final List<String> nodeNames;
  private final Map<String, String> proofTypes;
  private final long slotOffset;
  private final Set<Fault> fired = new HashSet<>();
  private final Map<String, TaskKey> tasks =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TaskKey> eldest) {
          return size() > TASKS_MAX;
        }
      };

  /** A fault whose moment has come, and the index of the node that it hits. */
  public record Due(Fault fault, int node) {}

  /**
   * @param proofTypes id -> name
   * @param slotOffset what to take from a slot of the network's clock to get the scenario's
   */
  public FaultPlan(
      List<Fault> faults, List<String> nodeNames, Map<String, String> proofTypes, long slotOffset) {
    this.faults = List.copyOf(faults);
    this.nodeNames = List.copyOf(nodeNames);
    this.proofTypes = Map.copyOf(proofTypes);
    this.slotOffset = slotOffset;
  }

  /** The block of a slot was mined. */
  public List<Due> slotStarted(long networkSlot) {
    List<Due> due = new ArrayList<>();
    for (Fault fault : faults) {
      boolean now =
          fault.when().on() == Fault.On.SLOT_START
              && fault.when().slot() == networkSlot - slotOffset;
      if (now && fired.add(fault)) {
        due.add(new Due(fault, nodeNames.indexOf(fault.when().who())));
      }
    }
    return due;
  }

  /** A node traced something. */
  public List<Due> traced(TraceEvent event) {
    remember(event);
    Fault.On on =
        switch (event.kind()) {
          case "lease" -> event.truth("own") ? Fault.On.LEASE : null;
          case "progress" -> Fault.On.FIRST_PROGRESS;
          case "beat-sent" -> Fault.On.BEAT;
          default -> null;
        };
    TaskKey task = tasks.get(event.taskId());
    if (on == null || task == null) {
      return List.of();
    }
    List<Due> due = new ArrayList<>();
    for (Fault fault : faults) {
      if (fault.when().on() == on && matches(fault, task, event) && fired.add(fault)) {
        due.add(new Due(fault, event.node()));
      }
    }
    return due;
  }

  /** A fleet's node need not hold a lease in any one slot: its moment may come later (SC-07). */
  private boolean matches(Fault fault, TaskKey task, TraceEvent event) {
    Fault.When when = fault.when();
    long slot = task.slot() - slotOffset;
    return (fault.act().hitsFleet() ? slot >= when.slot() : slot == when.slot())
        && (when.task() == null || when.task().equals(task.label()))
        && (when.meansHolder() || nodeNames.indexOf(when.who()) == event.node());
  }

  private void remember(TraceEvent event) {
    if (event.is("task-open")) {
      String type = event.text("proofType");
      String name = proofTypes.getOrDefault(type, type);
      String label = event.has("part") ? name + " " + event.text("part") : name;
      tasks.putIfAbsent(event.taskId(), new TaskKey(event.slot(), label));
    }
  }
}
