package network.baton.simulator.swarm;

import java.util.List;
import java.util.function.Consumer;
import network.baton.simulator.workload.Chance;
import network.baton.simulator.world.Block;
import network.baton.simulator.world.Net;
import network.baton.simulator.world.SimNode;
import network.baton.simulator.world.World;

/** Lets things go wrong at drawn moments, and makes all of it good again. */
final class Faults {
  private static final long CLOCK_MS = 450;
  private static final long CALM_CLOCK_MS = 200;

  private final SwarmPlan plan;
  private final World world;
  private final Chain chain;
  private final List<SimNode> nodes;
  private final Consumer<SimNode> restart;
  private final Chance chance;
  private boolean healed;

  Faults(SwarmPlan plan, World world, Chain chain, List<SimNode> nodes, Consumer<SimNode> restart) {
    this.plan = plan;
    this.world = world;
    this.chain = chain;
    this.nodes = nodes;
    this.restart = restart;
    this.chance = Chance.of(plan.seed(), 17, 0);
  }

  private SimNode someNode() {
    return nodes.get(chance.below(nodes.size()));
  }

  /** Does something unless all is to be well by then. */
  private void at(long atMs, Runnable step) {
    world
        .timeline()
        .at(
            atMs,
            () -> {
              if (!healed) {
                step.run();
              }
            });
  }

  void draw(long slot, long startMs) {
    for (Fault fault : Fault.values()) {
      if (plan.faults().contains(fault) && chance.happens(0.4)) {
        begin(fault, slot, startMs + chance.within(0, Swarm.SLOT_MS - 1));
      }
    }
  }

  private void begin(Fault fault, long slot, long atMs) {
    Net net = world.net();
    long untilMs = atMs + chance.within(500, 2 * Swarm.SLOT_MS);
    switch (fault) {
      case CRASH -> crash(atMs, untilMs);
      case LOSS -> {
        double share = 0.02 + 0.3 * chance.uniform();
        at(atMs, () -> net.lose(share));
        at(untilMs, () -> net.lose(0));
      }
      case DUPLICATION -> {
        at(atMs, () -> net.duplicate(0.3));
        int index = chance.below(nodes.size());
        at(untilMs, () -> repeat(index));
      }
      case REORDERING -> {
        at(atMs, () -> net.reorder(0.2));
        at(untilMs, () -> net.reorder(0));
      }
      case CLOGGING -> {
        int node = chance.below(plan.nodes());
        long byMs = chance.within(200, 4_000);
        at(atMs, () -> net.clog(node, byMs));
        at(untilMs, () -> net.clog(node, 0));
      }
      case ONE_WAY_CUT -> cut(chance.below(plan.nodes()), atMs, untilMs);
      case PARTITION -> partition(atMs, untilMs);
      case CLOCKS -> {
        SimNode node = someNode();
        long offsetMs = chance.within(-CLOCK_MS, CLOCK_MS);
        at(atMs, () -> node.clock().set(offsetMs));
      }
      case REORG -> reorg(slot, atMs);
      case DARK_CHAIN -> {
        SimNode node = someNode();
        at(atMs, () -> node.deafToChain(true));
        at(untilMs, () -> hearAgain(node));
      }
      case PROVER_FAILURE, HANGS, NO_SHOW, SLOW_DISK, ROGUES -> {} // all the time
    }
  }

  private void crash(long atMs, long untilMs) {
    SimNode node = someNode();
    // Often just after a block: while the node signs, writes and publishes.
    long whenMs = chance.happens(0.5) ? atMs - atMs % 1_000 + chance.within(0, 400) : atMs;
    at(
        whenMs,
        () -> {
          if (node.isUp()) {
            node.crash();
          }
        });
    world.timeline().at(Math.max(whenMs + 1, untilMs), () -> restart.accept(node));
  }

  private void repeat(int index) {
    world.net().duplicate(0);
    SimNode node = nodes.get(index);
    node.archive().forEach(node::receiveAgain);
  }

  private void cut(int node, long atMs, long untilMs) {
    boolean outwards = chance.happens(0.5);
    for (int other = 0; other < plan.nodes(); other++) {
      if (other != node) {
        int from = outwards ? node : other;
        int to = outwards ? other : node;
        at(atMs, () -> world.net().cut(from, to, true));
        at(untilMs, () -> world.net().cut(from, to, false));
      }
    }
  }

  private void partition(long atMs, long untilMs) {
    long sides = chance.next();
    for (int one = 0; one < plan.nodes(); one++) {
      for (int other = 0; other < plan.nodes(); other++) {
        if ((sides >>> one & 1) != (sides >>> other & 1)) {
          int from = one;
          int to = other;
          at(atMs, () -> world.net().cut(from, to, true));
          at(untilMs, () -> world.net().cut(from, to, false));
        }
      }
    }
  }

  /** Another block takes the slot; sometimes the first one comes back. */
  private void reorg(long slot, long atMs) {
    boolean undone = chance.happens(0.4);
    long backMs = atMs + chance.within(500, 8_000);
    at(
        atMs,
        () -> {
          Block first = chain.at(slot);
          if (first == null) {
            return;
          }
          chain.mine(slot, 1, first.slotStartMs());
          tellAll();
          if (undone) {
            at(
                backMs,
                () -> {
                  chain.choose(first);
                  tellAll();
                });
          }
        });
  }

  private void tellAll() {
    for (var participant : world.participants()) {
      world
          .timeline()
          .after(
              chance.within(0, 300),
              () -> {
                if (!(participant instanceof SimNode node)
                    || (node.isUp() && !node.isDeafToChain())) {
                  chain.tell(participant);
                }
              });
    }
  }

  private void hearAgain(SimNode node) {
    node.deafToChain(false);
    if (node.isUp()) {
      chain.tell(node);
    }
  }

  /** Everything works again from here on. */
  void heal() {
    healed = true;
    world.net().heal();
    for (SimNode node : nodes) {
      node.clock().set(chance.within(-CALM_CLOCK_MS, CALM_CLOCK_MS));
      hearAgain(node);
      restart.accept(node);
    }
  }
}
