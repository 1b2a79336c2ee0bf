package network.baton.node.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import network.baton.lease.Hash32;
import network.baton.node.evidence.CaseEffect.Forget;
import network.baton.node.evidence.CaseEffect.Keep;
import network.baton.node.evidence.CaseEffect.Look;
import network.baton.node.evidence.CaseEffect.Send;
import network.baton.node.evidence.CaseEffect.Withdraw;
import network.baton.node.evidence.CaseEvent.Dropped;
import network.baton.node.evidence.CaseEvent.Found;
import network.baton.node.evidence.CaseEvent.Head;
import network.baton.node.evidence.CaseEvent.Looked;
import network.baton.node.evidence.CaseEvent.NotLooked;
import network.baton.node.evidence.CaseEvent.Reorged;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TX-26 to TX-31: what is done about a case, whatever the chain says. */
class CaseBookTest {
  private static final byte[] MESSAGE = {1};
  private static final Miss MISS = miss(false);
  private static final CaseView.Step ACCUSE = step(MissCourt.ACCUSE);
  private static final CaseView.Step CONVICT = step(MissCourt.CONVICT);

  private final CaseBook<Miss> book = new CaseBook<>();

  @BeforeEach
  void begin() {
    book.apply(new Head<>(100));
    assertThat(book.apply(new Found<>(MISS))).containsExactly(new Keep<>(MISS), new Look<>(MISS));
  }

  @Test
  void whatIsDueIsSentAgainAtEachLookAndWithdrawnWhenItIsNot() {
    assertThat(looked(100, Outlook.DUE, ACCUSE, 104, false)).containsExactly(send(ACCUSE));
    assertThat(head(103)).isEmpty();
    assertThat(head(104)).containsExactly(new Look<>(MISS));
    assertThat(looked(104, Outlook.DUE, ACCUSE, 108, false)).containsExactly(send(ACCUSE));
    head(108);
    assertThat(looked(108, Outlook.ACCUSED, null, 140, false))
        .containsExactly(new Withdraw<>(MISS, ACCUSE, Outlook.ACCUSED));
    assertThat(head(139)).isEmpty();
    head(140);
    assertThat(looked(140, Outlook.DUE, CONVICT, 144, false)).containsExactly(send(CONVICT));
    assertThat(book.counts())
        .containsEntry("found", 1L)
        .containsEntry("accuse-due", 1L)
        .containsEntry("accused", 1L)
        .containsEntry("convict-due", 1L);
  }

  @Test
  void oneStepFollowsAnotherWithinOneLook() {
    looked(100, Outlook.DUE, ACCUSE, 104, false);
    head(104);
    assertThat(looked(104, Outlook.DUE, CONVICT, 108, false))
        .containsExactly(new Withdraw<>(MISS, ACCUSE, Outlook.DUE), send(CONVICT));
  }

  @Test
  void whatIsOverIsForgottenAndIsNotLookedAtAgain() {
    assertThat(looked(100, Outlook.CLOSED, null, 101, true))
        .containsExactly(new Forget<>(MISS, Outlook.CLOSED));
    assertThat(head(200)).isEmpty();
  }

  @Test
  void theSameLeaseIsKeptOnceUnlessThereIsMoreToSay() {
    looked(100, Outlook.EARLY, null, 300, false);
    assertThat(book.apply(new Found<>(MISS))).isEmpty();
    assertThat(book.apply(new Found<>(miss(true))))
        .containsExactly(new Keep<>(miss(true)), new Look<>(miss(true)));
    looked(101, Outlook.HEDGED, null, 117, false);
    assertThat(book.apply(new Found<>(MISS))).as("known to be hedged").isEmpty();
  }

  @Test
  void whatIsExcusedIsWithdrawnAndForgotten() {
    looked(100, Outlook.DUE, ACCUSE, 104, false);
    assertThat(book.apply(new Dropped<>(MISS.digest())))
        .containsExactly(
            new Withdraw<>(MISS, ACCUSE, Outlook.CLOSED), new Forget<>(MISS, Outlook.CLOSED));
    assertThat(book.apply(new Dropped<>(MISS.digest()))).isEmpty();
  }

  @Test
  void aDarkEndpointIsAskedAgainWithTheNextBlockAndAReorgMakesAnAnswerVoid() {
    assertThat(book.apply(new NotLooked<>(MISS.digest()))).isEmpty();
    assertThat(head(101)).containsExactly(new Look<>(MISS));
    assertThat(book.apply(new Reorged<>())).as("it is being looked at").isEmpty();
    assertThat(looked(101, Outlook.DUE, ACCUSE, 105, false)).containsExactly(new Look<>(MISS));
  }

  private List<CaseEffect<Miss>> head(long number) {
    return book.apply(new Head<>(number));
  }

  private List<CaseEffect<Miss>> looked(
      long head, Outlook outlook, CaseView.@Nullable Step step, long next, boolean over) {
    return book.apply(new Looked<>(MISS.digest(), new CaseView(head, outlook, step, next, over)));
  }

  private static CaseEffect<Miss> send(CaseView.Step step) {
    return new Send<>(MISS, step);
  }

  private static CaseView.Step step(String operation) {
    return new CaseView.Step(operation, "0x", BigInteger.ZERO, 100_000);
  }

  private static Miss miss(boolean hedged) {
    return new Miss(
        7,
        new SeenLease(
            MESSAGE, new Hash32(0, 0, 0, 1), 2, 5, 90, new Hash32(0, 0, 1, 9), Hash32.ZERO),
        0,
        hedged);
  }
}
