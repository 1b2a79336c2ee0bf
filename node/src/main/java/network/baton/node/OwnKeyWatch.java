package network.baton.node;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Message.VerifiedLease;
import network.baton.node.store.Lives;
import network.baton.node.store.SafetyRecord;
import network.baton.wire.NetworkRules;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks out for this node's own lease key in the hands of others (specs/claiming.md, D-02 to D-04):
 * listens before the first claim unless the last life ended cleanly, and closes the safety record
 * for good when the key has signed something that this node has not. Called on any thread.
 */
final class OwnKeyWatch implements Ground, AutoCloseable {
  /**
   * What is dated this long after the start was not made before it, whatever two clocks differ; in
   * milliseconds.
   */
  static final long STARTED_MARGIN_MS = 2_000;

  /** A signature may be for the slot after the present one, by a clock that is ahead. */
  static final int SLOTS_AHEAD = 1;

  private static final Logger LOG = LoggerFactory.getLogger(OwnKeyWatch.class);

  private final Terms terms;
  private final SafetyRecord record;
  private final Lives lives;
  private final LongSupplier nowMs;
  private final long startedMs;
  private final long startSlot;
  private final boolean sure;
  private final AtomicLong sightings = new AtomicLong();
  private long hearsSinceMs = Long.MAX_VALUE;
  private @Nullable Objection finding;

  /**
   * What the watch has to know.
   *
   * @param keepSlots slots within which a lease of term 2 or later may be issued
   * @param beatOldMs older beats are not taken
   * @param listenSlots how long to listen when the last life did not end cleanly; 0 for not at all
   */
  record Terms(
      Address leaseKey, NetworkRules rules, int keepSlots, long beatOldMs, int listenSlots) {
    long listenMs() {
      return listenSlots * 1_000L * rules.slotSeconds();
    }

    long slotAt(long ms) {
      return Math.floorDiv(ms / 1_000 - rules.genesisTimeSec(), rules.slotSeconds());
    }

    long slotStartMs(long slot) {
      return 1_000 * (rules.genesisTimeSec() + slot * rules.slotSeconds());
    }
  }

  /** Begins a life of the store. */
  OwnKeyWatch(Terms terms, SafetyRecord record, Lives lives, LongSupplier nowMs) {
    this.terms = terms;
    this.record = record;
    this.lives = lives;
    this.nowMs = nowMs;
    this.startedMs = nowMs.getAsLong();
    this.startSlot = terms.slotAt(startedMs);
    Lives.Found found = lives.begin();
    this.sure = found == Lives.Found.CLEAN || terms.listenMs() == 0;
    SafetyRecord.Gap gap = record.gap();
    if (gap != null) {
      finding = behind("lease " + gap.digest().toHex());
    } else if (found == Lives.Found.OLD_COPY) {
      record.oldCopy();
      finding = behind("leases of a later life of this folder");
    }
  }

  /** From now on this node can hear others: the time of listening counts from the first call. */
  synchronized void hears() {
    hearsSinceMs = Math.min(hearsSinceMs, nowMs.getAsLong());
  }

  private boolean hasListened() {
    return sure
        || (hearsSinceMs != Long.MAX_VALUE && nowMs.getAsLong() - hearsSinceMs >= terms.listenMs());
  }

  @Override
  public synchronized @Nullable Objection objection() {
    if (finding != null) {
      return finding;
    }
    if (hasListened()) {
      return null;
    }
    return new Objection(
        Objection.Why.LISTENING,
        "listening for "
            + terms.listenMs() / 1_000
            + " s whether another node has this lease key: the last run did not end cleanly");
  }

  /** A lease came whose signature is good, from gossip or in a peer's status. */
  void heard(VerifiedLease lease) {
    if (!lease.signer().equals(terms.leaseKey()) || record.holds(lease.digest())) {
      return;
    }
    long issuedAtMs = lease.lease().issuedAtMs();
    boolean sinceStart = issuedAtMs - startedMs > STARTED_MARGIN_MS;
    if (sinceStart) {
      elsewhere("lease " + lease.digest().toHex());
    }
    if (sinceStart || isMissing(issuedAtMs)) {
      miss(lease.digest(), issuedAtMs);
    }
  }

  /** Rows below the watermark are gone; what was issued for their slots is not missing. */
  private boolean isMissing(long issuedAtMs) {
    long low = record.slotLow();
    return low == 0 || issuedAtMs >= terms.slotStartMs(low + terms.keepSlots());
  }

  private synchronized void miss(Hash32 digest, long issuedAtMs) {
    sightings.incrementAndGet();
    long slotHigh = terms.slotAt(Math.max(issuedAtMs, nowMs.getAsLong())) + SLOTS_AHEAD;
    record.behind(new SafetyRecord.Gap(digest, slotHigh));
    if (finding == null) {
      found(behind("lease " + digest.toHex()));
    }
  }

  /** A beat came for a lease of this prover that was not signed in this life. */
  void beatOfEarlierLease(Hash32 leaseDigest) {
    if (nowMs.getAsLong() - startedMs > terms.beatOldMs() + STARTED_MARGIN_MS) {
      sightings.incrementAndGet();
      elsewhere("a beat for lease " + leaseDigest.toHex());
    }
  }

  /** A beacon of this prover came that this node has not sent. */
  void readyBeacon(long slot) {
    if (slot > startSlot) {
      sightings.incrementAndGet();
      elsewhere("the ready beacon of slot " + slot);
    }
  }

  private synchronized void elsewhere(String what) {
    record.stopSigning();
    if (finding == null) {
      found(
          new Objection(
              Objection.Why.KEY_ELSEWHERE,
              "another node signs with this lease key ("
                  + what
                  + "): stop one of the two, move its record with 'baton record export' and"
                  + " 'baton record import', then start again"));
    }
  }

  private static Objection behind(String what) {
    return new Objection(
        Objection.Why.RECORD_BEHIND,
        "the safety record is an old copy: this key has signed "
            + what
            + ", which it does not hold; stop, import the newer record with 'baton record import',"
            + " or, if it is lost, let the epoch pass with 'baton record skip'");
  }

  private void found(Objection objection) {
    finding = objection;
    LOG.error("nothing will be signed any more: {}", objection.text());
  }

  /** How often the key was seen in the hands of others. */
  long sightings() {
    return sightings.get();
  }

  /** Ends the life: cleanly, unless something was found or nobody has listened long enough. */
  @Override
  public synchronized void close() {
    if (finding == null && hasListened()) {
      lives.endCleanly();
    }
  }
}
