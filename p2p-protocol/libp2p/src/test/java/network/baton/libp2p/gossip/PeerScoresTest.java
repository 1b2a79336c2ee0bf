package network.baton.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.IpRange;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each component of the score alone, with round numbers. */
class PeerScoresTest {
  private static final String TOPIC = "t";

  /** Everything switched off. */
  private static final TopicScoreParams NOTHING =
      new TopicScoreParams(0.5, 0, 1, 0, 0, 0.5, 0, 0, 0.5, 0, 0, 1, 100, 1_000, 0, 0.5, 0, 0.5);

  private static final ScoreParams BASE =
      new ScoreParams(
          Map.of(),
          0,
          0,
          0,
          2,
          Set.of(IpRange.of("127.0.0.0/8")),
          0,
          0,
          0.5,
          1_000,
          0.01,
          10_000,
          4,
          new ScoreThresholds(-10, -20, -30, 5, 1));

  private static final PeerId A = TestPeers.peer(1);
  private static final PeerId B = TestPeers.peer(2);

  private PeerScores scores = new PeerScores(BASE, 0);

  private void with(Map<String, ?> changes) {
    scores = new PeerScores(Changed.of(BASE, changes), 0);
    scores.connected(A, null, 0);
    scores.connected(B, null, 0);
  }

  private void withTopic(Map<String, ?> changes) {
    with(Map.of("topics", Map.of(TOPIC, Changed.of(NOTHING, changes))));
  }

  private double score() {
    return scores.score(A);
  }

  @Test
  void p1CountsQuantaInTheMeshUpToItsCap() {
    withTopic(Map.of("timeInMeshWeight", 2.0, "timeInMeshQuantumMs", 500L, "timeInMeshCap", 10.0));
    scores.grafted(A, TOPIC, 0);
    scores.age(2_000);
    assertThat(score()).isEqualTo(0.5 * 2 * 4);
    scores.age(60_000);
    assertThat(score()).isEqualTo(0.5 * 2 * 10);
    assertThat(scores.parts(A).timeInMesh()).isEqualTo(10);
    scores.pruned(A, TOPIC);
    assertThat(score()).isZero();
  }

  @Test
  void p2CountsFirstDeliveriesUpToItsCapAndFades() {
    withTopic(Map.of("firstWeight", 1.0, "firstCap", 3.0, "firstDecay", 0.5));
    scores.broughtFirst(A, TOPIC);
    assertThat(score()).isEqualTo(0.5);
    for (int i = 0; i < 9; i++) {
      scores.broughtFirst(A, TOPIC);
    }
    assertThat(score()).isEqualTo(1.5);
    scores.age(1_000);
    assertThat(score()).isEqualTo(0.75);
    scores.age(4_000);
    assertThat(score()).isEqualTo(0.75 / 8);
    scores.age(12_000);
    assertThat(score()).isZero();
  }

  private static Map<String, ?> meshDeliveries() {
    return Map.of(
        "meshWeight",
        -1.0,
        "meshCap",
        20.0,
        "meshThreshold",
        10.0,
        "meshShare",
        0.5,
        "meshDecay",
        0.999_999,
        "failureWeight",
        -2.0,
        "failureDecay",
        0.5);
  }

  private void traffic(int messages) {
    for (int i = 0; i < messages; i++) {
      scores.accepted(TOPIC);
    }
  }

  @Test
  void p3CountsTheSquareOfTheDeficitOnceThePeerIsLongEnoughInTheMesh() {
    withTopic(meshDeliveries());
    traffic(100);
    scores.grafted(A, TOPIC, 0);
    scores.age(1_000);
    assertThat(score()).isZero();
    scores.age(2_000);
    assertThat(score()).isCloseTo(-0.5 * 100, within(0.01));
    scores.brought(A, TOPIC);
    scores.broughtFirst(A, TOPIC);
    assertThat(score()).isCloseTo(-0.5 * 64, within(0.01));
    for (int i = 0; i < 8; i++) {
      scores.brought(A, TOPIC);
    }
    assertThat(score()).isZero();
  }

  @Test
  void p3AsksForNoMoreThanItsShareOfWhatTheTopicCarried() {
    withTopic(meshDeliveries());
    scores.grafted(A, TOPIC, 0);
    scores.age(2_000);
    assertThat(score()).as("a quiet topic").isZero();
    traffic(8);
    assertThat(score()).isCloseTo(-0.5 * 16, within(0.01));
  }

  @Test
  void p3DoesNotCountWhatIsBroughtOutsideTheMesh() {
    withTopic(meshDeliveries());
    traffic(100);
    for (int i = 0; i < 20; i++) {
      scores.brought(A, TOPIC);
    }
    scores.grafted(A, TOPIC, 0);
    scores.age(2_000);
    assertThat(scores.parts(A).mesh()).isCloseTo(-50, within(0.01));
  }

  @Test
  void p3bKeepsTheDeficitOfWhoLeavesTheMesh() {
    withTopic(meshDeliveries());
    traffic(100);
    scores.grafted(A, TOPIC, 0);
    scores.grafted(B, TOPIC, 0);
    scores.pruned(B, TOPIC);
    scores.age(2_000);
    scores.pruned(A, TOPIC);
    assertThat(scores.parts(A).mesh()).isZero();
    assertThat(scores.parts(A).failure()).isCloseTo(-0.5 * 2 * 100, within(0.01));
    assertThat(scores.score(B)).as("left before it counted").isZero();
    scores.age(3_000);
    assertThat(score()).isCloseTo(-50, within(0.01));
  }

  @Test
  void copiesCountOncePerPeerDuringTheVerdictAndInTheWindowAfterIt() {
    withTopic(meshDeliveries());
    traffic(100);
    scores.grafted(A, TOPIC, 0);
    scores.grafted(B, TOPIC, 0);
    scores.age(2_000);
    Deliveries deliveries =
        new Deliveries(
            Changed.of(
                BASE, Map.of("topics", Map.of(TOPIC, Changed.of(NOTHING, meshDeliveries())))),
            scores,
            2);
    GossipMessage message = GossipMessage.unsigned(TOPIC, ByteString.EMPTY);
    HeldMessages.Held held =
        new HeldMessages.Held(message, A, new LinkedHashSet<>(List.of(A, B)), 0);
    deliveries.accepted(TestRpc.id("both"), held, true, 2_000);
    deliveries.duplicate(TestRpc.id("both"), A, 2_010);
    assertThat(score()).as("one of ten").isCloseTo(-0.5 * 81, within(0.01));
    assertThat(scores.score(B)).isCloseTo(-0.5 * 81, within(0.01));
    HeldMessages.Held alone = new HeldMessages.Held(message, A, new LinkedHashSet<>(Set.of(A)), 0);
    deliveries.accepted(TestRpc.id("one"), alone, true, 2_000);
    deliveries.duplicate(TestRpc.id("one"), B, 2_099);
    deliveries.duplicate(TestRpc.id("one"), B, 2_099);
    assertThat(scores.score(B)).as("in the window, once").isCloseTo(-0.5 * 64, within(0.01));
    deliveries.accepted(TestRpc.id("late"), alone, true, 2_000);
    deliveries.duplicate(TestRpc.id("late"), B, 2_100);
    assertThat(scores.score(B)).as("too late").isCloseTo(-0.5 * 64, within(0.01));
  }

  @Test
  void p4CountsTheSquareOfInvalidMessagesAndFades() {
    withTopic(Map.of("invalidWeight", -1.0, "invalidDecay", 0.5));
    scores.invalid(A, TOPIC);
    scores.invalid(A, TOPIC);
    assertThat(score()).isEqualTo(-0.5 * 4);
    scores.age(1_000);
    assertThat(score()).isEqualTo(-0.5);
    scores.invalid(A, "of no account");
    assertThat(score()).isEqualTo(-0.5);
  }

  @Test
  void p5IsTheApplicationsWordWeighted() {
    with(Map.of("appWeight", 3.0));
    scores.app(A, -2);
    assertThat(score()).isEqualTo(-6);
    scores.app(A, 0);
    assertThat(score()).isZero();
    scores.app(TestPeers.peer(9), 1);
    assertThat(scores.score(TestPeers.peer(9))).as("before it connects").isEqualTo(3);
  }

  private void at(int peer, @Nullable String ip) {
    scores.connected(TestPeers.peer(peer), ip == null ? null : InetAddress.ofLiteral(ip), 0);
  }

  @Test
  void p6CountsTheSquareOfPeersOfOneAddressBeyondTheThreshold() {
    with(Map.of("colocationWeight", -1.0));
    for (int peer = 1; peer <= 5; peer++) {
      at(peer, "10.0.0.1");
    }
    assertThat(score()).isEqualTo(-9);
    scores.disconnected(TestPeers.peer(5), 0);
    assertThat(score()).isEqualTo(-4);
    at(6, "10.0.0.2");
    assertThat(scores.score(TestPeers.peer(6))).isZero();
  }

  @Test
  void p6TakesA64OfIpv6ForOnePlaceAndLeavesOutWhatIsExempt() {
    with(Map.of("colocationWeight", -1.0));
    for (int peer = 1; peer <= 3; peer++) {
      at(peer, "2001:db8::" + peer);
      at(10 + peer, "127.0.0." + peer);
      at(20 + peer, null);
    }
    assertThat(score()).isEqualTo(-1);
    assertThat(scores.score(TestPeers.peer(11))).isZero();
    assertThat(scores.score(TestPeers.peer(21))).isZero();
  }

  @Test
  void p7CountsTheSquareOfMisbehaviourBeyondTheThreshold() {
    with(Map.of("misbehaviourWeight", -1.0, "misbehaviourThreshold", 2.0));
    for (int i = 0; i < 4; i++) {
      scores.misbehaved(A);
    }
    assertThat(score()).isEqualTo(-4);
    scores.age(1_000);
    assertThat(score()).isZero();
  }

  @Test
  void theCapLimitsWhatTopicsGiveAndNotWhatTheyTake() {
    TopicScoreParams topic =
        Changed.of(
            NOTHING,
            Map.of("firstWeight", 1.0, "firstCap", 100.0, "invalidWeight", -1.0, "weight", 1.0));
    with(Map.of("topics", Map.of(TOPIC, topic), "topicScoreCap", 5.0, "appWeight", 1.0));
    for (int i = 0; i < 20; i++) {
      scores.broughtFirst(A, TOPIC);
    }
    scores.app(A, 2);
    assertThat(score()).isEqualTo(7);
    for (int i = 0; i < 10; i++) {
      scores.invalid(A, TOPIC);
    }
    assertThat(score()).isEqualTo(20 - 100 + 2);
  }

  private void invalid(int count) {
    for (int i = 0; i < count; i++) {
      scores.invalid(A, TOPIC);
    }
  }

  @Test
  void aGoodScoreIsForgottenAtTheEndOfTheConnection() {
    withTopic(Map.of("firstWeight", 1.0, "firstCap", 100.0));
    scores.broughtFirst(A, TOPIC);
    scores.disconnected(A, 0);
    scores.connected(A, null, 0);
    assertThat(score()).isZero();
  }

  @Test
  void aBadScoreIsKeptUnfadedForItsTimeWithoutWhatThePeerEarned() {
    withTopic(Map.of("firstWeight", 1.0, "firstCap", 100.0, "invalidWeight", -1.0));
    scores.broughtFirst(A, TOPIC);
    invalid(4);
    scores.disconnected(A, 0);
    scores.age(9_000);
    scores.connected(A, null, 9_000);
    assertThat(score()).isEqualTo(-8);
    scores.age(10_000);
    assertThat(score()).as("fades again").isEqualTo(-2);
  }

  @Test
  void aBadScoreEndsWithItsTime() {
    withTopic(Map.of("invalidWeight", -1.0));
    invalid(4);
    scores.disconnected(A, 0);
    scores.age(10_000);
    assertThat(score()).isZero();
  }

  @Test
  void whoIsGraylistedAndTriesAgainDoesNotProlongItsTime() {
    withTopic(Map.of("invalidWeight", -1.0));
    invalid(20);
    scores.disconnected(A, 0);
    scores.connected(A, null, 9_500);
    assertThat(scores.belowGraylist(A)).isTrue();
    scores.disconnected(A, 9_500);
    scores.connected(A, null, 10_000);
    assertThat(score()).isZero();
  }

  @Test
  void peersThatAreKeptAreBounded() {
    withTopic(Map.of("invalidWeight", -1.0));
    for (int peer = 1; peer <= 6; peer++) {
      PeerId id = TestPeers.peer(peer);
      scores.connected(id, null, 0);
      scores.invalid(id, TOPIC);
      scores.disconnected(id, 0);
    }
    for (int peer = 1; peer <= 6; peer++) {
      assertThat(scores.score(TestPeers.peer(peer))).isEqualTo(peer <= 2 ? 0 : -0.5);
    }
  }
}
