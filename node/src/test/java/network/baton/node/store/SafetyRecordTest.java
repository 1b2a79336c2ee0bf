package network.baton.node.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import network.baton.lease.Hash32;
import network.baton.node.store.SafetyRecord.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetyRecordTest {
  private static final Hash32 TASK = new Hash32(1, 2, 3, 4);
  private static final Hash32 OTHER = new Hash32(5, 6, 7, 8);
  private static final byte[] BYTES = {1, 2, 3};

  @TempDir Path folder = Path.of("unset");

  @Test
  void firstLeaseOfATermIsRecorded() {
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);

      assertThat(record.record(TASK, 1, 0, 1, 10, TASK, BYTES)).isEqualTo(Refused.NONE);
      assertThat(record.messagesFrom(0)).containsExactly(BYTES);
    }
  }

  @Test
  void secondLeaseOfATermIsRefusedAlsoAfterARestart() {
    try (Store store = Store.open(folder, "me")) {
      new SafetyRecord(store).record(TASK, 1, 0, 1, 10, TASK, BYTES);
    }
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);

      assertThat(record.record(TASK, 1, 0, 2, 10, OTHER, BYTES)).isEqualTo(Refused.TERM_SIGNED);
      assertThat(record.record(TASK, 2, 0, 2, 10, OTHER, BYTES)).isEqualTo(Refused.NONE);
    }
  }

  @Test
  void nonceIsNeverUsedTwiceNorBackwardsWithinAnEpoch() {
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);
      record.record(TASK, 1, 3, 5, 10, TASK, BYTES);

      assertThat(record.record(OTHER, 1, 3, 5, 10, OTHER, BYTES)).isEqualTo(Refused.NONCE_USED);
      assertThat(record.record(OTHER, 1, 3, 4, 10, OTHER, BYTES)).isEqualTo(Refused.NONCE_USED);
      assertThat(record.record(OTHER, 1, 4, 1, 11, OTHER, BYTES)).isEqualTo(Refused.NONE);
      assertThat(record.nonceHighest(3)).isEqualTo(5);
    }
  }

  @Test
  void nothingIsSignedBelowTheWatermarkWhichOnlyRises() {
    try (Store store = Store.open(folder, "me")) {
      var record = new SafetyRecord(store);
      record.record(TASK, 1, 0, 1, 10, TASK, BYTES);

      record.raiseWatermark(20);
      record.raiseWatermark(15);

      assertThat(record.slotLow()).isEqualTo(20);
      assertThat(record.messagesFrom(0)).isEmpty();
      assertThat(record.record(OTHER, 1, 0, 9, 19, OTHER, BYTES))
          .isEqualTo(Refused.BELOW_WATERMARK);
      assertThat(record.record(OTHER, 1, 0, 9, 20, OTHER, BYTES)).isEqualTo(Refused.NONE);
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
      assertThat(store.proof(TASK)).isEmpty();
    }
  }
}
