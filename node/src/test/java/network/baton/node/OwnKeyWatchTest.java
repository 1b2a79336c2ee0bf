package network.baton.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import network.baton.lease.Address;
import network.baton.lease.Cause;
import network.baton.lease.Hash32;
import network.baton.lease.Lease;
import network.baton.lease.Message.VerifiedLease;
import network.baton.node.Objection.Why;
import network.baton.node.store.Lives;
import network.baton.node.store.RecordFile;
import network.baton.node.store.RecordTransfer;
import network.baton.node.store.SafetyRecord;
import network.baton.node.store.SafetyRecord.Refused;
import network.baton.node.store.Store;
import network.baton.wire.BeatKey;
import network.baton.wire.LeaseKey;
import network.baton.wire.NetworkRules;
import network.baton.wire.SigningDomain;
import network.baton.wire.Wire;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots of 4 s, epochs of 8; genesis at second 1,000,000. */
class OwnKeyWatchTest {
  private static final long GENESIS_MS = 1_000_000_000;
  private static final long SLOT_MS = 4_000;
  private static final int KEEP_SLOTS = 64;
  private static final NetworkRules RULES =
      new NetworkRules("test", 1, 31_337, 0, GENESIS_MS / 1_000, 4, 8, 1, 3_500);
  private static final LeaseKey KEY = LeaseKey.of(new Hash32(1, 2, 3, 4));
  private static final LeaseKey STRANGER = LeaseKey.of(new Hash32(4, 3, 2, 1));
  private static final Hash32 BEAT_KEY = BeatKey.generate().publicKey();

  private final Wire wire = new Wire(new SigningDomain(31_337, new Address(1, 2, 3)));
  private final AtomicLong nowMs = new AtomicLong(at(100));

  @TempDir Path folder = Path.of("unset");

  private static long at(long slot) {
    return GENESIS_MS + slot * SLOT_MS;
  }

  /** One life of a node on the folder. */
  private final class Life implements AutoCloseable {
    private final Store store;
    private final SafetyRecord record;
    private final OwnKeyWatch watch;

    Life(Path folder, int listenSlots) {
      store = Store.open(folder, "me");
      record = new SafetyRecord(store);
      watch =
          new OwnKeyWatch(
              new OwnKeyWatch.Terms(KEY.address(), RULES, KEEP_SLOTS, 1_200, listenSlots),
              record,
              new Lives(store, folder),
              nowMs::get);
    }

    @Nullable Why why() {
      Objection objection = watch.objection();
      return objection == null ? null : objection.why();
    }

    void listened() {
      watch.hears();
      nowMs.addAndGet(2 * SLOT_MS);
    }

    Refused sign(VerifiedLease lease, long slot, long nonce) {
      return record
          .record(
              List.of(
                  new SafetyRecord.Entry(
                      lease.lease().taskId(),
                      1,
                      slot / 8,
                      nonce,
                      slot,
                      lease.digest(),
                      wire.encode(lease))))
          .getFirst();
    }

    @Override
    public void close() {
      watch.close();
      store.close();
    }

    /** As after SIGKILL. */
    void cutOff() {
      store.close();
    }
  }

  private Life life() {
    return new Life(folder, 2);
  }

  private RecordTransfer transfer(Store store) {
    return new RecordTransfer(store, wire, RULES.networkId(), KEY.address());
  }

  private VerifiedLease lease(LeaseKey key, long slot, long issuedAtMs) {
    return wire.sign(
        new Lease(
            new Hash32(2, 0, 0, slot),
            1,
            0,
            new Hash32(1, 0, 0, 1),
            Hash32.ZERO,
            Cause.FIRST,
            Hash32.ZERO,
            0,
            slot,
            BEAT_KEY,
            issuedAtMs),
        key,
        null);
  }

  @Test
  void newStoreListensForTwoSlotsFromTheMomentAtWhichItHears() {
    try (Life life = life()) {
      nowMs.addAndGet(60_000);
      assertThat(life.why()).as("nobody to hear yet").isEqualTo(Why.LISTENING);

      life.watch.hears();
      nowMs.addAndGet(2 * SLOT_MS - 1);
      assertThat(life.why()).isEqualTo(Why.LISTENING);
      nowMs.addAndGet(1);
      assertThat(life.why()).isNull();
    }
  }

  @Test
  void cleanlyStoppedNodeDoesNotListen() {
    try (Life life = life()) {
      life.listened();
    }
    try (Life life = life()) {
      assertThat(life.why()).isNull();
    }
  }

  @Test
  void cutOffLifeIsFollowedByListening() {
    try (Life life = life()) {
      life.listened();
    }
    life().cutOff();
    try (Life life = life()) {
      assertThat(life.why()).isEqualTo(Why.LISTENING);
    }
  }

  @Test
  void stopBeforeTheEndOfListeningIsNotClean() {
    life().close();
    try (Life life = life()) {
      assertThat(life.why()).isEqualTo(Why.LISTENING);
    }
  }

  @Test
  void noSlotsToListenForMeansNoListening() {
    try (Life life = new Life(folder, 0)) {
      assertThat(life.why()).isNull();
    }
  }

  @Test
  void leaseOfAnotherNodeWithTheKeyStopsSigningForGood() {
    Life life = life();
    nowMs.addAndGet(10_000);

    life.watch.heard(lease(KEY, 103, nowMs.get()));

    assertThat(life.why()).isEqualTo(Why.KEY_ELSEWHERE);
    assertThat(life.watch.sightings()).isEqualTo(1);
    assertThat(life.sign(lease(KEY, 104, nowMs.get()), 104, 104)).isNotEqualTo(Refused.NONE);
    life.listened();
    assertThat(life.why()).isEqualTo(Why.KEY_ELSEWHERE);
    life.close();
    try (Life next = life()) {
      assertThat(next.why()).isEqualTo(Why.RECORD_BEHIND);
      assertThat(next.sign(lease(KEY, 104, nowMs.get()), 104, 104))
          .isEqualTo(Refused.RECORD_BEHIND);
    }
  }

  @Test
  void ownLeasesOfThisAndEarlierLivesAreNoSurprise() {
    VerifiedLease own = lease(KEY, 100, at(100));
    try (Life life = life()) {
      assertThat(life.sign(own, 100, 1)).isEqualTo(Refused.NONE);
      life.watch.heard(own);
      life.listened();
    }
    try (Life life = life()) {
      life.watch.heard(own);
      assertThat(life.why()).isNull();
      assertThat(life.watch.sightings()).isZero();
    }
  }

  @Test
  void leasesOfOthersAreNoSurprise() {
    try (Life life = new Life(folder, 0)) {
      nowMs.addAndGet(10_000);
      life.watch.heard(lease(STRANGER, 103, nowMs.get()));

      assertThat(life.why()).isNull();
    }
  }

  @Test
  void leaseFromBeforeTheStartThatTheRecordLacksShowsAnOldCopy() {
    try (Life life = new Life(folder, 0)) {
      life.watch.heard(lease(KEY, 98, at(98)));

      assertThat(life.why()).isEqualTo(Why.RECORD_BEHIND);
      assertThat(life.sign(lease(KEY, 101, nowMs.get()), 101, 200))
          .isEqualTo(Refused.RECORD_BEHIND);
    }
  }

  @Test
  void leaseWhoseRowHasGoneBelowTheWatermarkIsNotMissing() {
    nowMs.set(at(700));
    try (Life life = new Life(folder, 0)) {
      life.record.raiseWatermark(600);

      life.watch.heard(lease(KEY, 590, at(600 + KEEP_SLOTS) - 1));
      assertThat(life.why()).isNull();
    }
    nowMs.set(at(702));
    try (Life life = new Life(folder, 0)) {
      life.watch.heard(lease(KEY, 664, at(600 + KEEP_SLOTS)));
      assertThat(life.why()).isEqualTo(Why.RECORD_BEHIND);
    }
  }

  @Test
  void recordThatGotTheMissingLeaseSignsAgain() {
    VerifiedLease missing = lease(KEY, 98, at(98));
    try (Life life = new Life(folder, 0)) {
      life.watch.heard(missing);
    }
    RecordFile newer;
    try (Life life = new Life(folder.resolve("newer"), 0)) {
      life.sign(missing, 98, 98);
      newer = transfer(life.store).exported();
    }
    try (Store store = Store.open(folder, "me")) {
      transfer(store).take(newer);
    }
    try (Life life = new Life(folder, 0)) {
      assertThat(life.why()).isNull();
      assertThat(life.sign(lease(KEY, 101, at(101)), 101, 101)).isEqualTo(Refused.NONE);
    }
  }

  @Test
  void skippedEpochLetsALostRecordSignAgain() {
    try (Life life = new Life(folder, 0)) {
      life.watch.heard(lease(KEY, 98, at(98)));
      long slot = RecordCommand.Skip.firstSlot(RULES, life.record.gap(), nowMs.get());
      assertThat(slot).as("the first slot of the next epoch").isEqualTo(104);
      life.record.raiseWatermark(slot);
    }
    try (Life life = new Life(folder, 0)) {
      assertThat(life.why()).isNull();
      assertThat(life.sign(lease(KEY, 103, at(103)), 103, 1)).isEqualTo(Refused.BELOW_WATERMARK);
      assertThat(life.sign(lease(KEY, 104, at(104)), 104, 1)).isEqualTo(Refused.NONE);
    }
  }

  @Test
  void skipAtTheEndOfAnEpochLeavesTheNextOneTooIfSomethingMayBeSignedForIt() {
    assertThat(RecordCommand.Skip.firstSlot(RULES, null, at(102))).isEqualTo(104);
    assertThat(RecordCommand.Skip.firstSlot(RULES, null, at(103))).isEqualTo(112);
    assertThat(RecordCommand.Skip.firstSlot(RULES, new SafetyRecord.Gap(Hash32.ZERO, 120), at(103)))
        .isEqualTo(128);
  }

  @Test
  void databasePutBackFromAnOldCopyIsRefused() throws Exception {
    try (Life life = life()) {
      life.listened();
    }
    Path copy = folder.resolve("copy.db");
    Files.copy(folder.resolve("baton.db"), copy);
    try (Life life = life()) {
      life.sign(lease(KEY, 101, nowMs.get()), 101, 1);
    }
    Files.deleteIfExists(folder.resolve("baton.db-wal"));
    Files.copy(copy, folder.resolve("baton.db"), StandardCopyOption.REPLACE_EXISTING);

    for (int attempt = 0; attempt < 2; attempt++) {
      try (Life life = new Life(folder, 0)) {
        assertThat(life.why()).isEqualTo(Why.RECORD_BEHIND);
        assertThat(life.sign(lease(KEY, 101, nowMs.get()), 101, 1))
            .isEqualTo(Refused.RECORD_BEHIND);
      }
    }
    try (Store store = Store.open(folder, "me")) {
      new Lives(store, folder).accept();
    }
    try (Life life = life()) {
      assertThat(life.why()).isEqualTo(Why.LISTENING);
    }
  }

  @Test
  void cleanDatabaseInAnotherFolderListens() throws Exception {
    try (Life life = life()) {
      life.listened();
    }
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.copy(folder.resolve("baton.db"), other.resolve("baton.db"));

    try (Life life = new Life(other, 2)) {
      assertThat(life.why()).isEqualTo(Why.LISTENING);
    }
  }

  @Test
  void beatForALeaseOfAnEarlierLifeIsAnotherNodesUnlessItWasUnderWay() {
    try (Life life = new Life(folder, 0)) {
      nowMs.addAndGet(1_200 + OwnKeyWatch.STARTED_MARGIN_MS);
      life.watch.beatOfEarlierLease(Hash32.ZERO);
      assertThat(life.why()).isNull();

      nowMs.addAndGet(1);
      life.watch.beatOfEarlierLease(Hash32.ZERO);
      assertThat(life.why()).isEqualTo(Why.KEY_ELSEWHERE);
    }
    try (Life life = life()) {
      assertThat(life.why())
          .as("nothing is missing, but it was no clean end")
          .isEqualTo(Why.LISTENING);
    }
  }

  @Test
  void beaconOfASlotAfterTheStartIsAnotherNodes() {
    try (Life life = life()) {
      life.watch.readyBeacon(100);
      assertThat(life.why()).isEqualTo(Why.LISTENING);

      life.watch.readyBeacon(101);
      assertThat(life.why()).isEqualTo(Why.KEY_ELSEWHERE);
      assertThat(life.sign(lease(KEY, 101, nowMs.get()), 101, 1)).isEqualTo(Refused.KEY_ELSEWHERE);
    }
  }
}
