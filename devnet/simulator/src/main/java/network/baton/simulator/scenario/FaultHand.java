package network.baton.simulator.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import network.baton.lease.Hash32;
import network.baton.lease.Release;
import network.baton.scenario.Fault;
import network.baton.scenario.Scenario;
import network.baton.scenario.report.FaultPlan;
import network.baton.scenario.report.RunFacts;
import network.baton.simulator.world.Net;
import network.baton.simulator.world.SimNode;
import network.baton.simulator.world.World;
import org.jspecify.annotations.Nullable;

/** Carries the faults of a scenario out in a world, and undoes them when their time is over. */
final class FaultHand {
  /** From being asked to end until the process is gone. */
  private static final long END_MS = 50;

  private final Scenario scenario;
  private final World world;
  private final List<SimNode> nodes;
  private final Map<String, Hash32> proofTypes;
  private final Consumer<SimNode> restart;
  private final List<RunFacts.Fired> fired = new ArrayList<>();

  /**
   * @param proofTypes name -> id
   * @param restart starts a node's process again
   */
  FaultHand(
      Scenario scenario,
      World world,
      List<SimNode> nodes,
      Map<String, Hash32> proofTypes,
      Consumer<SimNode> restart) {
    this.scenario = scenario;
    this.world = world;
    this.nodes = List.copyOf(nodes);
    this.proofTypes = Map.copyOf(proofTypes);
    this.restart = restart;
  }

  List<RunFacts.Fired> fired() {
    return List.copyOf(fired);
  }

  void carryOut(FaultPlan.Due due, long networkSlot) {
    Fault fault = due.fault();
    SimNode node = nodes.get(due.node());
    if (!node.isUp() || !hit(fault, node)) {
      return;
    }
    Integer slots = fault.restartAfterSlots();
    Long restartMs = slots == null ? null : world.nowMs() + slots * 1_000L * scenario.slotSeconds();
    if (restartMs != null) {
      world.timeline().at(restartMs, () -> restart.accept(node));
    }
    fired.add(
        new RunFacts.Fired(
            fault.name(),
            fault.act(),
            node.index(),
            scenario.nodeNames().get(node.index()),
            networkSlot,
            world.nowMs() * 1_000,
            restartMs == null ? null : restartMs * 1_000));
  }

  private boolean hit(Fault fault, SimNode node) {
    switch (fault.act()) {
      case KILL -> node.crash();
      case TERMINATE -> {
        node.giveUp();
        world.timeline().after(END_MS, () -> end(node));
      }
      case STOP -> {
        node.stop();
        later(fault, node::goOn);
      }
      case KILL_PROVER -> {
        return node.prover().fail(type(fault), Release.Reason.PROVER_FAILED);
      }
      case STOP_PROVER -> {
        return node.prover().stop(type(fault), forMs(fault));
      }
      case KILL_WORKER, KILL_NATS ->
          throw new IllegalStateException("refused before the run: " + fault.name());
      case DELAY, LOSE, CUT_OFF -> network(fault, node);
      case SHIFT_CLOCK -> {
        node.setClock(given(fault.byMs()));
        if (fault.forMs() != null) {
          later(fault, () -> node.setClock(0));
        }
      }
    }
    return true;
  }

  private static void end(SimNode node) {
    if (node.isUp()) {
      node.crash();
    }
  }

  private void network(Fault fault, SimNode node) {
    Net net = world.net();
    int index = node.index();
    switch (fault.act()) {
      case DELAY -> {
        net.clog(index, given(fault.byMs()));
        later(fault, () -> net.clog(index, 0));
      }
      case LOSE -> {
        net.lose(index, given(fault.percent()) / 100.0);
        later(fault, () -> net.lose(index, 0));
      }
      default -> {
        Set<Integer> side = new HashSet<>(Set.of(index));
        fault.with().forEach(name -> side.add(scenario.nodeNames().indexOf(name)));
        cut(side, true);
        later(fault, () -> cut(side, false));
      }
    }
  }

  private void cut(Set<Integer> side, boolean isCut) {
    for (int one : side) {
      for (int other = 0; other < nodes.size(); other++) {
        if (!side.contains(other)) {
          world.net().cut(one, other, isCut);
          world.net().cut(other, one, isCut);
        }
      }
    }
  }

  private void later(Fault fault, Runnable undo) {
    world.timeline().after(forMs(fault), undo);
  }

  private static long forMs(Fault fault) {
    return given(fault.forMs());
  }

  /** A number that this act cannot be without: the scenario was checked. */
  private static int given(@Nullable Integer number) {
    if (number == null) {
      throw new IllegalStateException("a scenario with an unchecked fault");
    }
    return number;
  }

  private @Nullable Hash32 type(Fault fault) {
    String task = fault.when().task();
    return task == null ? null : proofTypes.get(task);
  }
}
