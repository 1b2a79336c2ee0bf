package network.baton.devnet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import network.baton.scenario.Fault;
import network.baton.scenario.report.FaultPlan;
import network.baton.scenario.report.FleetTally;
import network.baton.scenario.report.RunFacts;
import org.jspecify.annotations.Nullable;

/**
 * Carries faults out on the nodes' processes and undoes them when their time is over. Belongs to
 * the watching thread.
 */
final class FaultHand {
  private final List<NodeProcess> nodes;
  private final int slotSeconds;
  private final @Nullable FleetProcesses fleet;
  private final FleetTally tally;
  private final Map<Integer, List<String>> killedWorkers = new HashMap<>();
  private final List<RunFacts.Fired> fired = new ArrayList<>();
  private final Map<Integer, List<Long>> stoppedProvers = new HashMap<>();
  private final PriorityQueue<Later> later = new PriorityQueue<>();

  /** Something to be done to a node at a moment; {@code fault} is its place among the fired. */
  private record Later(long atMicros, int node, int fault, boolean restart)
      implements Comparable<Later> {
    @Override
    public int compareTo(Later other) {
      return Long.compare(atMicros, other.atMicros);
    }
  }

  /**
   * @param fleet null: no node has one
   * @param tally knows which of its workers are at work
   */
  FaultHand(
      List<NodeProcess> nodes, int slotSeconds, @Nullable FleetProcesses fleet, FleetTally tally) {
    this.nodes = List.copyOf(nodes);
    this.slotSeconds = slotSeconds;
    this.fleet = fleet;
    this.tally = tally;
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
          case KILL_PROVER -> hitProvers(due, Signals.KILL);
          case STOP_PROVER -> hitProvers(due, Signals.STOP);
          case KILL_WORKER, KILL_NATS -> hitFleet(fault);
          case DELAY, LOSE, CUT_OFF, SHIFT_CLOCK ->
              throw new IllegalStateException("refused before the run: " + fault.name());
        };
    long now = Anvil.nowMicros();
    String name = node.member().name();
    if (!hit) {
      return "fault '" + fault.name() + "': " + whose(fault, name) + " was not running";
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
    return "fault '" + fault.name() + "': " + fault.act().word() + " " + hitWhat(fault, name);
  }

  private static String whose(Fault fault, String name) {
    return switch (fault.act()) {
      case KILL_PROVER, STOP_PROVER -> name + "'s prover";
      case KILL_WORKER -> "a worker of " + name;
      case KILL_NATS -> "the message bus of " + name;
      default -> name;
    };
  }

  private String hitWhat(Fault fault, String name) {
    return fault.act() == Fault.Act.KILL_WORKER
        ? String.join(", ", killedWorkers.getOrDefault(fired.size() - 1, List.of())) + " of " + name
        : name;
  }

  /** Kills what the fault names of the fleet; a worker at work is killed before an idle one. */
  private boolean hitFleet(Fault fault) {
    FleetProcesses hit = fleet;
    if (hit == null) {
      return false; // the scenario was checked: there is one
    }
    if (fault.act() == Fault.Act.KILL_NATS) {
      return hit.killServer();
    }
    Integer count = fault.workers();
    List<String> killed =
        hit.killWorkers(fault.when().proofType(), count == null ? 1 : count, tally.atWork());
    killedWorkers.put(fired.size(), killed);
    return !killed.isEmpty();
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
        lines.add(goOn(node, fired.get(next.fault())));
      }
      next = later.peek();
    }
    return lines;
  }

  private String goOn(NodeProcess node, RunFacts.Fired fault) {
    if (fault.act() == Fault.Act.STOP_PROVER) {
      List<Long> pids = stoppedProvers.getOrDefault(fault.node(), List.of());
      pids.forEach(pid -> Signals.send(pid, Signals.CONTINUE));
      stoppedProvers.remove(fault.node());
      return node.member().name() + "'s prover goes on, if the node has not ended it";
    }
    node.signal(Signals.CONTINUE);
    return node.member().name() + " goes on";
  }

  /** Signals the workers of the fault's task type, or all of the node's if it names none. */
  private boolean hitProvers(FaultPlan.Due due, String signal) {
    String proofType = due.fault().when().proofType();
    NodeProcess node = nodes.get(due.node());
    FleetProcesses workers = fleet;
    List<Long> pids =
        workers != null && workers.belongsTo(node.member().name())
            ? workers.provers(proofType)
            : node.provers(proofType);
    List<Long> hit = pids.stream().filter(pid -> Signals.send(pid, signal)).toList();
    if (due.fault().act().stops()) {
      stoppedProvers.put(due.node(), hit);
    }
    return !hit.isEmpty();
  }

  private String restart(NodeProcess node, int fault) throws DevnetException {
    RunFacts.Fired done = fired.get(fault);
    FleetProcesses workers = fleet;
    String again = node.member().name();
    if (node.isAlive() && done.act().endsNode()) {
      node.end(5_000); // asked to end, it is still busy doing so
    }
    long now = Anvil.nowMicros();
    if (workers != null && done.act() == Fault.Act.KILL_NATS) {
      workers.startServerAgain();
      again = "the message bus of " + again;
    } else if (workers != null && done.act() == Fault.Act.KILL_WORKER) {
      List<String> names = killedWorkers.getOrDefault(fault, List.of());
      workers.startAgain(names);
      again = String.join(", ", names) + " of " + again;
    } else {
      node.start();
    }
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
    return again + " is started again";
  }

  List<RunFacts.Fired> fired() {
    return List.copyOf(fired);
  }

  /** Whether a node's process is ended because the last fault that hit it says so. */
  boolean isDown(int node) {
    return fired.reversed().stream()
        .filter(fault -> fault.node() == node && fault.act().endsNode())
        .findFirst()
        .filter(fault -> fault.restartedMicros() == null)
        .isPresent();
  }
}
