package network.baton.simulator.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.scenario.Expectation;
import network.baton.scenario.Fault;
import network.baton.scenario.Scenario;
import network.baton.scenario.ScenarioException;
import network.baton.scenario.Timing;
import network.baton.scenario.report.ChainFacts;
import network.baton.scenario.report.FaultPlan;
import network.baton.scenario.report.Report;
import network.baton.scenario.report.ReportComputation;
import network.baton.scenario.report.RunFacts;
import network.baton.scenario.report.TraceEvent;
import network.baton.scenario.report.Traces;
import network.baton.simulator.workload.Chance;
import network.baton.simulator.workload.Network;
import network.baton.simulator.world.Block;
import network.baton.simulator.world.Job;
import network.baton.simulator.world.ProverModel;
import network.baton.simulator.world.Registry;
import network.baton.simulator.world.SimClock;
import network.baton.simulator.world.SimNode;
import network.baton.simulator.world.World;

/** One scenario in virtual time, judged by the same report as a run of the devnet. */
public final class ScenarioRun {
  static final long VERIFY_MS = 8;

  private static final int SLOTS_PER_EPOCH = 8;
  private static final long GENESIS_SECONDS = 60;
  private static final long START_MS = 50_000;

  /** A block is mined -> a node sees it; a machine that has nothing else to do, as all below. */
  private static final long SIGHT_FROM_MS = 10;

  private static final long SIGHT_TO_MS = 18;
  private static final long GOSSIP_FROM_MS = 1;
  private static final long GOSSIP_TO_MS = 6;
  private static final long SIGN_MS = 10;

  /** A process is started -> it stands; then it hears what its peers have. */
  private static final long START_UP_MS = 3_000;

  private static final long STATUS_MS = 300;

  /** Of a proof: when its prover says something first. */
  private static final int FIRST_PROGRESS_PART = 10;

  /** From the deadline to the first poster's anchor. */
  private static final long ANCHOR_MS = 100;

  private static final long TYPES = 701;
  private static final long BLOCKS = 702;
  private static final long EPOCH_SEEDS = 703;

  private final Scenario scenario;
  private final Chance chance;
  private final Map<String, Hash32> proofTypes = new LinkedHashMap<>();
  private final List<SimNode> nodes = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<RunFacts.Mined> mined = new ArrayList<>();
  private final Map<Long, ChainFacts.Anchored> anchored = new LinkedHashMap<>();
  private final Set<Long> leasedSlots = new HashSet<>();
  private final World world;
  private final Tracer tracer;
  private final FaultPlan plan;
  private final FaultHand hand;
  private final long firstSlot;
  private final long lastMined;

  /** Throws {@link ScenarioException} if it asks for what is not simulated. */
  public ScenarioRun(Scenario scenario) throws ScenarioException {
    refuseWhatIsNotSimulated(scenario);
    this.scenario = scenario;
    this.chance = Chance.of(scenario.seed(), 21, 0);
    this.firstSlot = Math.max(1, scenario.warmUpSlots());
    this.lastMined = firstSlot + scenario.slots() - 1 + scenario.drainSlots();
    Map<Hash32, Integer> promises = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    for (Scenario.ProofType type : scenario.proofTypes()) {
      Hash32 id = Network.hash(scenario.seed(), TYPES, proofTypes.size());
      proofTypes.put(type.name(), id);
      promises.put(id, type.promiseMs());
      names.put(id.toHex(), type.name());
    }
    List<String> members = scenario.nodeNames();
    this.plan = new FaultPlan(scenario.faults(), members, names, firstSlot - 1);
    this.tracer = new Tracer(members, this::nowMs, this::traced, this::started);
    ProverModel provers = new ScenarioProvers(scenario.seed(), promises);
    this.world =
        new World(
            new World.Settings(settings(), false, VERIFY_MS, SIGN_MS, 1),
            scenario.seed(),
            scenario.nodes(),
            provers,
            tracer);
    world.net().delay(GOSSIP_FROM_MS, GOSSIP_TO_MS);
    for (int i = 0; i < scenario.nodes(); i++) {
      SimNode node = new SimNode(world, i, new SimClock(0, 0));
      nodes.add(node);
      world.join(node);
    }
    this.hand = new FaultHand(scenario, world, nodes, proofTypes, this::restart);
  }

  private static void refuseWhatIsNotSimulated(Scenario scenario) throws ScenarioException {
    for (Fault fault : scenario.faults()) {
      if (fault.act().hitsFleet()) {
        throw new ScenarioException(
            "fault '"
                + fault.name()
                + "': '"
                + fault.act().word()
                + "' needs real processes; run ./baton devnet with this scenario");
      }
    }
    for (Expectation expectation : scenario.expectations()) {
      if (expectation.measure().isMeasuredOnly()) {
        throw new ScenarioException(
            "expectation '"
                + expectation.name()
                + "': simulated messages have no bytes and simulated provers no workers");
      }
    }
  }

  private long nowMs() {
    return world.nowMs();
  }

  /** The devnet's network file says the same. */
  private LeaseSettings settings() {
    Timing timing = scenario.timing().resolved(scenario.deadlineMs());
    return LeaseSettings.L1_REALTIME.with(
        draft -> {
          draft.beatMs = timing.beatMs();
          draft.silenceMs = timing.silenceMs();
          draft.rankWaitMs = timing.rankWaitMs();
          draft.beatOldMs = timing.beatOldMs();
          draft.beatAheadMs = timing.beatAheadMs();
          draft.earlyMs = timing.earlyMs();
          draft.lateMs = timing.lateMs();
          draft.keepSlots = timing.keepSlots();
          draft.frozenMs = timing.frozenMs();
          draft.lateFromMs = timing.lateFromMs();
          draft.hedgePercent = 100;
          draft.hedgeAll = false;
          draft.absentWaitMs = Math.min(draft.absentWaitMs, timing.rankWaitMs());
          draft.provenTypes = scenario.provenTypes();
        });
  }

  /** A prover says something first after a part of its work. */
  private void started(Job job) {
    long afterMs = Math.max(1, job.plan().doneMs() / FIRST_PROGRESS_PART);
    world.timeline().after(afterMs, () -> progressed(job));
  }

  private void progressed(Job job) {
    if (!job.isOver()) {
      tracer.progressed(job);
    }
  }

  private void traced(TraceEvent event) {
    if (event.is("lease")) {
      leasedSlots.add(event.slot());
    }
    due(plan.traced(event));
  }

  private void due(List<FaultPlan.Due> due) {
    for (FaultPlan.Due fault : due) {
      long slot = firstSlot - 1 + fault.fault().when().slot();
      world.timeline().after(0, () -> hand.carryOut(fault, slot));
    }
  }

  private RunFacts facts(long startedAtMs, double seconds) {
    Map<String, String> names = new HashMap<>();
    proofTypes.forEach((name, id) -> names.put(id.toHex(), name));
    return new RunFacts(
        scenario,
        firstSlot,
        GENESIS_SECONDS,
        names,
        mined,
        hand.fired(),
        List.of(),
        startedAtMs,
        seconds);
  }

  /** Runs all of it. */
  public Report run(Report.Setting setting) {
    long startedAtMs = System.currentTimeMillis();
    long begunNs = System.nanoTime();
    world.timeline().runUntil(START_MS);
    for (SimNode node : nodes) {
      tracer.started(node);
      int place = 0;
      for (Hash32 type : proofTypes.values()) {
        node.capacity(type, scenario.places(node.index(), place++));
      }
      node.allowClaiming(true);
    }
    for (long slot = firstSlot - scenario.warmUpSlots(); slot <= lastMined; slot++) {
      world.timeline().runUntil(startMs(slot) - 1);
      begin(slot);
    }
    world.timeline().runUntil(startMs(lastMined + 1) + scenario.deadlineMs());
    RunFacts facts = facts(startedAtMs, (System.nanoTime() - begunNs) / 1e9);
    Traces traces = new Traces(facts, tracer.traces());
    ChainFacts chain = new ChainFacts(List.copyOf(anchored.values()), settled(traces), Map.of());
    return new ReportComputation(facts, traces, chain, SLOTS_PER_EPOCH).report(setting);
  }

  private long startMs(long slot) {
    return (GENESIS_SECONDS + slot * scenario.slotSeconds()) * 1_000;
  }

  private void begin(long slot) {
    long startMs = startMs(slot);
    if (snapshots.isEmpty() || !snapshots.getLast().governs(slot)) {
      snapshots.add(snapshot(slot / SLOTS_PER_EPOCH));
    }
    Block block =
        Registry.block(
            Network.hash(scenario.seed(), BLOCKS, slot),
            Network.hash(scenario.seed(), BLOCKS, slot - 1),
            slot,
            startMs,
            scenario.deadlineMs(),
            1_000_000,
            List.copyOf(proofTypes.values()));
    blocks.add(block);
    world.timeline().runUntil(startMs);
    if (slot >= firstSlot && slot < firstSlot + scenario.slots()) {
      long atMicros = startMs * 1_000;
      mined.add(
          new RunFacts.Mined(
              slot, slot, block.hash().toHex(), startMs / 1_000, atMicros, atMicros));
    }
    for (SimNode node : nodes) {
      long sightMs = chance.within(SIGHT_FROM_MS, SIGHT_TO_MS);
      world.timeline().after(sightMs, () -> tell(node, block));
    }
    planAnchor(slot, startMs + scenario.deadlineMs() + ANCHOR_MS);
    due(plan.slotStarted(slot));
  }

  private static void tell(SimNode node, Block block, List<Snapshot> snapshots) {
    if (node.isUp()) {
      snapshots.forEach(node::snapshotKnown);
      node.blockSeen(block);
    }
  }

  private void tell(SimNode node, Block block) {
    tell(node, block, List.of(snapshots.getLast()));
  }

  private Snapshot snapshot(long epoch) {
    List<Prover> provers = new ArrayList<>();
    Map<Hash32, Promise> promises = new HashMap<>();
    for (Scenario.ProofType type : scenario.proofTypes()) {
      Hash32 id = proofTypes.get(type.name());
      if (id != null) {
        promises.put(id, Promise.flat(type.promiseMs()));
      }
    }
    for (int i = 0; i < scenario.nodes(); i++) {
      provers.add(Registry.prover(i, i, 1, scenario.capacity(i), promises));
    }
    Hash32 seed = Network.hash(scenario.seed(), EPOCH_SEEDS, epoch);
    return Registry.snapshot(scenario.seed(), epoch, SLOTS_PER_EPOCH, seed, provers);
  }

  /** The nodes take turns; each waits a slot longer for the one before it. */
  private void planAnchor(long slot, long fromMs) {
    for (int turn = 0; turn < nodes.size(); turn++) {
      SimNode poster = nodes.get((int) ((slot + turn) % nodes.size()));
      long atMs = fromMs + turn * 1_000L * scenario.slotSeconds();
      world.timeline().at(atMs, () -> anchor(slot, poster));
    }
  }

  private void anchor(long slot, SimNode poster) {
    long lands = nextSlot(world.nowMs() * 1_000);
    if (poster.isUp() && leasedSlots.contains(slot) && lands <= lastMined) {
      anchored.putIfAbsent(
          slot, new ChainFacts.Anchored(slot, poster.index(), "", 0, lands, "", 0));
    }
  }

  /** Transactions land in the next block. */
  private long nextSlot(long atMicros) {
    long sinceMicros = atMicros - GENESIS_SECONDS * 1_000_000;
    return Math.floorDiv(sinceMicros, scenario.slotSeconds() * 1_000_000L) + 1;
  }

  /** Whoever latched a task by its own proof first settles it. */
  private List<ChainFacts.Settled> settled(Traces traces) {
    List<ChainFacts.Settled> settled = new ArrayList<>();
    for (var task : traces.tasks()) {
      task.all("latched")
          .filter(latch -> latch.truth("own"))
          .findFirst()
          .map(latch -> latch.atMicros())
          .filter(atMicros -> nextSlot(atMicros) <= lastMined)
          .ifPresent(
              atMicros ->
                  settled.add(
                      new ChainFacts.Settled(
                          task.taskId(), task.proofType(), 0, nextSlot(atMicros), "", 0)));
    }
    return settled;
  }

  /** A process is started: chain first, then a peer's messages, then it claims. */
  private void restart(SimNode node) {
    world.timeline().after(START_UP_MS, () -> comeBack(node));
  }

  private void comeBack(SimNode node) {
    if (node.isUp()) {
      return;
    }
    node.restart();
    long newest = blocks.getLast().slot();
    for (Block block : blocks) {
      if (block.slot() + scenario.timing().keepSlots() > newest) {
        tell(node, block, snapshots);
      }
    }
    world.timeline().after(STATUS_MS, () -> exchangeStatus(node));
  }

  private void exchangeStatus(SimNode node) {
    for (SimNode peer : nodes) {
      if (peer != node && peer.isUp()) {
        peer.archive().forEach(message -> node.receive(message, peer.index()));
      }
    }
    node.allowClaiming(true);
  }
}
