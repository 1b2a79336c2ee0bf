package network.baton.simulator.world;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.lease.Beat;
import network.baton.lease.Event;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Release;
import network.baton.lease.Task;
import org.jspecify.annotations.Nullable;

/**
 * The prover of one node and the jobs that it runs: a process of its own, which may die or stand
 * still while its node goes on, and the other way round.
 */
public final class SimProver {
  /** Progress below this says nothing about the finish. */
  private static final int PREDICT_FROM_PPM = 50_000;

  private final World world;
  private final SimNode node;
  private final Map<Hash32, Job> jobs = new HashMap<>();
  private final Map<Hash32, Integer> reserved = new HashMap<>();
  private final Set<Hash32> proofTypes = new HashSet<>();

  SimProver(World world, SimNode node) {
    this.world = world;
    this.node = node;
  }

  void capacity(Hash32 proofType, int places) {
    proofTypes.add(proofType);
    reserved.put(proofType, world.settings().capacity() - places);
    reportRoom(proofType);
  }

  /** It dies with its node. */
  void die() {
    for (Job job : jobs.values()) {
      end(job, false);
    }
    jobs.clear();
  }

  void start(Task task, VerifiedLease lease) {
    JobPlan plan = world.provers().plan(node.index(), task);
    Job job = new Job(node.index(), task, lease, plan, world.nowMs());
    world.note(node.index(), 2, lease);
    jobs.put(lease.digest(), job);
    world.watch().jobStarted(node, job);
    beat(job);
    if (plan.doneMs() < plan.darkMs()) {
      node.later(plan.doneMs(), () -> finish(job));
    }
  }

  void cancel(Hash32 lease) {
    Job job = jobs.remove(lease);
    if (job != null) {
      end(job, false);
      node.later(1, () -> reportRoom(job.task().proofType()));
    }
  }

  void stopBeating(Hash32 lease) {
    Job job = jobs.get(lease);
    if (job != null) {
      job.stopBeating();
    }
  }

  private void beat(Job job) {
    if (!job.isBeating(world.nowMs())) {
      return;
    }
    long localMs = node.localMs();
    long sequence = localMs - job.task().slotStartMs();
    if (sequence >= 0 && job.takeSequence(sequence)) {
      long sinceMs = world.nowMs() - job.startMs();
      long toDeadlineMs = job.task().deadlineMs() - localMs + sinceMs;
      int ppm = job.plan().progressPpm(job.runMs(world.nowMs()), toDeadlineMs);
      long finishMs = ppm < PREDICT_FROM_PPM ? 0 : localMs - sinceMs + sinceMs * 1_000_000 / ppm;
      Beat beat = new Beat(job.lease().digest(), sequence, 0, ppm, finishMs);
      VerifiedBeat signed = Forge.beat(beat, node.index());
      world.net().publish(node.index(), signed);
      node.apply(new Event.BeatSeen(signed));
    }
    node.later(world.settings().lease().beatMs(), () -> beat(job));
  }

  private void finish(Job job) {
    if (job.isOver() || job.isStopped()) {
      return;
    }
    long leftMs = job.plan().doneMs() - job.runMs(world.nowMs());
    if (leftMs > 0) { // it stood still meanwhile
      node.later(leftMs, () -> finish(job));
      return;
    }
    Hash32 lease = job.lease().digest();
    jobs.remove(lease);
    end(job, job.plan().outcome() == JobPlan.Outcome.PROOF);
    if (job.plan().outcome() == JobPlan.Outcome.FAILURE) {
      node.apply(new Event.ProverFailed(lease, Release.Reason.PROVER_FAILED));
    } else {
      boolean valid = job.plan().outcome() == JobPlan.Outcome.PROOF;
      node.apply(new Event.ProofMade(lease, Forge.proof(lease, node.index(), valid), 1_000));
    }
    reportRoom(job.task().proofType());
  }

  /** Its workers of a type, or of all types, die; they are started again at once. */
  public boolean fail(@Nullable Hash32 proofType, Release.Reason reason) {
    List<Job> hit = running(proofType);
    for (Job job : hit) {
      jobs.remove(job.lease().digest());
      end(job, false);
      node.later(0, () -> node.apply(new Event.ProverFailed(job.lease().digest(), reason)));
      node.later(0, () -> reportRoom(job.task().proofType()));
    }
    return !hit.isEmpty();
  }

  /** Its workers of a type, or of all types, stand still for a time. */
  public boolean stop(@Nullable Hash32 proofType, long forMs) {
    List<Job> hit = running(proofType);
    for (Job job : hit) {
      job.stop(world.nowMs());
      world.timeline().after(forMs, () -> goOn(job));
    }
    return !hit.isEmpty();
  }

  private void goOn(Job job) {
    if (!job.isOver() && job.isStopped()) {
      job.goOn(world.nowMs());
      finish(job);
    }
  }

  private List<Job> running(@Nullable Hash32 proofType) {
    return jobs.values().stream()
        .filter(job -> proofType == null || job.task().proofType().equals(proofType))
        .sorted((a, b) -> a.lease().digest().compareTo(b.lease().digest()))
        .toList();
  }

  private void end(Job job, boolean withProof) {
    if (!job.isOver()) {
      job.end(world.nowMs(), withProof);
      world.watch().jobEnded(node, job);
    }
  }

  /** Tells the core how much room there is, for each type. */
  void reportRoom() {
    proofTypes.forEach(this::reportRoom);
  }

  private void reportRoom(Hash32 proofType) {
    int running = 0;
    for (Job job : jobs.values()) {
      running += job.task().proofType().equals(proofType) ? 1 : 0;
    }
    int places = world.settings().capacity() - reserved.getOrDefault(proofType, 0);
    node.apply(new Event.CapacityChanged(proofType, Math.max(0, places - running)));
  }

  /** Whether no job is under way. */
  boolean isIdle() {
    return jobs.isEmpty();
  }
}
