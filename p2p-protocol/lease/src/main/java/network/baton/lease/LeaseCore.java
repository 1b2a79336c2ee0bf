package network.baton.lease;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;

/**
 * The lease protocol of one node as a function of events. Owned by one thread; see {@link Event}
 * and {@link Effect} for the contract, specs/lease.md for the rules, whose ids stand beside the
 * code.
 *
 * <p>One turn: misses that fell due, the event, messages that waited for what it brought, holds
 * that ended, leases lost in a restart, claims that are due.
 */
public final class LeaseCore {
  /** {@code self} of a node that watches and relays but never claims. */
  public static final int OBSERVER = -1;

  private final LeaseSettings settings;
  private final int self;
  private final Snapshots snapshots = new Snapshots();
  private final TaskBook tasks;
  private final LeaseBook leases = new LeaseBook();
  private final LeaseRules leaseRules;
  private final MessageRules messageRules;
  private final Holds holds = new Holds();
  private final Checks checks = new Checks();
  private final OwnLeases own;
  private final Claims claims;

  /** Own leases whose prover job a restart or a reorg lost, to be given up. */
  private final Map<Hash32, LeaseEntry> lost = new LinkedHashMap<>();

  private final Queue<Hash32> arrivals = new ArrayDeque<>();
  private final List<Effect> out = new ArrayList<>();
  private long nowMs = Long.MIN_VALUE;

  /**
   * Makes an empty core.
   *
   * @param self own permanent prover index, or {@link #OBSERVER}
   */
  public LeaseCore(LeaseSettings settings, int self) {
    if (self < OBSERVER) {
      throw new IllegalArgumentException("no prover has index " + self);
    }
    this.settings = settings;
    this.self = self;
    this.tasks = new TaskBook(settings.keepSlots());
    this.leaseRules = new LeaseRules(settings, snapshots, tasks, leases);
    this.messageRules = new MessageRules(settings, leases);
    this.own = new OwnLeases(self);
    this.claims = new Claims(settings, self, snapshots, own);
  }

  /**
   * Takes one event and says what is to be done. Time never goes back: an earlier {@code atMs}
   * counts as the latest one given.
   */
  public List<Effect> apply(Event event, long atMs) {
    nowMs = Math.max(nowMs, atMs);
    missDeadlines();
    take(event);
    settle();
    for (Held held : holds.takeDue(nowMs)) {
      if (held.awaited() == null) {
        consider(held);
      } else {
        judge(held, new Verdict.Ignore(Refusal.HOLD_EXPIRED));
      }
    }
    settle();
    giveUpLost();
    claimDue();
    List<Effect> effects = List.copyOf(out);
    out.clear();
    return effects;
  }

  private void take(Event event) {
    switch (event) {
      case Event.SnapshotKnown(Snapshot snapshot) -> learn(snapshot);
      case Event.TaskOpened(Task task) -> open(task);
      case Event.BlockOrphaned(Hash32 blockHash) ->
          tasks.ofBlock(blockHash).forEach(task -> close(task, "orphaned"));
      case Event.LeaseSeen(VerifiedLease lease) -> see(lease);
      case Event.BeatSeen(VerifiedBeat beat) -> see(beat);
      case Event.ReleaseSeen(VerifiedRelease release) -> see(release);
      case Event.CompletionSeen(VerifiedCompletion completion) -> see(completion);
      case Event.ProofChecked(Hash32 digest, ProofVerdict verdict) -> proofChecked(digest, verdict);
      case Event.LeaseSigned(VerifiedLease lease) -> leaseSigned(lease);
      case Event.LeaseRefused(LeaseDraft draft, String _) ->
          own.signed(draft.taskId(), draft.term());
      case Event.ReleaseSigned(VerifiedRelease release) -> releaseSigned(release);
      case Event.CompletionSigned(VerifiedCompletion completion) -> completionSigned(completion);
      case Event.ProofMade(Hash32 lease, Hash32 proofHash, int sizeBytes) ->
          proofMade(new Completion(lease, proofHash, sizeBytes));
      case Event.ProverFailed(Hash32 lease, Release.Reason reason) -> proverFailed(lease, reason);
      case Event.CapacityChanged(Hash32 proofType, int free) -> own.capacity(proofType, free);
      case Event.Restored(var ownLeases, long epoch, long nonceHighest, long slotLow) ->
          own.restore(ownLeases, epoch, nonceHighest, slotLow);
      case Event.ClaimingAllowed(boolean allowed) -> own.allowClaiming(allowed);
      case Event.Tick() -> {}
    }
  }

  /** When the core next wants a {@link Event.Tick}, or {@link Long#MAX_VALUE}. */
  public long nextWakeMs() {
    long wakeMs = holds.nextWakeMs();
    for (TaskState task : tasks.all()) {
      wakeMs = Math.min(wakeMs, task.missAtMs());
      if (task.due().atMs() > nowMs) { // else it waits for room, which an event brings
        wakeMs = Math.min(wakeMs, task.due().atMs());
      }
    }
    return wakeMs;
  }

  // Tasks

  private void learn(Snapshot snapshot) {
    if (snapshots.add(snapshot)) {
      arrivals.add(snapshot.id());
      tasks.all().forEach(TaskState::changed);
    }
  }

  private void open(Task task) {
    if (tasks.get(task.taskId()) != null) {
      return;
    }
    TaskState state = new TaskState(task, nowMs);
    tasks.open(state);
    for (TaskState old : tasks.overdue()) { // T-03, T-04
      close(old, tasks.isPast(old.task().slot()) ? "past" : "evicted");
    }
    if (tasks.get(task.taskId()) == null) {
      return;
    }
    VerifiedLease before = own.signedBefore(task);
    if (before != null) {
      consider(new Held(before, nowMs, true));
    }
    arrivals.add(task.taskId());
  }

  private void close(TaskState task, String why) {
    endRuns(task, why);
    for (Checks.Check check : checks.endAll(task)) {
      judge(check.seen(), new Verdict.Ignore(Refusal.HOLD_EXPIRED));
    }
    task.leases().all().forEach(entry -> lost.remove(entry.digest()));
    leases.remove(task);
    tasks.close(task);
    out.add(new Effect.TaskClosed(task.task(), why));
  }

  private void missDeadlines() {
    for (TaskState task : tasks.all()) {
      if (task.missAtMs() <= nowMs) { // T-05
        task.miss();
        out.add(new Effect.DeadlineMissed(task.task()));
      }
    }
  }

  // Messages from outside

  private void see(Message message) {
    Held before = holds.get(message.digest());
    Checks.Check check = checks.get(message.digest());
    if (before == null && check != null) {
      before = check.seen();
    }
    if (before != null && !before.isOwn()) {
      before.countCopy(); // G-02: judged after the first
    } else {
      consider(new Held(message, nowMs, false));
    }
  }

  private void settle() {
    Hash32 arrived = arrivals.poll();
    while (arrived != null) {
      holds.take(arrived).forEach(this::consider);
      arrived = arrivals.poll();
    }
  }

  private void consider(Held held) {
    Ruling ruling =
        switch (held.message()) {
          case VerifiedLease lease -> leaseRules.check(lease);
          case VerifiedBeat beat -> messageRules.check(beat, nowMs);
          case VerifiedRelease release -> messageRules.check(release);
          case VerifiedCompletion completion -> messageRules.check(completion);
        };
    switch (ruling) {
      case Ruling.Refused(Verdict verdict) -> judge(held, verdict);
      case Ruling.HoldFor(Hash32 awaited) -> hold(held, awaited, Long.MAX_VALUE);
      case Ruling.HoldUntil(long untilMs) -> hold(held, null, untilMs);
      case Ruling.NeedsProof(LeaseEntry lease, var completion) ->
          needProof(held, lease, completion);
      case Ruling.ValidLease valid -> acceptLease(held, valid);
      case Ruling.Fits() -> acceptOther(held);
    }
  }

  private void hold(Held held, @Nullable Hash32 awaited, long untilMs) {
    boolean beat = held.message() instanceof VerifiedBeat;
    long endMs = held.arrivedMs() + (beat ? settings.beatOldMs() : LeaseLimits.HELD_MS_MAX);
    boolean stranger = !(held.signer() instanceof Address address && snapshots.isLeaseKey(address));
    if (endMs <= nowMs) {
      judge(held, new Verdict.Ignore(Refusal.HOLD_EXPIRED));
    } else if (!holds.add(held, awaited, Math.min(endMs, untilMs), stranger)) {
      judge(held, new Verdict.Ignore(Refusal.HOLD_FULL));
    }
  }

  private void judge(@Nullable Held held, Verdict verdict) {
    if (held == null || held.isOwn()) {
      return;
    }
    out.add(new Effect.Judged(held.digest(), verdict));
    for (int i = 0; i < held.copies(); i++) {
      out.add(new Effect.Judged(held.digest(), new Verdict.Ignore(Refusal.ALREADY_SEEN)));
    }
  }

  private void acceptLease(Held held, Ruling.ValidLease valid) {
    VerifiedLease lease = (VerifiedLease) held.message();
    long takenFromMs = lease.lease().issuedAtMs() - settings.earlyMs();
    if (takenFromMs > nowMs && !held.isOwn()) { // L-25
      hold(held, null, takenFromMs);
      return;
    }
    judge(held, new Verdict.Accept());
    LeaseEntry entry = addLease(lease, valid, held.arrivedMs());
    if (held.isOwn()) {
      lost.put(entry.digest(), entry);
    }
  }

  private LeaseEntry addLease(VerifiedLease lease, Ruling.ValidLease valid, long arrivedMs) {
    LeaseEntry entry = new LeaseEntry(lease, valid, arrivedMs, nowMs);
    List<LeaseEntry> rivals = leases.add(entry);
    out.add(new Effect.LeaseAdded(valid.task().task(), lease));
    Set<TaskState> touched = new LinkedHashSet<>(List.of(valid.task()));
    for (LeaseEntry rival : rivals) { // E-01
      touched.add(rival.task());
      out.add(new Effect.Equivocated(rival.message(), lease));
    }
    touched.forEach(this::refreshHolder);
    own.noticed(entry);
    arrivals.add(entry.digest());
    return entry;
  }

  private void refreshHolder(TaskState task) {
    task.changed();
    if (!task.leases().refreshHolder()) {
      return;
    }
    LeaseEntry holder = task.leases().holder();
    if (holder == null) {
      task.holderlessSince(nowMs);
    } else {
      out.add(new Effect.HolderChanged(task.task(), holder.message()));
    }
  }

  private void acceptOther(Held held) {
    LeaseEntry lease = Objects.requireNonNull(leases.get(held.subject()));
    switch (held.message()) {
      case VerifiedBeat beat -> lease.heard(beat, nowMs);
      case VerifiedRelease release -> lease.released(release, nowMs);
      case VerifiedLease _, VerifiedCompletion _ ->
          throw new IllegalStateException("a lease and a completion need more: " + held.digest());
    }
    lease.task().changed();
    judge(held, new Verdict.Accept());
  }

  // Proofs

  /** C-07, L-24: starts the verification that a message waits for, or joins the one under way. */
  private void needProof(Held held, LeaseEntry lease, VerifiedCompletion completion) {
    boolean isCompletion = held.message() instanceof VerifiedCompletion;
    Checks.Check running = checks.get(completion.digest());
    if (running == null && !lease.takeCheck()) {
      judge(held, new Verdict.Ignore(Refusal.OVERLOADED));
      return;
    }
    if (running == null || isCompletion) {
      checks.put(new Checks.Check(lease, completion, isCompletion ? held : null));
    }
    if (running == null) {
      out.add(new Effect.VerifyProof(lease.task().task(), lease.message(), completion));
    }
    if (!isCompletion) {
      hold(held, completion.digest(), Long.MAX_VALUE);
    }
  }

  private void proofChecked(Hash32 digest, ProofVerdict verdict) {
    Checks.Check check = checks.end(digest);
    if (check == null) {
      return;
    }
    check.lease().checked(check.completion(), verdict, nowMs);
    check.lease().task().changed();
    boolean wasLatched = check.lease().task().isLatched();
    judge(
        check.seen(),
        switch (verdict) {
          case VALID ->
              wasLatched ? new Verdict.Ignore(Refusal.LATCHED) : new Verdict.Accept(); // C-09
          case INVALID -> new Verdict.Reject(Refusal.INVALID_PROOF);
          case UNAVAILABLE -> new Verdict.Ignore(Refusal.PROOF_UNAVAILABLE);
        });
    if (verdict == ProofVerdict.VALID && !wasLatched) {
      latch(check.lease(), check.completion(), false);
    }
    if (verdict == ProofVerdict.UNAVAILABLE) {
      for (Held waiting : holds.take(digest)) {
        judge(waiting, new Verdict.Ignore(Refusal.PROOF_UNAVAILABLE));
      }
    } else {
      arrivals.add(digest);
    }
  }

  private void latch(LeaseEntry lease, VerifiedCompletion completion, boolean ownProof) {
    TaskState task = lease.task();
    task.latch(lease, completion);
    task.changed();
    out.add(new Effect.Latched(task.task(), lease.message(), completion, ownProof));
    endRuns(task, "latched");
  }

  // The node's own leases

  private void endRuns(TaskState task, String why) {
    for (Hash32 lease : own.endAll(task)) {
      out.add(new Effect.CancelProof(lease, why));
      out.add(new Effect.StopBeating(lease));
    }
  }

  private void leaseSigned(VerifiedLease lease) {
    TaskState task = tasks.get(lease.lease().taskId());
    boolean asked = own.signed(lease.lease().taskId(), lease.lease().term());
    if (!asked || task == null || task.isLatched()) { // O-07: it never left, so nothing is owed
      return;
    }
    if (leaseRules.check(lease) instanceof Ruling.ValidLease valid) {
      out.add(new Effect.Publish(lease));
      out.add(new Effect.StartProof(task.task(), lease));
      own.run(addLease(lease, valid, nowMs));
    }
  }

  private void proofMade(Completion completion) {
    Hash32 digest = completion.leaseDigest();
    if (own.end(digest)) {
      out.add(new Effect.StopBeating(digest));
    }
    LeaseEntry entry = leases.get(digest);
    if (entry != null && entry.lease().prover() == self && !entry.task().isLatched()) {
      lost.remove(digest);
      out.add(new Effect.SignCompletion(completion));
    }
  }

  private void completionSigned(VerifiedCompletion completion) {
    LeaseEntry entry = leases.get(completion.completion().leaseDigest());
    if (entry != null && !entry.task().isLatched()) {
      out.add(new Effect.Publish(completion));
      latch(entry, completion, true);
    }
  }

  private void proverFailed(Hash32 lease, Release.Reason reason) {
    if (own.end(lease)) {
      out.add(new Effect.StopBeating(lease));
    }
    LeaseEntry entry = leases.get(lease);
    if (entry != null && entry.lease().prover() == self) {
      giveUp(entry, reason);
    }
  }

  private void giveUp(LeaseEntry entry, Release.Reason reason) {
    TaskState task = entry.task();
    if (!task.isLatched() && entry.release() == null && nowMs <= task.openEndMs(settings)) {
      out.add(new Effect.SignRelease(new Release(entry.digest(), reason, nowMs)));
    }
  }

  private void releaseSigned(VerifiedRelease release) {
    LeaseEntry entry = leases.get(release.release().leaseDigest());
    if (entry != null && entry.release() == null && !entry.task().isLatched()) {
      out.add(new Effect.Publish(release));
      entry.released(release, nowMs);
      entry.task().changed();
    }
  }

  /** O-08: a lease whose job is gone is published again and given up, once peers can hear it. */
  private void giveUpLost() {
    if (lost.isEmpty() || !own.isClaimingAllowed()) {
      return;
    }
    for (LeaseEntry entry : lost.values()) {
      Task task = entry.task().task();
      if (!entry.task().isLatched() && nowMs <= task.deadlineMs()) {
        out.add(new Effect.Publish(entry.message()));
        giveUp(entry, Release.Reason.PROVER_FAILED);
      }
    }
    lost.clear();
  }

  private void claimDue() {
    for (TaskState task : tasks.all()) {
      if (task.dueIsStale()) {
        task.due(claims.due(task, nowMs));
      }
      if (task.due().atMs() > nowMs || !own.hasRoom(task.task().proofType())) {
        continue;
      }
      task.due(claims.due(task, nowMs)); // being late may have changed it
      Effect.SignLease claim =
          task.due().atMs() > nowMs ? null : claims.draft(task, task.due(), nowMs);
      if (claim != null) {
        own.sign(claim.draft(), task.task(), claim.epoch());
        task.due(Claims.Due.NEVER);
        out.add(claim);
      }
    }
  }
}
