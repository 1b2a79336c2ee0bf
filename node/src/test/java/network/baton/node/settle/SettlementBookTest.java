package network.baton.node.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import network.baton.lease.Hash32;
import network.baton.node.chain.Latch;
import network.baton.node.chain.Place;
import network.baton.node.chain.Watchlist;
import network.baton.node.settle.SettlementEffect.Forget;
import network.baton.node.settle.SettlementEffect.Look;
import network.baton.node.settle.SettlementEffect.Send;
import network.baton.node.settle.SettlementEffect.Withdraw;
import network.baton.node.settle.SettlementEffect.Won;
import network.baton.node.settle.SettlementEvent.Head;
import network.baton.node.settle.SettlementEvent.Looked;
import network.baton.node.settle.SettlementEvent.NotLooked;
import network.baton.node.settle.SettlementEvent.Proven;
import network.baton.node.settle.SettlementEvent.Reorged;
import network.baton.node.settle.SettlementEvent.Touched;
import network.baton.node.store.PendingSettlement;
import org.junit.jupiter.api.Test;

/** TX-15 to TX-18. */
class SettlementBookTest {
  private static final int SELF = 3;
  private static final int RIVAL = 7;
  private static final int THIRD = 9;
  private static final int NOBODY = Latch.NOBODY;
  private static final long BLOCK = 1_000;
  private static final long SECOND_BLOCKS = 256;
  private static final Hash32 TASK = new Hash32(1, 2, 3, 4);
  private static final PendingSettlement PROOF =
      new PendingSettlement(
          TASK, 5, BLOCK, new Hash32(0, 0, 0, 1), Hash32.ZERO, new byte[] {1}, Hash32.ZERO);

  private final SettlementBook book = new SettlementBook(SELF);

  @Test
  void whatNobodySettledIsSentAndSaidAgainUntilItIsThere() {
    assertThat(book.apply(new Proven(PROOF))).containsExactly(new Look(PROOF));
    assertThat(looked(BLOCK, NOBODY, NOBODY)).containsExactly(new Send(PROOF));

    assertThat(book.apply(new Head(BLOCK + SettlementBook.LOOK_BLOCKS - 1))).isEmpty();
    assertThat(book.apply(new Head(BLOCK + SettlementBook.LOOK_BLOCKS)))
        .containsExactly(new Look(PROOF));
    assertThat(looked(BLOCK + SettlementBook.LOOK_BLOCKS, NOBODY, NOBODY))
        .containsExactly(new Send(PROOF));
    book.apply(new Touched(TASK));
    assertThat(looked(BLOCK + 10, SELF, NOBODY)).containsExactly(new Won(PROOF));
  }

  @Test
  void aRivalsSettlementLeavesTheSecondPlaceToSendFor() {
    book.apply(new Proven(PROOF));
    assertThat(looked(BLOCK + 1, RIVAL, NOBODY)).containsExactly(new Send(PROOF));
    assertThat(book.apply(new Touched(TASK))).containsExactly(new Look(PROOF));
    assertThat(looked(BLOCK + 2, RIVAL, SELF)).containsExactly(new Won(PROOF));
  }

  @Test
  void bothPlacesOfOthersWithdrawOnceAndAReorgSendsAgain() {
    book.apply(new Proven(PROOF));
    looked(BLOCK + 1, NOBODY, NOBODY);
    book.apply(new Touched(TASK));
    assertThat(looked(BLOCK + 2, RIVAL, THIRD))
        .containsExactly(new Withdraw(PROOF, Standing.BOTH_TAKEN));
    book.apply(new Head(BLOCK + 20));
    assertThat(looked(BLOCK + 20, RIVAL, THIRD)).isEmpty();

    assertThat(book.apply(new Reorged())).containsExactly(new Look(PROOF));
    assertThat(looked(BLOCK + 21, NOBODY, NOBODY)).containsExactly(new Send(PROOF));
    assertThat(book.counts())
        .containsEntry(Standing.FIRST, 2L)
        .containsEntry(Standing.BOTH_TAKEN, 1L);
  }

  @Test
  void theOwnPlaceThatAReorgTookIsSentForAgain() {
    book.apply(new Proven(PROOF));
    looked(BLOCK + 1, SELF, NOBODY);
    book.apply(new Reorged());
    assertThat(looked(BLOCK + 2, RIVAL, NOBODY)).containsExactly(new Send(PROOF));
  }

  @Test
  void theLastBlockForASecondIsTheContractsAndNoLater() {
    assertThat(standing(BLOCK + SECOND_BLOCKS - 2, RIVAL, NOBODY, 1)).isEqualTo(Standing.SECOND);
    assertThat(standing(BLOCK + SECOND_BLOCKS - 1, RIVAL, NOBODY, 1)).isEqualTo(Standing.SECOND);
    assertThat(standing(BLOCK + SECOND_BLOCKS, RIVAL, NOBODY, 1)).isEqualTo(Standing.TOO_LATE);
    assertThat(standing(BLOCK + SECOND_BLOCKS, NOBODY, NOBODY, 0)).isEqualTo(Standing.FIRST);
    assertThat(standing(BLOCK + 8_189, NOBODY, NOBODY, 0)).isEqualTo(Standing.FIRST);
    assertThat(standing(BLOCK + 8_190, NOBODY, NOBODY, 0)).isEqualTo(Standing.OUT_OF_REACH);
    assertThat(standing(BLOCK + 9_000, NOBODY, SELF, 0)).isEqualTo(Standing.SETTLED);
    assertThat(standing(BLOCK + 1, RIVAL, NOBODY, 0)).isEqualTo(Standing.UNPAID);
  }

  @Test
  void aSecondThatCanNoLongerLandIsWithdrawnInTheBlockInWhichThatIsSo() {
    book.apply(new Proven(PROOF));
    looked(BLOCK + SECOND_BLOCKS - 2, RIVAL, NOBODY);
    assertThat(book.apply(new Head(BLOCK + SECOND_BLOCKS - 1))).isEmpty();
    assertThat(book.apply(new Head(BLOCK + SECOND_BLOCKS))).containsExactly(new Look(PROOF));
    assertThat(looked(BLOCK + SECOND_BLOCKS, RIVAL, NOBODY))
        .containsExactly(new Withdraw(PROOF, Standing.TOO_LATE));
  }

  @Test
  void aBlockThatIsNotOnTheChainWithdrawsUntilItIsBack() {
    book.apply(new Proven(PROOF));
    looked(BLOCK, NOBODY, NOBODY);
    book.apply(new Reorged());
    assertThat(
            book.apply(
                new Looked(TASK, new Place(BLOCK, false, new Latch(RIVAL, SELF, false), 256, 1))))
        .containsExactly(new Withdraw(PROOF, Standing.ORPHANED));
    book.apply(new Reorged());
    assertThat(looked(BLOCK + 1, NOBODY, NOBODY)).containsExactly(new Send(PROOF));
  }

  @Test
  void whatWasSeenBeforeTheNewsIsSeenAgain() {
    book.apply(new Proven(PROOF));
    assertThat(book.apply(new Reorged())).as("it is being looked at").isEmpty();
    assertThat(looked(BLOCK, RIVAL, THIRD)).containsExactly(new Look(PROOF));
    assertThat(looked(BLOCK, NOBODY, NOBODY)).containsExactly(new Send(PROOF));
  }

  @Test
  void aDarkEndpointIsAskedAgainWithTheNextBlock() {
    book.apply(new Proven(PROOF));
    assertThat(book.apply(new NotLooked(TASK))).isEmpty();
    assertThat(book.apply(new Head(BLOCK + 1))).containsExactly(new Look(PROOF));
  }

  @Test
  void itIsForgottenWhenTheTimeForASecondIsFinalAndNeverWhileItMayStillBeTheFirst() {
    long last = BLOCK + SECOND_BLOCKS + Watchlist.FINAL_DEPTH;
    book.apply(new Proven(PROOF));
    looked(last, SELF, NOBODY);
    assertThat(book.size()).isOne();
    book.apply(new Reorged());
    assertThat(looked(last + 1, NOBODY, NOBODY)).containsExactly(new Send(PROOF));
    book.apply(new Touched(TASK));
    assertThat(looked(last + 1, SELF, NOBODY))
        .containsExactly(new Won(PROOF), new Forget(PROOF, Standing.SETTLED));
    assertThat(book.size()).isZero();
  }

  /** A chain that settles, replaces and forgets at random; the endpoint answers late or never. */
  @Test
  void whateverTheOrderOfNewsTheLastWordIsTheRulesForTheLastPlace() {
    for (int seed = 0; seed < 2_000; seed++) {
      var random = new Random(seed);
      var fresh = new SettlementBook(SELF);
      var asked = new ArrayDeque<Place>();
      Set<String> sent = new HashSet<>();
      Place truth = place(random, BLOCK);
      take(fresh.apply(new Proven(PROOF)), asked, truth, sent);
      for (long head = BLOCK; head < BLOCK + 40; head++) {
        boolean changes = random.nextInt(3) == 0;
        truth = changes ? place(random, head) : at(truth, head);
        if (changes) {
          take(fresh.apply(new Reorged()), asked, truth, sent);
        }
        if (!asked.isEmpty() && random.nextBoolean()) {
          Place seen = asked.removeFirst();
          SettlementEvent answer =
              random.nextInt(4) == 0 ? new NotLooked(TASK) : new Looked(TASK, seen);
          take(fresh.apply(answer), asked, truth, sent);
        }
        take(fresh.apply(new Head(head)), asked, truth, sent);
      }
      for (long head = BLOCK + 40; head < BLOCK + 120; head++) {
        truth = at(truth, head);
        while (!asked.isEmpty()) {
          take(fresh.apply(new Looked(TASK, asked.removeFirst())), asked, truth, sent);
        }
        take(fresh.apply(new Head(head)), asked, truth, sent);
      }
      boolean wanted = Standing.of(BLOCK, SELF, truth).isSent();
      assertThat(sent.contains("sent")).as("seed %d", seed).isEqualTo(wanted);
    }
  }

  private static void take(
      List<SettlementEffect> effects, ArrayDeque<Place> asked, Place truth, Set<String> sent) {
    for (SettlementEffect effect : new ArrayList<>(effects)) {
      switch (effect) {
        case Look _ -> asked.add(truth);
        case Send _ -> sent.add("sent");
        case Withdraw _, Won _, Forget _ -> sent.clear();
      }
    }
  }

  private static Place place(Random random, long head) {
    int first = random.nextInt(3) == 0 ? NOBODY : random.nextInt(4) == 0 ? SELF : RIVAL;
    int second = first == NOBODY || random.nextBoolean() ? NOBODY : THIRD;
    return new Place(
        head,
        random.nextInt(5) > 0,
        new Latch(first, second, false),
        SECOND_BLOCKS,
        random.nextInt(2));
  }

  private static Place at(Place place, long head) {
    return new Place(
        head, place.canonical(), place.latch(), place.secondBlocks(), place.secondShareGwei());
  }

  private static Standing standing(long head, int first, int second, long share) {
    return Standing.of(
        BLOCK, SELF, new Place(head, true, new Latch(first, second, false), SECOND_BLOCKS, share));
  }

  private List<SettlementEffect> looked(long head, int first, int second) {
    return book.apply(
        new Looked(
            TASK, new Place(head, true, new Latch(first, second, false), SECOND_BLOCKS, 15)));
  }
}
