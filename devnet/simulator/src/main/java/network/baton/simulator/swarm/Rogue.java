package network.baton.simulator.swarm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Beat;
import network.baton.lease.Cause;
import network.baton.lease.Completion;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.LeaseDraft;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Release;
import network.baton.lease.Snapshot;
import network.baton.lease.Task;
import network.baton.simulator.workload.Chance;
import network.baton.simulator.workload.Network;
import network.baton.simulator.world.Block;
import network.baton.simulator.world.Forge;
import network.baton.simulator.world.Participant;
import network.baton.simulator.world.World;
import org.jspecify.annotations.Nullable;

/**
 * A registered prover that does as it likes with its own keys: squats, equivocates, lies, overtakes
 * without cause, floods, spoils what it relays.
 */
final class Rogue implements Participant {
  private static final long JUNK = 401;
  private static final int RECENT_MAX = 64;
  private static final List<Cause> CAUSES = List.of(Cause.values());

  private final World world;
  private final int index;
  private final Chance chance;
  private final Map<Hash32, Snapshot> snapshots = new HashMap<>();
  private final List<VerifiedLease> recent = new ArrayList<>();
  private final Map<Hash32, Task> tasks = new HashMap<>();
  private final Map<Long, Long> nonceByEpoch = new HashMap<>();
  private boolean quiet;

  Rogue(World world, int index, long seed) {
    this.world = world;
    this.index = index;
    this.chance = Chance.of(seed, 13, index);
  }

  boolean isQuiet() {
    return quiet;
  }

  /** From now on it does nothing at all. */
  void silence() {
    quiet = true;
  }

  @Override
  public void snapshotKnown(Snapshot snapshot) {
    snapshots.put(snapshot.id(), snapshot);
  }

  @Override
  public void blockOrphaned(Block block) {}

  @Override
  public void blockSeen(Block block) {
    for (Task task : block.tasks()) {
      tasks.put(task.taskId(), task);
      Snapshot snapshot = governing(task.slot());
      if (quiet || snapshot == null) {
        continue;
      }
      switch (chance.below(8)) {
        case 0, 1 -> squat(task, snapshot);
        case 2 -> equivocate(task, snapshot);
        case 3 -> world.timeline().after(chance.within(0, 900), () -> squat(task, snapshot));
        case 4 -> flood(task, snapshot);
        case 5 -> reuseNonce(task, snapshot);
        default -> {}
      }
    }
  }

  private @Nullable Snapshot governing(long slot) {
    return snapshots.values().stream().filter(s -> s.governs(slot)).findFirst().orElse(null);
  }

  private LeaseDraft draft(Task task, Snapshot snapshot, long nonce, long issuedAtMs) {
    return new LeaseDraft(
        task.taskId(),
        1,
        index,
        snapshot.id(),
        Hash32.ZERO,
        Cause.FIRST,
        Hash32.ZERO,
        0,
        nonce,
        issuedAtMs);
  }

  private long nextNonce(Snapshot snapshot) {
    return nonceByEpoch.merge(snapshot.epoch(), 1L, Long::sum);
  }

  /** Claims out of turn, beats for a while, and ends with nothing, a lie, a release or a proof. */
  private void squat(Task task, Snapshot snapshot) {
    long nowMs = world.nowMs();
    VerifiedLease lease = Forge.lease(draft(task, snapshot, nextNonce(snapshot), nowMs), null);
    publish(lease);
    int beats = chance.below(12);
    for (int i = 0; i < beats; i++) {
      long afterMs = 1 + 500L * i;
      long sequence = nowMs + afterMs - task.slotStartMs();
      Beat beat = new Beat(lease.digest(), sequence, 0, chance.below(1_000_001), 0);
      world.timeline().after(afterMs, () -> publish(Forge.beat(beat, index)));
    }
    long endMs = 1 + 500L * beats;
    switch (chance.below(4)) {
      case 0 -> complete(lease.digest(), endMs, false);
      case 1 -> complete(lease.digest(), endMs, true);
      case 2 -> {
        Release release = new Release(lease.digest(), Release.Reason.PROVER_FAILED, nowMs + endMs);
        world.timeline().after(endMs, () -> publish(Forge.release(release, index)));
      }
      default -> {}
    }
  }

  private void complete(Hash32 lease, long afterMs, boolean valid) {
    for (int i = 0; i <= chance.below(3); i++) {
      Completion completion = new Completion(lease, Forge.proof(lease, 100L + i, valid), 900 + i);
      world.timeline().after(afterMs, () -> publish(Forge.completion(completion, index)));
    }
  }

  /** Two or three leases for one term, each told to others first. */
  private void equivocate(Task task, Snapshot snapshot) {
    int variants = 2 + chance.below(3);
    for (int variant = 0; variant < variants; variant++) {
      long issuedAtMs = world.nowMs() + variant;
      VerifiedLease lease =
          Forge.lease(draft(task, snapshot, nextNonce(snapshot), issuedAtMs), null);
      recent.add(lease);
      for (int to = 0; to < world.participants().size(); to++) {
        if (to != index && chance.happens(0.5)) {
          deliver(to, lease);
        }
      }
    }
  }

  private void reuseNonce(Task task, Snapshot snapshot) {
    long nonce = Math.max(1, nonceByEpoch.getOrDefault(snapshot.epoch(), 0L));
    publish(Forge.lease(draft(task, snapshot, nonce, world.nowMs()), null));
  }

  private void flood(Task task, Snapshot snapshot) {
    int count = 20 + chance.below(80);
    for (int i = 0; i < count; i++) {
      Hash32 junk = Network.hash(chance.next(), JUNK, i);
      long nowMs = world.nowMs();
      Message message =
          switch (chance.below(7)) {
            case 0 -> Forge.lease(draft(unknown(task, junk), snapshot, 1, nowMs), null);
            case 1 -> Forge.beat(new Beat(junk, nowMs - task.slotStartMs(), 0, 1, 0), index);
            case 2 -> Forge.release(new Release(junk, Release.Reason.PROVER_FAILED, nowMs), index);
            case 3 -> Forge.completion(new Completion(junk, Forge.proof(junk, 0, true), 9), index);
            case 4 -> Forge.lease(wild(task, snapshot, junk, nowMs), null);
            case 5 -> Forge.lease(draft(task, snapshot, 1 + i, nowMs + 100_000), null);
            default -> Forge.lease(draft(task, unknown(snapshot, junk), 1, nowMs), null);
          };
      world.timeline().after(chance.within(0, 2_000), () -> publish(message));
    }
  }

  private static Task unknown(Task task, Hash32 id) {
    return new Task(
        id,
        task.slot(),
        task.blockHash(),
        task.blockNumber(),
        task.parentHash(),
        task.gasUsed(),
        task.proofType(),
        0,
        0,
        1,
        task.slotStartMs(),
        task.deadlineMs());
  }

  private static Snapshot unknown(Snapshot snapshot, Hash32 id) {
    return new Snapshot(
        id,
        snapshot.epoch(),
        snapshot.firstSlot(),
        snapshot.lastSlot(),
        snapshot.seed(),
        snapshot.provers());
  }

  /** A lease whose fields are mostly wrong. */
  private Lease wild(Task task, Snapshot snapshot, Hash32 junk, long nowMs) {
    return new Lease(
        task.taskId(),
        chance.below(19),
        chance.happens(0.5) ? index : 99,
        snapshot.id(),
        chance.happens(0.5) ? junk : Hash32.ZERO,
        CAUSES.get(chance.below(CAUSES.size())),
        chance.happens(0.5) ? junk : Hash32.ZERO,
        chance.below(4) - 1,
        chance.below(5) - 1L,
        Forge.beatKey(index),
        nowMs);
  }

  @Override
  public void receive(Message message, int from) {
    if (quiet) {
      return;
    }
    if (message instanceof VerifiedLease lease) {
      recent.add(lease);
      if (recent.size() > RECENT_MAX) {
        recent.removeFirst();
      }
      if (chance.happens(0.1)) {
        spoil(lease);
      }
      if (chance.happens(0.1)) {
        overtake(lease, null);
      }
    } else if (message instanceof VerifiedBeat beat && chance.happens(0.02)) {
      recent.stream()
          .filter(lease -> lease.digest().equals(beat.beat().leaseDigest()))
          .findFirst()
          .ifPresent(lease -> overtake(lease, beat));
    }
  }

  /** Relays somebody's lease with other evidence than was signed. */
  private void spoil(VerifiedLease lease) {
    VerifiedBeat other = Forge.beat(new Beat(lease.lease().prev(), 1, 0, 0, 0), index);
    publish(
        new VerifiedLease(lease.digest(), lease.lease(), lease.signer(), lease.signature(), other));
  }

  /** Claims the next term, usually without a cause; sometimes dated ahead so that it fits. */
  private void overtake(VerifiedLease parent, @Nullable VerifiedBeat beat) {
    Task task = tasks.get(parent.lease().taskId());
    Snapshot snapshot = snapshots.get(parent.lease().snapshotId());
    if (task == null || snapshot == null) {
      return;
    }
    long nowMs = world.nowMs();
    long sequenceMs = beat == null ? 0 : task.slotStartMs() + beat.beat().sequence();
    long lastMs = Math.max(parent.lease().issuedAtMs(), sequenceMs);
    long fitsMs = lastMs + world.settings().lease().silenceMs() - chance.below(2);
    LeaseDraft draft =
        new LeaseDraft(
            task.taskId(),
            parent.lease().term() + 1,
            index,
            snapshot.id(),
            parent.digest(),
            cause(beat != null),
            beat == null ? Hash32.ZERO : beat.digest(),
            0,
            nextNonce(snapshot),
            chance.happens(0.5) ? nowMs : fitsMs);
    publish(Forge.lease(draft, beat));
  }

  private Cause cause(boolean citesBeat) {
    double drawn = chance.uniform();
    if (drawn < 0.2) {
      return Cause.FAILED;
    }
    if (drawn < 0.6) {
      return Cause.SILENT;
    }
    return citesBeat ? drawn < 0.8 ? Cause.FROZEN : Cause.LATE : Cause.HEDGE;
  }

  private void publish(Message message) {
    if (quiet) {
      return;
    }
    for (int to = 0; to < world.participants().size(); to++) {
      if (to != index) {
        deliver(to, message);
      }
    }
  }

  private void deliver(int to, Message message) {
    Participant receiver = world.participants().get(to);
    world.timeline().after(chance.within(1, 400), () -> receiver.receive(message, index));
  }
}
