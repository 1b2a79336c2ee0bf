package network.baton.simulator.swarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.simulator.workload.Chance;
import network.baton.simulator.workload.Network;
import network.baton.simulator.world.Block;
import network.baton.simulator.world.Participant;
import network.baton.simulator.world.Registry;
import network.baton.simulator.world.SimClock;
import network.baton.simulator.world.SimNode;
import network.baton.simulator.world.World;

/** One seed: a network that breaks for 70 slots, is healed, and must then be calm. */
public final class Swarm {
  /** What a run was, when no rule was broken. */
  public record Outcome(long turns, long messages, long transcript) {}

  static final long ORIGIN_MS = 20_000;
  static final long SLOT_MS = 12_000;
  private static final int SLOTS_PER_EPOCH = 16;
  private static final int SLOTS_AHEAD = 2;
  private static final long SIGHT_MS = 200;
  private static final long QUICK_DISK_MS = 20;
  private static final long EPOCH_SEEDS = 601;

  private final SwarmPlan plan;
  private final Chance chance;
  private final SwarmProvers provers;
  private final Referee referee;
  private final World world;
  private final Chain chain;
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<Rogue> rogues = new ArrayList<>();
  private final Faults faults;
  private final Map<Long, Set<SimNode>> idleAtStart = new HashMap<>();

  public Swarm(SwarmPlan plan) {
    this.plan = plan;
    this.chance = Chance.of(plan.seed(), 15, 0);
    this.provers = new SwarmProvers(plan);
    Set<Integer> bad = new HashSet<>();
    for (int i = plan.honest(); i < plan.nodes(); i++) {
      bad.add(i);
    }
    LeaseSettings settings = LeaseSettings.L1_REALTIME.with(s -> s.keepSlots = plan.keepSlots());
    this.referee = new Referee(settings, bad);
    long signMs = plan.faults().contains(Fault.SLOW_DISK) ? 800 : QUICK_DISK_MS;
    this.world =
        new World(
            new World.Settings(settings, false, 150, signMs, plan.capacity()),
            plan.seed(),
            plan.nodes(),
            provers,
            referee);
    world.net().delay(5, 120);
    this.chain = new Chain(plan);
    for (int i = 0; i < plan.nodes(); i++) {
      if (bad.contains(i)) {
        Rogue rogue = new Rogue(world, i, plan.seed());
        rogues.add(rogue);
        world.join(rogue);
      } else {
        SimNode node = new SimNode(world, i, new SimClock(0, 0));
        nodes.add(node);
        world.join(node);
      }
    }
    this.faults = new Faults(plan, world, chain, nodes, this::restart);
  }

  /** Runs it. Throws {@link Violation} at the first broken rule. */
  public Outcome run() {
    try {
      for (SimNode node : nodes) {
        chain.proofTypes().forEach(type -> node.capacity(type, plan.capacity()));
        node.allowClaiming(true);
      }
      for (long slot = 0; slot < plan.slots(); slot++) {
        begin(slot);
      }
      world.timeline().runUntil(startMs(plan.slots()) + 5 * SLOT_MS);
      nodes.forEach(referee::checkBounds);
      demandProgress();
    } catch (Violation e) {
      throw e;
    } catch (RuntimeException e) {
      Violation violation = new Violation(Rule.CORE_STANDS, e.toString());
      violation.initCause(e);
      throw violation;
    }
    return new Outcome(referee.turns(), world.net().messages(), world.transcript());
  }

  static long startMs(long slot) {
    return ORIGIN_MS + slot * SLOT_MS;
  }

  private void begin(long slot) {
    long startMs = startMs(slot);
    world.timeline().runUntil(startMs - 1_000);
    if (slot == 0) {
      learn(0);
    }
    if ((slot + SLOTS_AHEAD) % SLOTS_PER_EPOCH == 0) {
      learn((slot + SLOTS_AHEAD) / SLOTS_PER_EPOCH);
    }
    if (slot < SwarmPlan.HEAL_SLOT) {
      faults.draw(slot, startMs);
    } else if (slot == SwarmPlan.HEAL_SLOT) {
      heal();
    }
    world.timeline().runUntil(startMs);
    chain.mine(slot, 0, startMs);
    Set<SimNode> idle = new HashSet<>();
    nodes.stream().filter(SimNode::isIdle).forEach(idle::add);
    idleAtStart.put(slot, idle);
    for (Participant participant : world.participants()) {
      world.timeline().after(chance.within(0, SIGHT_MS), () -> tell(participant));
    }
    nodes.forEach(referee::checkBounds);
  }

  private void tell(Participant participant) {
    boolean deaf = participant instanceof SimNode node && (!node.isUp() || node.isDeafToChain());
    if (!deaf) {
      chain.tell(participant);
    }
  }

  private void heal() {
    provers.heal();
    faults.heal();
    world.signMs(QUICK_DISK_MS);
    if (chance.happens(0.5)) {
      rogues.forEach(Rogue::silence);
    }
  }

  /** A node comes back: chain first, then a peer's messages, then it may claim. */
  private void restart(SimNode node) {
    if (node.isUp()) {
      return;
    }
    node.restart();
    chain.forget(node);
    world.timeline().after(chance.within(50, 500), () -> tell(node));
    world.timeline().after(chance.within(600, 1_500), () -> exchangeStatus(node));
  }

  private void exchangeStatus(SimNode node) {
    if (!node.isUp()) {
      return;
    }
    for (SimNode peer : nodes) {
      if (peer != node && peer.isUp()) {
        peer.archive().forEach(message -> node.receive(message, peer.index()));
      }
    }
    node.allowClaiming(true);
  }

  private void learn(long epoch) {
    Chance drawn = Chance.of(plan.seed(), 16, epoch);
    List<Prover> registered = new ArrayList<>();
    for (int i = 0; i < plan.nodes(); i++) {
      Map<Hash32, Promise> promises = new HashMap<>();
      for (Hash32 type : chain.proofTypes()) {
        promises.put(type, Promise.flat((int) drawn.within(5_000, 6_500)));
      }
      int operator = plan.shared() && i == 1 ? 0 : i;
      long weight = drawn.within(1, 4);
      int lanes = plan.capacity() * plan.types();
      registered.add(Registry.prover(i, operator, weight, lanes, promises));
    }
    Hash32 seed = Network.hash(plan.seed(), EPOCH_SEEDS, epoch);
    chain.learn(Registry.snapshot(plan.seed(), epoch, SLOTS_PER_EPOCH, seed, registered));
  }

  /** V-15, V-16. */
  private void demandProgress() {
    boolean undisturbed = rogues.isEmpty() || rogues.getFirst().isQuiet();
    for (Block block : chain.blocks()) {
      if (block.slot() < SwarmPlan.HEAL_SLOT + SwarmPlan.CALM_AFTER) {
        continue;
      }
      for (Task task : block.tasks()) {
        for (SimNode node : nodes) {
          if (!referee.isLatched(task.taskId(), node.index())) {
            throw new Violation(
                Rule.PROGRESS_AFTER_HEALING,
                "slot " + block.slot() + " is not proven for node " + node.index());
          }
        }
        if (undisturbed) {
          demandCalm(block, task);
        }
      }
    }
  }

  private void demandCalm(Block block, Task task) {
    VerifiedLease first = referee.first(task.taskId());
    if (first == null
        || referee.leases(task.taskId()).size() != 1
        || referee.isMissed(task.taskId())) {
      throw new Violation(
          Rule.CALM_IS_CALM,
          "slot "
              + block.slot()
              + " took "
              + referee.leases(task.taskId()).size()
              + " leases"
              + referee.leases(task.taskId()).stream()
                  .map(
                      lease ->
                          " "
                              + lease.cause()
                              + " by "
                              + lease.prover()
                              + " at "
                              + lease.issuedAtMs())
                  .toList()
              + (referee.isMissed(task.taskId()) ? " and was late" : ""));
    }
    Snapshot snapshot =
        chain.snapshots().stream().filter(s -> s.governs(block.slot())).findFirst().orElseThrow();
    int expected = -1;
    int bestRank = Integer.MAX_VALUE;
    for (SimNode node : nodes) {
      int rank = referee.rankOf(snapshot, task, node.index());
      if (rank < bestRank && idleAtStart.getOrDefault(block.slot(), Set.of()).contains(node)) {
        bestRank = rank;
        expected = node.index();
      }
    }
    if (expected >= 0 && first.lease().prover() != expected) {
      throw new Violation(
          Rule.CALM_IS_CALM,
          "slot " + block.slot() + ": " + first.lease().prover() + " instead of " + expected);
    }
  }
}
