package network.baton.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import network.baton.lease.Hash32;
import network.baton.node.store.SafetyRecord.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetyRecordTest {
  private static final Hash32 TASK = new Hash32(1, 2, 3, 4);
  private static final Hash32 OTHER = new Hash32(5, 6, 7, 8);
  private static final byte[] BYTES = {1, 2, 3};

  @TempDir Path folder = Path.of("unset");

  private static Refused sign(
      SafetyRecord record, Hash32 taskId, int term, long epoch, long nonce, long slot) {
    return record
        .record(List.of(new SafetyRecord.Entry(taskId, term, epoch, nonce, slot, taskId, BYTES)))
        .getFirst();
  }

  @Test
  void leasesOfOneCommitAreJudgedOneByOne() {
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);

      assertThat(
              record.record(
                  List.of(
                      new SafetyRecord.Entry(TASK, 1, 0, 1, 10, TASK, BYTES),
                      new SafetyRecord.Entry(OTHER, 1, 0, 1, 10, OTHER, BYTES),
                      new SafetyRecord.Entry(TASK, 1, 0, 2, 10, OTHER, BYTES),
                      new SafetyRecord.Entry(OTHER, 1, 0, 3, 10, OTHER, BYTES))))
          .containsExactly(Refused.NONE, Refused.NONCE_USED, Refused.TERM_SIGNED, Refused.NONE);
      assertThat(record.messagesFrom(0)).hasSize(2);
      assertThat(record.nonceHighest(0)).isEqualTo(3);
    }
  }

  @Test
  void rehearsalLeavesNothingBehind() {
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);

      record.rehearse(new SafetyRecord.Entry(TASK, 1, 0, 1, 10, TASK, BYTES));

      assertThat(record.messagesFrom(0)).isEmpty();
      assertThat(sign(record, TASK, 1, 0, 1, 10)).isEqualTo(Refused.NONE);
    }
  }

  @Test
  void firstLeaseOfATermIsRecorded() {
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);

      assertThat(sign(record, TASK, 1, 0, 1, 10)).isEqualTo(Refused.NONE);
      assertThat(record.messagesFrom(0)).containsExactly(BYTES);
    }
  }

  @Test
  void secondLeaseOfATermIsRefusedAlsoAfterARestart() {
    try (Store store = Store.open(folder, "me")) {
      sign(new SafetyRecord(store), TASK, 1, 0, 1, 10);
    }
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);

      assertThat(sign(record, TASK, 1, 0, 2, 10)).isEqualTo(Refused.TERM_SIGNED);
      assertThat(sign(record, TASK, 2, 0, 2, 10)).isEqualTo(Refused.NONE);
    }
  }

  @Test
  void nonceIsNeverUsedTwiceNorBackwardsWithinAnEpoch() {
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);
      sign(record, TASK, 1, 3, 5, 10);

      assertThat(sign(record, OTHER, 1, 3, 5, 10)).isEqualTo(Refused.NONCE_USED);
      assertThat(sign(record, OTHER, 1, 3, 4, 10)).isEqualTo(Refused.NONCE_USED);
      assertThat(sign(record, OTHER, 1, 4, 1, 11)).isEqualTo(Refused.NONE);
      assertThat(record.nonceHighest(3)).isEqualTo(5);
    }
  }

  @Test
  void nothingIsSignedBelowTheWatermarkWhichOnlyRises() {
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);
      sign(record, TASK, 1, 0, 1, 10);

      record.raiseWatermark(20);
      record.raiseWatermark(15);

      assertThat(record.slotLow()).isEqualTo(20);
      assertThat(record.messagesFrom(0)).isEmpty();
      assertThat(sign(record, OTHER, 1, 0, 9, 19)).isEqualTo(Refused.BELOW_WATERMARK);
      assertThat(sign(record, OTHER, 1, 0, 9, 20)).isEqualTo(Refused.NONE);
    }
  }

  @Test
  void folderServesOneNodeAtATime() {
    try (Store store = Store.open(folder, "me")) {
      assertThat(store.fact("identity")).isEqualTo("me");
      assertThatThrownBy(() -> Store.open(folder, "me"))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another node");
    }
  }

  @Test
  void folderOfAnotherKeyIsRefused() {
    Store.open(folder, "me").close();

    assertThatThrownBy(() -> Store.open(folder, "you"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("belongs to me");
  }

  @Test
  void brokenDatabaseIsRefusedInOneLine() throws Exception {
    java.nio.file.Files.write(folder.resolve("baton.db"), new byte[8192]);
    java.nio.file.Files.writeString(
        folder.resolve("baton.db"), "this is not a database at all, not even close to one");

    assertThatThrownBy(() -> Store.open(folder, "me"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be opened");
  }

  @Test
  void proofsAndSettlementsSurviveARestart() {
    try (Store store = Store.open(folder, "me")) {
      store.putProof(TASK, 7, BYTES);
      store.putSettlement(new PendingSettlement(TASK, 7, 70, OTHER, OTHER, BYTES, TASK));
      store.putSettlement(new PendingSettlement(OTHER, 8, 80, OTHER, OTHER, BYTES, TASK));
      store.removeSettlement(OTHER);
    }
    try (Store store = Store.open(folder, "me")) {
      assertThat(store.proof(TASK)).contains(BYTES);
      assertThat(store.settlements())
          .singleElement()
          .satisfies(s -> assertThat(s.blockNumber()).isEqualTo(70));
      store.forgetProofsBelow(8);
      assertThat(store.proof(TASK)).contains(BYTES); // it is still to be settled
      store.removeSettlement(TASK);
      store.forgetProofsBelow(8);
      assertThat(store.proof(TASK)).isEmpty();
    }
  }
}
