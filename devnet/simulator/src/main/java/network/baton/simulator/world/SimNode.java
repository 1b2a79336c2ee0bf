package network.baton.simulator.world;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Beat;
import network.baton.lease.Completion;
import network.baton.lease.Effect;
import network.baton.lease.Event;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Hash32;
import network.baton.lease.LeaseCore;
import network.baton.lease.LeaseDraft;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import network.baton.lease.Pass;
import network.baton.lease.Ready;
import network.baton.lease.Release;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.lease.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * An honest node: a real lease core, and around it what the daemon does: keeps the safety record,
 * signs, beats, proves, gossips, and starts again after a crash.
 */
public final class SimNode implements Participant {
  /** A signed lease on its way to the disk. */
  private record Write(VerifiedLease lease, LeaseDraft draft, long epoch) {}

  private static final int DISK_LEASES_MAX = 512;

  /** Progress below this says nothing about the finish. */
  private static final int PREDICT_FROM_PPM = 50_000;

  private static final int ARCHIVE_MAX = 256;

  private final World world;
  private final int index;
  private final SimClock clock;
  private final SafetyDisk disk = new SafetyDisk(DISK_LEASES_MAX);
  private final Map<Hash32, Job> jobs = new HashMap<>();
  private final Map<Hash32, Integer> reserved = new HashMap<>();
  private final Set<Hash32> proofTypes = new HashSet<>();
  private final Sights sights = new Sights();
  private final List<Write> writes = new ArrayList<>();
  private final ArrayDeque<Message> archive = new ArrayDeque<>();
  private LeaseCore core;
  private boolean up = true;
  private boolean deaf;
  private int life;
  private long armedMs = Long.MAX_VALUE;
  private long diskFreeMs;

  /** Makes a node that runs, with an empty disk. */
  public SimNode(World world, int index, SimClock clock) {
    this.world = world;
    this.index = index;
    this.clock = clock;
    this.core = new LeaseCore(world.settings().lease(), index);
  }

  public int index() {
    return index;
  }

  public SimClock clock() {
    return clock;
  }

  public long localMs() {
    return clock.localMs(world.nowMs());
  }

  public boolean isUp() {
    return up;
  }

  /** How many jobs of a type it takes; tells the core at once. */
  public void capacity(Hash32 proofType, int places) {
    proofTypes.add(proofType);
    reserved.put(proofType, world.settings().capacity() - places);
    reportRoom(proofType);
  }

  public void allowClaiming(boolean allowed) {
    apply(new Event.ClaimingAllowed(allowed));
  }

  /** While deaf to the chain, a node hears of no block, snapshot or reorg. */
  public void deafToChain(boolean isDeaf) {
    deaf = isDeaf;
  }

  public boolean isDeafToChain() {
    return deaf;
  }

  /** The process dies: nothing is said, nothing is finished. */
  public void crash() {
    up = false;
    life++;
    armedMs = Long.MAX_VALUE;
    tearWrites();
    for (Job job : jobs.values()) {
      end(job, false);
    }
    jobs.clear();
    archive.clear();
    sights.clear();
  }

  /** The process starts with what its disk holds; the caller tells it of the chain next. */
  public void restart() {
    up = true;
    life++;
    core = new LeaseCore(world.settings().lease(), index);
    world.watch().started(this);
    if (!disk.isEmpty()) {
      apply(disk.restored());
    }
    proofTypes.forEach(this::reportRoom);
  }

  @Override
  public void snapshotKnown(Snapshot snapshot) {
    apply(new Event.SnapshotKnown(snapshot));
  }

  @Override
  public void blockSeen(Block block) {
    for (Task task : block.tasks()) {
      apply(new Event.TaskOpened(task));
    }
  }

  @Override
  public void blockOrphaned(Block block) {
    apply(new Event.BlockOrphaned(block.hash()));
  }

  @Override
  public void receive(Message message, int from) {
    if (!up) {
      return;
    }
    if (!world.settings().direct() && !sights.add(Net.idOf(message), from)) {
      return;
    }
    apply(seen(message));
  }

  /** Hands the core a copy again, as a peer's status answer or a stray duplicate would. */
  public void receiveAgain(Message message) {
    apply(seen(message));
  }

  private static Event seen(Message message) {
    return switch (message) {
      case VerifiedLease lease -> new Event.LeaseSeen(lease);
      case VerifiedBeat beat -> new Event.BeatSeen(beat);
      case VerifiedRelease release -> new Event.ReleaseSeen(release);
      case VerifiedCompletion completion -> new Event.CompletionSeen(completion);
      case VerifiedReady ready -> new Event.ReadySeen(ready);
      case VerifiedPass pass -> new Event.PassSeen(pass);
    };
  }

  /** Gives the core an event and does what it wants. */
  public void apply(Event event) {
    if (!up) {
      return;
    }
    List<Effect> effects = core.apply(event, localMs());
    world.watch().turned(this, event, effects, core);
    for (int i = 0; i < effects.size(); i++) {
      run(effects.get(i));
    }
    arm();
  }

  private void arm() {
    long wakeMs = clock.worldMs(core.nextWakeMs(), world.nowMs());
    if (wakeMs < armedMs) {
      armedMs = wakeMs;
      int thisLife = life;
      world.timeline().at(wakeMs, () -> wake(thisLife, wakeMs));
    }
  }

  private void wake(int ofLife, long forMs) {
    if (ofLife != life || forMs != armedMs) {
      return;
    }
    armedMs = Long.MAX_VALUE;
    if (core.nextWakeMs() <= localMs()) {
      apply(new Event.Tick());
    } else {
      arm();
    }
  }

  private void later(long delayMs, Runnable step) {
    int thisLife = life;
    world
        .timeline()
        .after(
            delayMs,
            () -> {
              if (thisLife == life) {
                step.run();
              }
            });
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.SignLease(LeaseDraft draft, Task task, long epoch, var evidence) ->
          sign(draft, task, epoch, evidence);
      case Effect.SignRelease(Release release) ->
          later(1, () -> apply(new Event.ReleaseSigned(Forge.release(release, index))));
      case Effect.SignCompletion(Completion completion) ->
          later(1, () -> apply(new Event.CompletionSigned(Forge.completion(completion, index))));
      case Effect.SignReady(Ready ready) ->
          later(1, () -> apply(new Event.ReadySigned(Forge.ready(ready))));
      case Effect.SignPass(Pass pass) ->
          later(1, () -> apply(new Event.PassSigned(Forge.pass(pass))));
      case Effect.Publish(Message message) -> {
        world.note(index, 1, message);
        remember(message);
        world.net().publish(index, message);
      }
      case Effect.StartProof(Task task, VerifiedLease lease) -> start(task, lease);
      case Effect.CancelProof(Hash32 lease, String _) -> {
        Job job = jobs.remove(lease);
        if (job != null) {
          end(job, false);
          later(1, () -> reportRoom(job.task().proofType()));
        }
      }
      case Effect.StopBeating(Hash32 lease) -> {
        Job job = jobs.get(lease);
        if (job != null) {
          job.stopBeating();
        }
      }
      case Effect.VerifyProof(Task _, VerifiedLease _, VerifiedCompletion completion) ->
          later(world.settings().verifyMs(), () -> checked(completion));
      case Effect.Judged(Message message, Verdict verdict) -> {
        if (verdict instanceof Verdict.Accept && !world.settings().direct()) {
          passOn(message);
        }
      }
      case Effect.LeaseAdded _,
          Effect.HolderChanged _,
          Effect.Latched _,
          Effect.Equivocated _,
          Effect.BlockProven _,
          Effect.Doppelganger _,
          Effect.DeadlineMissed _,
          Effect.TaskClosed _ -> {}
    }
  }

  private void passOn(Message message) {
    int sender = sights.sender(Net.idOf(message));
    if (sender >= 0) {
      remember(message);
      world.net().forward(index, sender, message);
    }
  }

  private void remember(Message message) {
    boolean hint =
        message instanceof VerifiedBeat
            || message instanceof VerifiedReady
            || message instanceof VerifiedPass;
    if (!world.settings().direct() && !hint) {
      archive.add(message);
      if (archive.size() > ARCHIVE_MAX) {
        archive.removeFirst();
      }
    }
  }

  /** What it accepted or published lately, beats aside: what it tells a peer that comes back. */
  public List<Message> archive() {
    return List.copyOf(archive);
  }

  private void checked(VerifiedCompletion completion) {
    boolean valid = Forge.isValid(completion.completion().proofHash());
    apply(
        new Event.ProofChecked(
            completion.digest(), valid ? ProofVerdict.VALID : ProofVerdict.INVALID));
  }

  /** Signs and writes; only when the write is done the core hears of it. */
  private void sign(LeaseDraft draft, Task task, long epoch, @Nullable Message evidence) {
    if (!world.provers().showsUp(index, task)) {
      later(1, () -> apply(new Event.LeaseRefused(draft, "no show")));
      return;
    }
    VerifiedLease lease = Forge.lease(draft, evidence);
    long durableMs = world.signMs() <= 1 ? 1 : world.chance().within(1, world.signMs());
    // One thread signs and writes, one lease after the other.
    long durableAtMs = Math.max(diskFreeMs, world.nowMs()) + durableMs;
    diskFreeMs = durableAtMs;
    Write write = new Write(lease, draft, epoch);
    writes.add(write);
    later(durableAtMs - world.nowMs(), () -> written(write));
  }

  private void written(Write write) {
    writes.remove(write);
    if (disk.write(write.lease(), write.epoch())) {
      world.watch().signed(this, write.lease(), write.epoch());
      apply(new Event.LeaseSigned(write.lease()));
    } else {
      apply(new Event.LeaseRefused(write.draft(), "safety record"));
    }
  }

  /** A crash tears the write under way: the disk has all of it or nothing. */
  private void tearWrites() {
    for (Write write : writes) {
      if (world.chance().happens(0.5) && disk.write(write.lease(), write.epoch())) {
        world.watch().signed(this, write.lease(), write.epoch());
      }
    }
    writes.clear();
    diskFreeMs = 0;
  }

  private void start(Task task, VerifiedLease lease) {
    JobPlan plan = world.provers().plan(index, task);
    Job job = new Job(index, task, lease, plan, world.nowMs());
    world.note(index, 2, lease);
    jobs.put(lease.digest(), job);
    world.watch().jobStarted(this, job);
    beat(job, life);
    if (plan.doneMs() < plan.darkMs()) {
      later(plan.doneMs(), () -> finish(job));
    }
  }

  private void beat(Job job, int ofLife) {
    if (ofLife != life || !job.isBeating(world.nowMs())) {
      return;
    }
    long localMs = localMs();
    long sequence = localMs - job.task().slotStartMs();
    if (sequence >= 0 && job.takeSequence(sequence)) {
      long sinceMs = world.nowMs() - job.startMs();
      int ppm = job.plan().progressPpm(sinceMs, job.task().deadlineMs() - localMs + sinceMs);
      long finishMs = ppm < PREDICT_FROM_PPM ? 0 : localMs - sinceMs + sinceMs * 1_000_000 / ppm;
      Beat beat = new Beat(job.lease().digest(), sequence, 0, ppm, finishMs);
      VerifiedBeat signed = Forge.beat(beat, index);
      world.net().publish(index, signed);
      apply(new Event.BeatSeen(signed));
    }
    world.timeline().after(world.settings().lease().beatMs(), () -> beat(job, ofLife));
  }

  private void finish(Job job) {
    if (job.isOver()) {
      return;
    }
    Hash32 lease = job.lease().digest();
    jobs.remove(lease);
    end(job, job.plan().outcome() == JobPlan.Outcome.PROOF);
    if (job.plan().outcome() == JobPlan.Outcome.FAILURE) {
      apply(new Event.ProverFailed(lease, Release.Reason.PROVER_FAILED));
    } else {
      boolean valid = job.plan().outcome() == JobPlan.Outcome.PROOF;
      apply(new Event.ProofMade(lease, Forge.proof(lease, index, valid), 1_000));
    }
    reportRoom(job.task().proofType());
  }

  private void end(Job job, boolean withProof) {
    if (!job.isOver()) {
      job.end(world.nowMs(), withProof);
      world.watch().jobEnded(this, job);
    }
  }

  private void reportRoom(Hash32 proofType) {
    if (up) {
      int running = 0;
      for (Job job : jobs.values()) {
        running += job.task().proofType().equals(proofType) ? 1 : 0;
      }
      int places = world.settings().capacity() - reserved.getOrDefault(proofType, 0);
      apply(new Event.CapacityChanged(proofType, Math.max(0, places - running)));
    }
  }

  /** Whether no job is under way. */
  public boolean isIdle() {
    return jobs.isEmpty();
  }
}
