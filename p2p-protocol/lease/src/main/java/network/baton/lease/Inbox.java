package network.baton.lease;

import java.util.Objects;
import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import org.jspecify.annotations.Nullable;

/**
 * Messages from outside, from their first sight to their verdict: exactly one verdict for each
 * sight (G-01), at once, or when the context has come, or when the hold has ended.
 */
final class Inbox {
  private final LeaseSettings settings;
  private final Turn turn;
  private final Ledger ledger;
  private final OwnWork ownWork;
  private final LeaseRules leaseRules;
  private final MessageRules messageRules;
  private final BeaconRules beaconRules;
  private final Holds holds = new Holds();
  private final Checks checks = new Checks();

  Inbox(LeaseSettings settings, Turn turn, Ledger ledger, OwnWork ownWork) {
    this.settings = settings;
    this.turn = turn;
    this.ledger = ledger;
    this.ownWork = ownWork;
    this.leaseRules = new LeaseRules(settings, ledger);
    this.messageRules = new MessageRules(settings, ledger);
    this.beaconRules = new BeaconRules(ledger);
  }

  void see(Message message) {
    Held before = holds.get(message);
    Checks.Check check = checks.get(message.digest());
    if (before == null && check != null) {
      before = check.seen();
      if (before != null && !before.signer().equals(Held.signer(message))) {
        before = null;
      }
    }
    if (before != null) {
      before.countCopy(); // G-02: judged after the first
    } else {
      consider(new Held(message, turn.nowMs(), false));
    }
  }

  /** O-08: an own lease from before a restart or a reorg goes the same way, without a verdict. */
  void seeOwn(VerifiedLease lease) {
    if (holds.get(lease) == null) {
      consider(new Held(lease, turn.nowMs(), true));
    }
  }

  /** G-03: considers again what waited for the things that have arrived. */
  void settle() {
    Hash32 arrived = ledger.nextArrival();
    while (arrived != null) {
      holds.take(arrived).forEach(this::consider);
      arrived = ledger.nextArrival();
    }
  }

  /** Ends the holds whose time is up. */
  void wake() {
    for (Held held : holds.takeDue(turn.nowMs())) {
      if (held.awaited() == null && held.wakeMs() < endMs(held)) {
        consider(held);
      } else {
        judge(held, new Verdict.Ignore(Refusal.HOLD_EXPIRED)); // G-05
      }
    }
  }

  long nextWakeMs() {
    return holds.nextWakeMs();
  }

  int heldCount() {
    return holds.size();
  }

  /** A task closes: the proofs that are being verified for it no longer matter. */
  void close(TaskState task) {
    for (Checks.Check check : checks.endAll(task)) {
      judge(check.seen(), new Verdict.Ignore(Refusal.HOLD_EXPIRED));
    }
  }

  void proofChecked(Hash32 digest, ProofVerdict verdict) {
    Checks.Check check = checks.end(digest);
    if (check == null) {
      return;
    }
    LeaseEntry lease = check.lease();
    boolean wasLatched = lease.task().isLatched();
    lease.checkEnds();
    lease.checked(check.completion(), verdict, turn.nowMs());
    lease.task().changed();
    judge(
        check.seen(),
        switch (verdict) {
          case VALID ->
              wasLatched ? new Verdict.Ignore(Refusal.LATCHED) : new Verdict.Accept(); // C-08
          case INVALID -> new Verdict.Reject(Refusal.INVALID_PROOF);
          case UNAVAILABLE -> new Verdict.Ignore(Refusal.PROOF_UNAVAILABLE);
        });
    if (verdict == ProofVerdict.VALID && !wasLatched) {
      ledger.latch(lease, check.completion(), false);
      ownWork.endRuns(lease.task(), "latched");
    }
    if (verdict == ProofVerdict.UNAVAILABLE) {
      for (Held waiting : holds.take(digest)) {
        judge(waiting, new Verdict.Ignore(Refusal.PROOF_UNAVAILABLE));
      }
    } else {
      ledger.arrived(digest);
    }
  }

  private void consider(Held held) {
    Ruling ruling =
        switch (held.message()) {
          case VerifiedLease lease -> leaseRules.check(lease);
          case VerifiedBeat beat -> messageRules.check(beat, turn.nowMs());
          case VerifiedRelease release -> messageRules.check(release);
          case VerifiedCompletion completion -> messageRules.check(completion);
          case VerifiedReady ready -> beaconRules.check(ready);
          case VerifiedPass pass -> beaconRules.check(pass);
        };
    switch (ruling) {
      case Ruling.Refused(Verdict verdict) -> judge(held, verdict);
      case Ruling.HoldFor(Hash32 awaited) -> hold(held, awaited, Long.MAX_VALUE);
      case Ruling.NeedsProof(LeaseEntry lease, var completion) ->
          needProof(held, lease, completion);
      case Ruling.ValidLease valid -> acceptLease(held, valid);
      case Ruling.Fits() -> acceptOther(held);
    }
  }

  private void hold(Held held, @Nullable Hash32 awaited, long untilMs) {
    boolean stranger =
        !(held.signer() instanceof Address address && ledger.snapshots().isLeaseKey(address));
    if (endMs(held) <= turn.nowMs()) {
      judge(held, new Verdict.Ignore(Refusal.HOLD_EXPIRED));
    } else if (!holds.add(held, awaited, Math.min(endMs(held), untilMs), stranger)) { // G-04
      judge(held, new Verdict.Ignore(Refusal.HOLD_FULL));
    }
  }

  private long endMs(Held held) {
    boolean beat = held.message() instanceof VerifiedBeat;
    return held.arrivedMs() + (beat ? settings.beatOldMs() : LeaseLimits.HELD_MS_MAX);
  }

  private void judge(@Nullable Held held, Verdict verdict) {
    if (held == null) {
      return;
    }
    if (!held.isOwn()) {
      turn.emit(new Effect.Judged(held.message(), verdict));
    }
    for (int i = 0; i < held.copies(); i++) {
      turn.emit(new Effect.Judged(held.message(), new Verdict.Ignore(Refusal.ALREADY_SEEN)));
    }
  }

  private void acceptLease(Held held, Ruling.ValidLease valid) {
    VerifiedLease lease = (VerifiedLease) held.message();
    long takenFromMs = lease.lease().issuedAtMs() - settings.earlyMs();
    if (takenFromMs > turn.nowMs() && !held.isOwn()) { // L-25
      hold(held, null, takenFromMs);
      return;
    }
    judge(held, new Verdict.Accept());
    LeaseEntry entry = ledger.add(lease, valid, held.arrivedMs());
    ownWork.noticed(entry, held.isOwn());
  }

  private void acceptOther(Held held) {
    switch (held.message()) {
      case VerifiedBeat beat -> {
        LeaseEntry lease = Objects.requireNonNull(ledger.lease(held.subject()));
        lease.heard(beat, turn.nowMs(), settings);
        lease.task().changed();
      }
      case VerifiedRelease release -> {
        LeaseEntry lease = Objects.requireNonNull(ledger.lease(held.subject()));
        lease.released(release, turn.nowMs());
        lease.task().changed();
      }
      case VerifiedReady ready -> ledger.beacons().add(ready.ready());
      case VerifiedPass pass ->
          Objects.requireNonNull(ledger.tasks().get(pass.pass().taskId()))
              .passed(pass.pass().prover());
      case VerifiedLease _, VerifiedCompletion _ ->
          throw new IllegalStateException("a lease and a completion need more: " + held.digest());
    }
    judge(held, new Verdict.Accept());
  }

  /** C-07, L-22: starts the verification that a message waits for, or joins the one under way. */
  private void needProof(Held held, LeaseEntry lease, VerifiedCompletion completion) {
    boolean isCompletion = held.message() instanceof VerifiedCompletion;
    boolean running = checks.get(completion.digest()) != null;
    if (!running && !lease.takeCheck()) {
      judge(held, new Verdict.Ignore(Refusal.OVERLOADED));
      return;
    }
    if (isCompletion || !running) {
      checks.put(new Checks.Check(lease, completion, isCompletion ? held : null));
    }
    if (!running) {
      lease.checkBegins();
      turn.emit(new Effect.VerifyProof(lease.task().task(), lease.message(), completion));
    }
    if (isCompletion) {
      lease.showedLife(turn.nowMs()); // O-10
      lease.task().changed();
    } else {
      hold(held, completion.digest(), Long.MAX_VALUE);
    }
  }
}
