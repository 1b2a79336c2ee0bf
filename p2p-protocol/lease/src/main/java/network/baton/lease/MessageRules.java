package network.baton.lease;

import static network.baton.lease.Ruling.ignore;
import static network.baton.lease.Ruling.reject;

import network.baton.lease.Event.ProofVerdict;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedRelease;

/** The rules for messages that speak of a lease: beats (B), releases (R) and completions (C). */
final class MessageRules {
  /** Largest beat sequence that is taken: far beyond any window, far below overflow. */
  private static final long SEQUENCE_MAX_MS = 1L << 32;

  private final LeaseSettings settings;
  private final Ledger ledger;

  MessageRules(LeaseSettings settings, Ledger ledger) {
    this.settings = settings;
    this.ledger = ledger;
  }

  static boolean shapeFits(Beat beat) {
    return beat.sequence() >= 0
        && beat.sequence() <= SEQUENCE_MAX_MS
        && beat.stage() >= 0
        && beat.progressPpm() >= 0
        && beat.progressPpm() <= 1_000_000
        && beat.predictedFinishMs() >= 0;
  }

  static boolean shapeFits(Completion completion) {
    return completion.sizeBytes() >= 1 && completion.sizeBytes() <= LeaseLimits.PROOF_BYTES_MAX;
  }

  /** Beats are hints: clocks may judge them, since nothing valid hangs on that. */
  Ruling check(VerifiedBeat message, long nowMs) {
    Beat beat = message.beat();
    if (!shapeFits(beat)) { // B-01
      return reject(Refusal.MALFORMED);
    }
    LeaseEntry lease = ledger.lease(beat.leaseDigest());
    if (lease == null) { // B-02
      return new Ruling.HoldFor(beat.leaseDigest());
    }
    if (!message.signer().equals(lease.lease().beatKey())) { // B-03
      return reject(Refusal.WRONG_SIGNER);
    }
    VerifiedBeat last = lease.lastBeat();
    if (last != null && last.digest().equals(message.digest())) { // B-04
      return ignore(Refusal.ALREADY_SEEN);
    }
    if (lease.task().isLatched()) { // B-05
      return ignore(Refusal.LATCHED);
    }
    long ageMs = nowMs - (lease.task().task().slotStartMs() + beat.sequence());
    if (ageMs > settings.beatOldMs() || ageMs < -settings.beatAheadMs()) { // B-06
      return ignore(Refusal.STALE_BEAT);
    }
    if (last != null && beat.sequence() <= last.beat().sequence()) { // B-07
      return ignore(Refusal.STALE_BEAT);
    }
    if (last != null && beat.sequence() < last.beat().sequence() + settings.beatMs() / 4) { // B-08
      return ignore(Refusal.OVERLOADED);
    }
    return new Ruling.Fits();
  }

  Ruling check(VerifiedRelease message) {
    Release release = message.release();
    LeaseEntry lease = ledger.lease(release.leaseDigest());
    if (lease == null) {
      return new Ruling.HoldFor(release.leaseDigest());
    }
    if (!message.signer().equals(lease.prover().leaseKey())) {
      return reject(Refusal.WRONG_SIGNER);
    }
    TaskState task = lease.task();
    if (release.issuedAtMs() < task.task().slotStartMs() - settings.earlyMs()
        || release.issuedAtMs() > task.openEndMs(settings)) {
      return reject(Refusal.OUTSIDE_WINDOW);
    }
    if (lease.isReleased()) {
      return ignore(Refusal.ALREADY_SEEN);
    }
    if (task.isLatched()) {
      return ignore(Refusal.LATCHED);
    }
    return new Ruling.Fits();
  }

  Ruling check(VerifiedCompletion message) {
    Completion completion = message.completion();
    if (!shapeFits(completion)) { // C-01
      return reject(completion.sizeBytes() < 1 ? Refusal.MALFORMED : Refusal.TOO_LARGE);
    }
    LeaseEntry lease = ledger.lease(completion.leaseDigest());
    if (lease == null) { // C-02
      return new Ruling.HoldFor(completion.leaseDigest());
    }
    if (!message.signer().equals(lease.prover().leaseKey())) { // C-03
      return reject(Refusal.WRONG_SIGNER);
    }
    TaskState.Latch latch = lease.task().latch();
    if (latch != null) { // C-04, C-05
      boolean same = latch.completion().digest().equals(message.digest());
      return ignore(same ? Refusal.ALREADY_SEEN : Refusal.LATCHED);
    }
    if (lease.verdictOn(message.digest()) == ProofVerdict.INVALID) { // C-06
      return ignore(Refusal.ALREADY_SEEN);
    }
    return new Ruling.NeedsProof(lease, message); // C-07
  }
}
