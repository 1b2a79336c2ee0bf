package network.baton.libp2p.reach;

import static network.baton.libp2p.reach.AddressReach.Verdict.REACHABLE;
import static network.baton.libp2p.reach.AddressReach.Verdict.UNKNOWN;
import static network.baton.libp2p.reach.AddressReach.Verdict.UNREACHABLE;
import static network.baton.libp2p.reach.DialBackRulesTest.peer;
import static network.baton.libp2p.reach.Reachability.AGAIN_MS;
import static network.baton.libp2p.reach.Reachability.ASKED_MAX;
import static network.baton.libp2p.reach.Reachability.SOONER_MS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.reach.Reachability.Answer;
import network.baton.libp2p.reach.Reachability.Asked;
import network.baton.libp2p.reach.Reachability.Question;
import org.junit.jupiter.api.Test;

class ReachabilityTest {
  private static final Multiaddr HOME = Multiaddr.fromText("/ip4/203.0.113.7/tcp/4001");
  private static final Multiaddr NAME = Multiaddr.fromText("/dns/node.example/tcp/4001");

  private final Reachability core = new Reachability(new Random(1));
  private final List<Asked> connected = new ArrayList<>();
  private long nowMs;

  @Test
  void twoPeersThatGetThroughAreAProof() {
    connect(1, 2, 3);
    assertThat(answer(ask(), Answer.REACHED)).isEmpty();
    assertThat(state()).isEqualTo(new AddressReach(HOME, UNKNOWN, 0, 1, 0, 0));
    nowMs = 10;
    assertThat(answer(ask(), Answer.REACHED)).contains(REACHABLE);
    assertThat(state()).isEqualTo(new AddressReach(HOME, REACHABLE, 10, 2, 0, 0));
    assertThat(due()).as("nobody is asked more than needed").isEmpty();
  }

  @Test
  void oneLiarDoesNotDecide() {
    connect(1, 2, 3);
    answer(ask(), Answer.NOT_REACHED);
    answer(ask(), Answer.REACHED);
    assertThat(answer(ask(), Answer.REACHED)).contains(REACHABLE);
  }

  @Test
  void twoThatDoNotGetThroughMakeItUnreachableAndThatIsToldOnce() {
    connect(1, 2);
    answer(ask(), Answer.NOT_REACHED);
    assertThat(answer(ask(), Answer.NOT_REACHED)).contains(UNREACHABLE);
    nowMs += SOONER_MS;
    answer(ask(), Answer.NOT_REACHED);
    assertThat(answer(ask(), Answer.NOT_REACHED)).isEmpty();
    nowMs += SOONER_MS;
    answer(ask(), Answer.REACHED);
    assertThat(state().verdict()).as("until two say otherwise").isEqualTo(UNREACHABLE);
    assertThat(answer(ask(), Answer.REACHED)).contains(REACHABLE);
  }

  @Test
  void ofOnePlaceOneAnswerCounts() {
    connected.add(new Asked(peer(1), "203.0.113.50", false));
    connected.add(new Asked(peer(2), "203.0.113.50", false));
    answer(ask(), Answer.NOT_REACHED);
    assertThat(due()).isEmpty();
    connect(3);
    assertThat(answer(ask(), Answer.NOT_REACHED)).contains(UNREACHABLE);
  }

  @Test
  void whoDoesNotAnswerIsNoVoiceAndNotAskedAgainInTheRound() {
    connect(1, 2, 3);
    PeerId first = answerNone();
    PeerId second = answerNone();
    PeerId third = answerNone();
    assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    assertThat(due()).isEmpty();
    assertThat(state()).isEqualTo(new AddressReach(HOME, UNKNOWN, 0, 0, 0, 3));
    nowMs += SOONER_MS;
    assertThat(due()).as("the next round begins anew").hasSize(1);
    assertThat(state()).isEqualTo(new AddressReach(HOME, UNKNOWN, 0, 0, 0, 0));
  }

  @Test
  void aRoundAsksEightPeersAtMost() {
    for (int i = 0; i < ASKED_MAX + 3; i++) {
      connect(i);
    }
    for (int i = 0; i < ASKED_MAX; i++) {
      answerNone();
    }
    assertThat(due()).isEmpty();
    nowMs += SOONER_MS;
    assertThat(due()).hasSize(1);
  }

  @Test
  void peersThatThisSideChoseAreAskedFirst() {
    for (int i = 0; i < 20; i++) {
      connect(i);
    }
    connected.add(new Asked(peer(100), "198.51.100.100", true));
    connected.add(new Asked(peer(101), "198.51.100.101", true));
    assertThat(List.of(answerNone(), answerNone())).containsExactlyInAnyOrder(peer(100), peer(101));
  }

  @Test
  void oneQuestionAtATimeAboutAnAddressAndOneForEachAddress() {
    connect(1, 2, 3);
    assertThat(core.tick(List.of(HOME, NAME), connected, nowMs)).hasSize(2);
    assertThat(core.tick(List.of(HOME, NAME), connected, nowMs)).isEmpty();
    assertThat(core.states())
        .extracting(AddressReach::address)
        .as("in the order in which they are told")
        .containsExactly(HOME, NAME);
  }

  @Test
  void whatIsReachableIsAskedAboutAgainAfterHalfAnHour() {
    connect(1, 2);
    answer(ask(), Answer.REACHED);
    answer(ask(), Answer.REACHED);
    nowMs += AGAIN_MS - 1;
    assertThat(due()).isEmpty();
    nowMs += 1;
    assertThat(due()).hasSize(1);
  }

  @Test
  void anAddressThatIsNotToldAnyMoreIsForgottenAndItsAnswerIsNotHeard() {
    connect(1, 2);
    Question question = ask();
    assertThat(core.tick(List.of(NAME), List.of(), nowMs)).isEmpty();
    assertThat(core.answered(question, Answer.REACHED, nowMs)).isEmpty();
    assertThat(core.states()).extracting(AddressReach::address).containsExactly(NAME);
  }

  private void connect(int... numbers) {
    for (int number : numbers) {
      connected.add(new Asked(peer(number), "198.51.100." + number, false));
    }
  }

  private List<Question> due() {
    return core.tick(List.of(HOME), connected, nowMs);
  }

  private Question ask() {
    List<Question> due = due();
    assertThat(due).hasSize(1);
    return due.getFirst();
  }

  private Optional<AddressReach.Verdict> answer(Question question, Answer answer) {
    return core.answered(question, answer, nowMs).map(AddressReach::verdict);
  }

  private PeerId answerNone() {
    Question question = ask();
    assertThat(answer(question, Answer.NONE)).isEmpty();
    return question.asked().peer();
  }

  private AddressReach state() {
    return core.states().getFirst();
  }
}
