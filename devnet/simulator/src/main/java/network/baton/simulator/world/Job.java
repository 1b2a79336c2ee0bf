package network.baton.simulator.world;

import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Task;

/** A proof in the making. */
public final class Job {
  private static final long RUNNING = Long.MAX_VALUE;

  private final int node;
  private final Task task;
  private final VerifiedLease lease;
  private final JobPlan plan;
  private final long startMs;
  private boolean beating = true;
  private boolean proven;
  private long endMs = RUNNING;
  private long lastSequence = -1;
  private long stoodMs;
  private long stoppedAtMs = RUNNING;

  Job(int node, Task task, VerifiedLease lease, JobPlan plan, long startMs) {
    this.node = node;
    this.task = task;
    this.lease = lease;
    this.plan = plan;
    this.startMs = startMs;
  }

  public int node() {
    return node;
  }

  public Task task() {
    return task;
  }

  public VerifiedLease lease() {
    return lease;
  }

  public JobPlan plan() {
    return plan;
  }

  public long startMs() {
    return startMs;
  }

  boolean isStopped() {
    return stoppedAtMs != RUNNING;
  }

  void stop(long atMs) {
    stoppedAtMs = Math.min(stoppedAtMs, atMs);
  }

  void goOn(long atMs) {
    stoodMs += atMs - stoppedAtMs;
    stoppedAtMs = RUNNING;
  }

  /** For how long it has been worked on. */
  public long runMs(long nowMs) {
    return Math.min(nowMs, stoppedAtMs) - startMs - stoodMs;
  }

  boolean isBeating(long nowMs) {
    return beating && !isOver() && nowMs - startMs < plan.darkMs();
  }

  void stopBeating() {
    beating = false;
  }

  public boolean isOver() {
    return endMs != RUNNING;
  }

  /** Whether the job ended with a proof, wanted or not. */
  public boolean isProven() {
    return proven;
  }

  void end(long atMs, boolean withProof) {
    endMs = Math.min(endMs, atMs);
    proven = withProof;
  }

  /** When somebody last worked on it, at the latest at {@code untilMs}. */
  public long workedMs(long untilMs) {
    long darkAtMs = plan.darkMs() >= JobPlan.NEVER ? untilMs : startMs + plan.darkMs();
    return Math.max(0, Math.min(Math.min(endMs, untilMs), darkAtMs) - startMs);
  }

  /** Answers whether this sequence is higher than the last one that was sent. */
  boolean takeSequence(long sequence) {
    boolean higher = sequence > lastSequence;
    lastSequence = Math.max(lastSequence, sequence);
    return higher;
  }
}
