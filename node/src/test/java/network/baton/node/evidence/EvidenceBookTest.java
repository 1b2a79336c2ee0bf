package network.baton.node.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import network.baton.lease.Hash32;
import network.baton.node.chain.Watchlist;
import network.baton.node.evidence.EvidenceEffect.Forget;
import network.baton.node.evidence.EvidenceEffect.Keep;
import network.baton.node.evidence.EvidenceEffect.Look;
import network.baton.node.evidence.EvidenceEffect.Send;
import network.baton.node.evidence.EvidenceEffect.Withdraw;
import network.baton.node.evidence.EvidenceEvent.Found;
import network.baton.node.evidence.EvidenceEvent.Head;
import network.baton.node.evidence.EvidenceEvent.Looked;
import network.baton.node.evidence.EvidenceEvent.NotLooked;
import network.baton.node.evidence.EvidenceEvent.Reorged;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** TX-19 to TX-22. */
class EvidenceBookTest {
  private static final int SELF = 3;
  private static final int ROGUE = 7;
  private static final long BLOCK = 1_000;
  private static final SeenLease ONE = lease(1, BLOCK);
  private static final SeenLease OTHER = lease(2, BLOCK - 1);
  private static final Evidence PAIR = new Evidence(ROGUE, ONE, OTHER, BLOCK + 4);

  private final EvidenceBook book = new EvidenceBook(SELF);

  @Test
  void aPairIsKeptAtOnceAndShownWhenItsTurnComes() {
    assertThat(book.apply(new Found(PAIR))).containsExactly(new Keep(PAIR));
    assertThat(book.apply(new Head(BLOCK + 3))).isEmpty();
    assertThat(book.apply(new Head(BLOCK + 4))).containsExactly(new Look(PAIR));
    Prospect good = prospect(BLOCK + 4, ONE, null, 1, 2);
    assertThat(book.apply(new Looked(ROGUE, good))).containsExactly(new Send(PAIR, ONE, good));
    assertThat(book.apply(new Found(PAIR))).as("again").isEmpty();
  }

  @Test
  void theOwnConflictIsNeitherKeptNorShown() {
    assertThat(book.apply(new Found(new Evidence(SELF, ONE, OTHER, 0)))).isEmpty();
    assertThat(book.apply(new Head(BLOCK))).isEmpty();
  }

  @Test
  void whatTheContractRefusesCostsNothingAndIsTriedAgainAfterAReorg() {
    begin();
    assertThat(looked(BLOCK + 4, ONE, "void", 0, 0)).isEmpty();
    assertThat(book.apply(new Reorged())).containsExactly(new Look(PAIR));
    assertThat(looked(BLOCK + 5, ONE, null, 1, 1)).hasSize(1).first().isInstanceOf(Send.class);
    book.apply(new Reorged());
    assertThat(looked(BLOCK + 6, ONE, "void", 0, 0))
        .containsExactly(new Withdraw(ONE, Outlook.REFUSED));
    assertThat(book.counts()).containsEntry(Outlook.REFUSED, 2L).containsEntry(Outlook.DUE, 1L);
  }

  @Test
  void theRewardHasToPayForTheGasAndNoMore() {
    assertThat(outlook(BLOCK, 10, 9)).isEqualTo(Outlook.UNPROFITABLE);
    assertThat(outlook(BLOCK, 10, 10)).isEqualTo(Outlook.DUE);
    assertThat(outlook(BLOCK, 10, 11)).isEqualTo(Outlook.DUE);
  }

  @Test
  void theLastBlockIsTheContractsAndNoLater() {
    assertThat(outlook(BLOCK + 254, 1, 1)).isEqualTo(Outlook.DUE);
    assertThat(outlook(BLOCK + 255, 1, 1)).isEqualTo(Outlook.DUE);
    assertThat(outlook(BLOCK + 256, 1, 1)).isEqualTo(Outlook.TOO_LATE);
  }

  @Test
  void theOtherLeaseIsClaimedWhenTheFirstOnesBlockGoes() {
    begin();
    looked(BLOCK + 4, ONE, null, 1, 1);
    book.apply(new Reorged());
    Prospect second = prospect(BLOCK + 5, OTHER, null, 1, 1);
    assertThat(book.apply(new Looked(ROGUE, second)))
        .containsExactly(new Withdraw(ONE, Outlook.DUE), new Send(PAIR, OTHER, second));
  }

  @Test
  void aPairThatCanDoNothingMakesRoomForAnother() {
    begin();
    var later = new Evidence(ROGUE, lease(3, BLOCK + 1), lease(4, BLOCK + 1), BLOCK);
    assertThat(book.apply(new Found(later))).isEmpty();
    looked(BLOCK + 4, null, null, 0, 0);
    assertThat(book.apply(new Found(later))).containsExactly(new Keep(later), new Look(later));
    assertThat(book.counts()).containsEntry(Outlook.ORPHANED, 1L);
  }

  @Test
  void aDarkEndpointIsAskedAgainWithTheNextBlock() {
    begin();
    assertThat(book.apply(new NotLooked(ROGUE))).isEmpty();
    assertThat(book.apply(new Head(BLOCK + 5))).containsExactly(new Look(PAIR));
  }

  @Test
  void itIsForgottenWhenNothingCanComeOfItAnyMore() {
    begin();
    looked(BLOCK + 4, ONE, "void", 0, 0);
    long last = BLOCK + Evidence.WINDOW_BLOCKS + Watchlist.FINAL_DEPTH;
    assertThat(book.apply(new Head(last))).containsExactly(new Look(PAIR));
    assertThat(book.apply(new Head(last + 1))).containsExactly(new Forget(PAIR));
    assertThat(looked(last + 1, ONE, null, 1, 1)).as("gone").isEmpty();
  }

  private void begin() {
    book.apply(new Found(PAIR));
    assertThat(book.apply(new Head(BLOCK + 4))).containsExactly(new Look(PAIR));
  }

  private List<EvidenceEffect> looked(
      long head, @Nullable SeenLease claimed, @Nullable String refusal, long cost, long reward) {
    return book.apply(new Looked(ROGUE, prospect(head, claimed, refusal, cost, reward)));
  }

  private static Outlook outlook(long head, long cost, long reward) {
    return Outlook.of(prospect(head, ONE, null, cost, reward));
  }

  private static Prospect prospect(
      long head, @Nullable SeenLease claimed, @Nullable String refusal, long cost, long reward) {
    return new Prospect(
        head,
        claimed,
        true,
        refusal,
        "0x",
        80_000,
        BigInteger.valueOf(cost),
        BigInteger.valueOf(reward));
  }

  private static SeenLease lease(int number, long block) {
    return new SeenLease(
        new byte[] {(byte) number},
        new Hash32(0, 0, 0, number),
        2,
        5,
        block,
        new Hash32(0, 0, 1, block),
        Hash32.ZERO);
  }
}
