package network.baton.simulator.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.GasBands;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseCore;
import network.baton.lease.LeaseSettings;
import network.baton.lease.Promise;
import network.baton.lease.Prover;
import network.baton.lease.Snapshot;
import network.baton.simulator.policy.PolicyResult;
import network.baton.simulator.policy.Tally;
import network.baton.simulator.workload.BlockTrace;
import network.baton.simulator.workload.Chance;
import network.baton.simulator.workload.Network;
import network.baton.simulator.workload.SlotDraw;
import network.baton.simulator.workload.Workload;

/** The policy {@code baton}: the real lease cores, one for each candidate, over a workload. */
public final class BatonRun implements Watch {
  /** World time at which slot 0 starts. */
  private static final long ORIGIN_MS = 20_000;

  private static final long BLOCKS = 301;
  private static final long CLOCKS = 302;

  /** One copy through gossip: 200 ms on average. */
  private static final long GOSSIP_FROM_MS = 100;

  private static final long GOSSIP_TO_MS = 300;

  /** With gossip before it, the winner's news takes {@link Workload#CANCEL_MS} on average. */
  private static final long VERIFY_MS = 100;

  private static final int CAPACITY = 4;

  /** Slots that are looked at this many slots later, when the last runner has stopped. */
  private static final int SETTLE_SLOTS = 2;

  /** What became of a slot. */
  private static final class SlotRecord {
    private final long slot;
    private final long deadlineMs;
    private final List<Job> jobs = new ArrayList<>();
    private long provenMs = Long.MAX_VALUE;

    SlotRecord(long slot, long deadlineMs) {
      this.slot = slot;
      this.deadlineMs = deadlineMs;
    }
  }

  private final Workload workload;
  private final BlockTrace trace = BlockTrace.load();
  private final WorkloadProvers provers;
  private final World world;
  private final List<SimNode> nodes = new ArrayList<>();
  private final Tally tally = new Tally();
  private final Map<Long, SlotRecord> open = new HashMap<>();
  private final ArrayDeque<SlotRecord> inOrder = new ArrayDeque<>();
  private final boolean[] wasBusy;
  private final long[] offsetsMs;
  private final Network network;

  public BatonRun(Workload workload, LeaseSettings settings) {
    this.workload = workload;
    this.provers = new WorkloadProvers(workload, trace);
    this.network = new Network(workload);
    this.wasBusy = new boolean[workload.candidates()];
    this.offsetsMs = new long[workload.candidates()];
    this.world =
        new World(
            new World.Settings(
                settings.with(s -> s.gasBands = bands(trace)), true, VERIFY_MS, 1, CAPACITY),
            workload.seed(),
            workload.candidates(),
            provers,
            this);
    world.net().delay(GOSSIP_FROM_MS, GOSSIP_TO_MS);
    for (int i = 0; i < workload.candidates(); i++) {
      Chance chance = Chance.of(workload.seed(), CLOCKS, i);
      long offsetMs = chance.within(-workload.clockOffsetMs(), workload.clockOffsetMs());
      long driftPpm = chance.within(-workload.clockDriftPpm(), workload.clockDriftPpm());
      offsetsMs[i] = offsetMs;
      SimNode node = new SimNode(world, i, new SimClock(offsetMs, driftPpm));
      nodes.add(node);
      world.join(node);
    }
  }

  /** Runs all slots. */
  public PolicyResult run(LongConsumer progress) {
    for (SimNode node : nodes) {
      node.capacity(Network.proofType(), CAPACITY);
      node.allowClaiming(true);
    }
    for (long slot = 0; slot < workload.slots(); slot++) {
      long startMs = ORIGIN_MS + slot * Workload.SLOT_MS;
      world.timeline().runUntil(startMs - 1);
      begin(slot, startMs);
      if (inOrder.size() > SETTLE_SLOTS) {
        settle(inOrder.removeFirst());
      }
      progress.accept(slot);
    }
    long endMs = ORIGIN_MS + workload.slots() * Workload.SLOT_MS + workload.deadlineMs();
    world.timeline().runUntil(endMs);
    inOrder.forEach(this::settle);
    return tally.result("baton", workload);
  }

  private void begin(long slot, long startMs) {
    SlotDraw draw = provers.begin(slot);
    if (slot % Workload.SLOTS_PER_EPOCH == 0) {
      Snapshot snapshot = snapshot(slot / Workload.SLOTS_PER_EPOCH, draw);
      nodes.forEach(node -> node.snapshotKnown(snapshot));
    }
    Hash32 hash = Network.hash(workload.seed(), BLOCKS, slot);
    Hash32 parent = Network.hash(workload.seed(), BLOCKS, slot - 1);
    Block block =
        Registry.block(
            hash,
            parent,
            slot,
            startMs,
            workload.deadlineMs(),
            draw.gasUsed(),
            List.of(Network.proofType()));
    SlotRecord record = new SlotRecord(slot, startMs + workload.deadlineMs());
    open.put(slot, record);
    inOrder.add(record);
    world.timeline().runUntil(startMs);
    for (int i = 0; i < nodes.size(); i++) {
      if (workload.clockDriftPpm() > 0) {
        nodes.get(i).clock().discipline(startMs, offsetsMs[i]);
      }
      if (draw.isBusy(i) != wasBusy[i]) {
        wasBusy[i] = draw.isBusy(i);
        nodes.get(i).capacity(Network.proofType(), wasBusy[i] ? 0 : CAPACITY);
      }
      nodes.get(i).blockSeen(block);
    }
  }

  private Snapshot snapshot(long epoch, SlotDraw draw) {
    long[] weights = new long[workload.candidates()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = workload.weight(i);
    }
    List<Prover> registered =
        Registry.provers(
            weights.length, Network.proofType(), CAPACITY, weights, i -> promise(draw.speed(i)));
    return Registry.snapshot(
        workload.seed(), epoch, Workload.SLOTS_PER_EPOCH, network.epochSeed(epoch), registered);
  }

  /** What a prover of this speed takes for the middle of each gas band, by the trace's own line. */
  private Promise promise(double speed) {
    List<Integer> msByBand = new ArrayList<>();
    for (int band = 0; band < GasBands.COUNT; band++) {
      double forecast = trace.forecast(gasOf(band));
      msByBand.add((int) Math.max(1, Math.round(workload.medianMs() * speed * forecast)));
    }
    return new Promise(msByBand);
  }

  private long gasOf(int band) {
    return trace.gasQuantile((band + 0.5) / GasBands.COUNT);
  }

  /** Bands that the trace's blocks fill evenly. */
  private static GasBands bands(BlockTrace trace) {
    List<Long> upper = new ArrayList<>();
    for (int band = 1; band < GasBands.COUNT; band++) {
      upper.add(trace.gasQuantile((double) band / GasBands.COUNT));
    }
    return new GasBands(upper);
  }

  private void settle(SlotRecord record) {
    open.remove(record.slot);
    long workMs = 0;
    int proofs = 0;
    for (Job job : record.jobs) {
      workMs += job.workedMs(record.deadlineMs);
      proofs += job.isProven() ? 1 : 0;
      if (job.lease().lease().term() > 1 && job.startMs() <= record.deadlineMs) {
        tally.takeover(job.lease().lease().cause().name());
      }
    }
    tally.slot(record.provenMs > record.deadlineMs, (double) workMs, proofs > 1);
  }

  @Override
  public void turned(SimNode node, Event event, List<Effect> effects, LeaseCore core) {}

  @Override
  public void jobStarted(SimNode node, Job job) {
    SlotRecord record = open.get(job.task().slot());
    if (record != null) {
      record.jobs.add(job);
    }
  }

  @Override
  public void jobEnded(SimNode node, Job job) {
    SlotRecord record = open.get(job.task().slot());
    if (record != null && job.isProven()) {
      record.provenMs = Math.min(record.provenMs, world.nowMs());
    }
  }

  /** Messages that the network carried, for the figures on throughput. */
  public long messages() {
    return world.net().messages();
  }
}
