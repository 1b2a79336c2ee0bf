package network.baton.devnet;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import network.baton.devnet.report.RunFacts;
import network.baton.scenario.Fault;

/**
 * Carries faults out on the nodes' processes and undoes them when their time is over. Belongs to
 * the watching thread.
 */
final class FaultHand {
  private final List<NodeProcess> nodes;
  private final int slotSeconds;
  private final List<RunFacts.Fired> fired = new ArrayList<>();
  private final PriorityQueue<Later> later = new PriorityQueue<>();

  /** Something to be done to a node at a moment; {@code fault} is its place among the fired. */
  private record Later(long atMicros, int node, int fault, boolean restart)
      implements Comparable<Later> {
    @Override
    public int compareTo(Later other) {
      return Long.compare(atMicros, other.atMicros);
    }
  }

  FaultHand(List<NodeProcess> nodes, int slotSeconds) {
    this.nodes = List.copyOf(nodes);
    this.slotSeconds = slotSeconds;
  }

  /** Hits the node now and notes what has to follow. Returns a line for the view. */
  String carryOut(FaultPlan.Due due, long networkSlot) {
    Fault fault = due.fault();
    NodeProcess node = nodes.get(due.node());
    boolean hit =
        switch (fault.act()) {
          case KILL -> node.signal(Signals.KILL);
          case TERMINATE -> node.signal(Signals.TERMINATE);
          case STOP -> node.signal(Signals.STOP);
        };
    long now = Anvil.nowMicros();
    String name = node.member().name();
    if (!hit) {
      return "fault '" + fault.name() + "': " + name + " was not running";
    }
    fired.add(
        new RunFacts.Fired(fault.name(), fault.act(), due.node(), name, networkSlot, now, null));
    Integer restart = fault.restartAfterSlots();
    Integer forMs = fault.forMs();
    if (restart != null) {
      long at = now + restart * slotSeconds * 1_000_000L;
      later.add(new Later(at, due.node(), fired.size() - 1, true));
    } else if (forMs != null) {
      later.add(new Later(now + forMs * 1000L, due.node(), fired.size() - 1, false));
    }
    return "fault '" + fault.name() + "': " + fault.act().word() + " " + name;
  }

  /** Does what is due by now: starts nodes again, lets stopped ones go on. */
  List<String> tick() throws DevnetException {
    List<String> lines = new ArrayList<>();
    Later next = later.peek();
    while (next != null && next.atMicros() <= Anvil.nowMicros()) {
      later.remove();
      NodeProcess node = nodes.get(next.node());
      if (next.restart()) {
        lines.add(restart(node, next.fault()));
      } else {
        node.signal(Signals.CONTINUE);
        lines.add(node.member().name() + " goes on");
      }
      next = later.peek();
    }
    return lines;
  }

  private String restart(NodeProcess node, int fault) throws DevnetException {
    if (node.isAlive()) {
      node.end(5_000); // asked to end, it is still busy doing so
    }
    long now = Anvil.nowMicros();
    node.start();
    RunFacts.Fired done = fired.get(fault);
    fired.set(
        fault,
        new RunFacts.Fired(
            done.name(),
            done.act(),
            done.node(),
            done.nodeName(),
            done.slot(),
            done.atMicros(),
            now));
    return node.member().name() + " is started again";
  }

  List<RunFacts.Fired> fired() {
    return List.copyOf(fired);
  }

  /** Whether a node's process is ended because the last fault that hit it says so. */
  boolean isDown(int node) {
    return fired.reversed().stream()
        .filter(fault -> fault.node() == node && fault.act() != Fault.Act.STOP)
        .findFirst()
        .filter(fault -> fault.restartedMicros() == null)
        .isPresent();
  }
}
