package network.baton.lease;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedRelease;

/** What this node does with leases of its own: claims, runs, proofs, releases. */
final class OwnWork {
  private final LeaseSettings settings;
  private final int self;
  private final Turn turn;
  private final Agenda agenda;
  private final Ledger ledger;
  private final LeaseRules leaseRules;
  private final OwnLeases own;
  private final Claims claims;
  private final Forecast forecast = new Forecast();
  private final BeaconWork beacons;

  /** Own leases whose prover job a restart or a reorg lost, to be given up. */
  private final Map<Hash32, LeaseEntry> lost = new LinkedHashMap<>();

  OwnWork(LeaseSettings settings, int self, Turn turn, Agenda agenda, Ledger ledger) {
    this.settings = settings;
    this.self = self;
    this.turn = turn;
    this.agenda = agenda;
    this.ledger = ledger;
    this.leaseRules = new LeaseRules(settings, ledger);
    this.own = new OwnLeases(self);
    this.beacons = new BeaconWork(settings, self, turn, ledger, own);
    this.claims = new Claims(settings, self, ledger, own, forecast);
  }

  /** The memory of what was signed and the capacity that is left. */
  OwnLeases leases() {
    return own;
  }

  void capacity(Hash32 proofType, int free) {
    if (own.capacity(proofType, free, turn.nowMs())) {
      ledger.reconsiderAll();
    }
  }

  void allowClaiming(boolean allowed) {
    if (own.allowClaiming(allowed, turn.nowMs())) {
      ledger.reconsiderAll();
    }
  }

  BeaconWork beacons() {
    return beacons;
  }

  void endRuns(TaskState task, String why) {
    for (Hash32 lease : own.endAll(task)) {
      turn.emit(new Effect.CancelProof(lease, why));
      turn.emit(new Effect.StopBeating(lease));
    }
  }

  void close(TaskState task, String why) {
    endRuns(task, why);
    task.leases().all().forEach(entry -> lost.remove(entry.digest()));
  }

  /** A lease from outside was added; {@code fromBefore}: an own one that lost its prover job. */
  void noticed(LeaseEntry entry, boolean fromBefore) {
    if (!fromBefore && entry.lease().prover() == self && !own.hasSigned(entry)) { // O-19
      turn.emit(new Effect.Doppelganger(entry.task().task(), entry.message()));
    }
    own.noticed(entry);
    if (fromBefore) {
      lost.put(entry.digest(), entry);
    }
  }

  void leaseSigned(VerifiedLease lease) {
    TaskState task = ledger.tasks().get(lease.lease().taskId());
    boolean asked = own.signed(lease.lease().taskId(), lease.lease().term());
    if (!asked || task == null || task.isLatched()) { // O-07: it never left, so nothing is owed
      return;
    }
    if (leaseRules.check(lease) instanceof Ruling.ValidLease valid) {
      turn.emit(new Effect.Publish(lease));
      turn.emit(new Effect.StartProof(task.task(), lease));
      own.run(ledger.add(lease, valid, turn.nowMs()), turn.nowMs());
    }
  }

  void leaseRefused(LeaseDraft draft) {
    own.signed(draft.taskId(), draft.term());
  }

  /** O-11: an own job is done. */
  void proofMade(Completion completion) {
    Hash32 digest = completion.leaseDigest();
    LeaseEntry entry = ledger.lease(digest);
    long startedMs = own.startedMs(digest);
    if (own.end(digest)) {
      turn.emit(new Effect.StopBeating(digest));
    }
    if (entry != null && startedMs >= 0) {
      Task task = entry.task().task();
      forecast.add(task.proofType(), task.gasUsed(), turn.nowMs() - startedMs);
    }
    if (entry != null && entry.lease().prover() == self && !entry.task().isLatched()) {
      lost.remove(digest);
      own.announce(digest, entry.lease().lane());
      turn.emit(new Effect.SignCompletion(completion));
    }
  }

  void completionSigned(VerifiedCompletion completion) {
    own.end(completion.completion().leaseDigest());
    LeaseEntry entry = ledger.lease(completion.completion().leaseDigest());
    if (entry != null && !entry.task().isLatched()) {
      turn.emit(new Effect.Publish(completion));
      ledger.latch(entry, completion, true);
      endRuns(entry.task(), "latched");
    }
  }

  /** O-11: an own job will not be done. */
  void proverFailed(Hash32 lease, Release.Reason reason) {
    if (own.end(lease)) {
      turn.emit(new Effect.StopBeating(lease));
    }
    LeaseEntry entry = ledger.lease(lease);
    if (entry != null && entry.lease().prover() == self) {
      if (own.failed(entry.task().task().proofType(), turn.nowMs())) {
        ledger.reconsiderAll();
      }
      giveUp(entry, reason);
    }
  }

  private void giveUp(LeaseEntry entry, Release.Reason reason) {
    TaskState task = entry.task();
    boolean useful = turn.nowMs() <= task.openEndMs(settings);
    if (!task.isLatched() && !entry.isReleased() && useful) {
      turn.emit(new Effect.SignRelease(new Release(entry.digest(), reason, turn.nowMs())));
    }
  }

  void releaseSigned(VerifiedRelease release) {
    LeaseEntry entry = ledger.lease(release.release().leaseDigest());
    if (entry != null && !entry.isReleased() && !entry.task().isLatched()) {
      turn.emit(new Effect.Publish(release));
      entry.released(release, turn.nowMs());
      entry.task().changed();
    }
  }

  /** O-08: a lease whose job is gone is published again and given up, once peers can hear it. */
  void giveUpLost() {
    if (lost.isEmpty() || !own.isClaimingAllowed()) {
      return;
    }
    for (LeaseEntry entry : lost.values()) {
      Task task = entry.task().task();
      if (!entry.task().isLatched() && turn.nowMs() <= task.deadlineMs()) {
        turn.emit(new Effect.Publish(entry.message()));
        giveUp(entry, Release.Reason.PROVER_FAILED);
      }
    }
    lost.clear();
  }

  /** O-02: claims that are due: those that will be in time first, then the others. */
  void claimDue() {
    TaskState changed = agenda.nextChanged();
    while (changed != null) {
      if (!changed.isClosed()) {
        changed.plan(claims.due(changed, turn.nowMs()));
        beacons.passUnlessRoom(changed);
      }
      changed = agenda.nextChanged();
    }
    List<TaskState> due = agenda.takeDue(turn.nowMs(), own.takeRoomMade());
    for (TaskState task : due) {
      if (own.hasRoom(task.task().proofType())) {
        task.plan(claims.due(task, turn.nowMs())); // being late may have changed it
      }
    }
    due.forEach(task -> claim(task, true));
    due.forEach(task -> claim(task, false));
    for (TaskState task : due) {
      if (task.due().atMs() <= turn.nowMs()) {
        agenda.waitForRoom(task);
      }
    }
  }

  private void claim(TaskState task, boolean inTime) {
    Claims.Due due = task.due();
    if (due.atMs() > turn.nowMs()
        || due.inTime() != inTime
        || !own.hasRoom(task.task().proofType())) {
      return;
    }
    Effect.SignLease claim = claims.draft(task, due, turn.nowMs());
    if (claim != null) {
      own.sign(claim.draft(), task, claim.epoch());
      task.plan(Claims.Due.NEVER);
      turn.emit(claim);
    }
  }
}
