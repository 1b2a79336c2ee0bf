package network.baton.libp2p.gossip;

import static network.baton.libp2p.gossip.RouterStage.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.NodeKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Attacks of one peer on a router, each with the condition under which the defence holds: those of
 * go-libp2p-pubsub's gossipsub_spam_test.go and of published advisories.
 */
class GossipRouterAttackTest {
  private static final GossipParams PARAMS = GossipParams.DEFAULT;
  private static final GossipLimits LIMITS = GossipLimits.DEFAULT;
  private static final PeerId ATTACKER = TestPeers.peer(1);

  private final RouterStage stage = new RouterStage();

  @BeforeEach
  void attackerInTheMesh() {
    stage.join(TOPIC);
    stage.peers(1, 2);
    stage.look();
  }

  private double score() {
    return stage.router.score(ATTACKER);
  }

  private long sent(String start) {
    return stage.look(start).size();
  }

  @Test
  void iwantFloodGetsAMessageThreeTimesAndNoMore() {
    stage.publish("wanted");
    stage.look();
    for (int i = 0; i < 1_000; i++) {
      stage.receive(1, TestRpc.want(TestRpc.ids("wanted")));
    }
    assertThat(sent("send FORWARD [1]")).isEqualTo(LIMITS.retransmissionsMax());
  }

  @Test
  void iwantForManyMessagesGetsNoMoreThanItsBytesPerHeartbeat() {
    String filler = "x".repeat(40);
    int bytesMax = 2_000;
    RouterStage small =
        new RouterStage(PARAMS, RouterStage.limits(Map.of("wantBytesMax", bytesMax)));
    small.join(TOPIC);
    small.peers(1, 1);
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      small.publish(filler + i);
      ids.add(TestRpc.id(filler + i));
    }
    small.receive(1, TestRpc.want(ids));
    small.receive(1, TestRpc.want(ids));
    assertThat(small.count(GossipOutcome.WANT_ANSWERED) * filler.length())
        .isBetween(bytesMax / 2, bytesMax);
  }

  @Test
  void ihaveFloodIsAskedForTenTimesPerHeartbeatAndBrokenPromisesCost() {
    int ids = 3 * LIMITS.idsAskedMax();
    for (int i = 0; i < ids; i++) {
      stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("someid" + i)));
    }
    assertThat(stage.count(GossipOutcome.WANT_SENT)).isEqualTo(LIMITS.haveRpcsMax());
    assertThat(score()).as("nothing is broken yet").isZero();
    stage.heartbeat();
    for (int i = 0; i < ids; i++) {
      stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("another" + i)));
    }
    assertThat(stage.count(GossipOutcome.WANT_SENT)).isEqualTo(2 * LIMITS.haveRpcsMax());
    stage.pass(PARAMS.promiseMs() + PARAMS.heartbeatMs());
    assertThat(score()).isNegative();
    assertThat(stage.mesh()).as("and out of the mesh").doesNotContain(1);
  }

  @Test
  void oneHugeIhaveIsAskedForUpToItsLimit() {
    stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("id", 8_000)));
    stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("more", 8_000)));
    assertThat(stage.count(GossipOutcome.WANT_SENT)).isEqualTo(LIMITS.idsAskedMax());
  }

  @Test
  void graftForATopicThatDoesNotExistIsNotAnswered() {
    for (int i = 0; i < 1_000; i++) {
      stage.receive(1, TestRpc.graft("no such topic " + i));
    }
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void graftDuringItsBackoffIsPrunedThenCutAndNeverInTheMesh() {
    stage.prunes(1, 60);
    stage.pass(PARAMS.graftFloodMs() + 1);
    stage.grafts(1);
    assertThat(sent("send MESH [1] prune")).as("late: one misbehaviour").isEqualTo(1);
    double before = -1;
    int grafts = 0;
    while (stage.router.score(ATTACKER) >= ScoreThresholds.DEFAULT.graylist()) {
      stage.grafts(1);
      assertThat(++grafts).as("two misbehaviours each").isLessThan(10);
      assertThat(score()).isLessThanOrEqualTo(before + 1);
      before = score();
    }
    assertThat(stage.look("disconnect")).containsExactly("disconnect 1");
    stage.grafts(1);
    assertThat(stage.look()).as("not even a PRUNE").containsExactly("refused 1 GRAYLISTED");
    stage.disconnect(1);
    stage.pass(2 * PARAMS.pruneBackoffMs());
    stage.connect(1);
    assertThat(stage.look("disconnect")).as("nor a way back").containsExactly("disconnect 1");
    assertThat(stage.mesh()).doesNotContain(1);
  }

  @Test
  void invalidMessageSpamGraylistsItsSender() {
    for (int i = 0; i < 100; i++) {
      stage.says(1, "bad" + i);
      stage.verdict("bad" + i, ValidationResult.REJECT);
    }
    assertThat(score()).isLessThan(ScoreThresholds.DEFAULT.graylist());
    List<String> seen = stage.look();
    assertThat(seen).contains("disconnect 1", "refused 1 GRAYLISTED");
    assertThat(seen.stream().filter(line -> line.startsWith("validate")).count())
        .as("messages that cost a validation")
        .isLessThanOrEqualTo(12);
    stage.heartbeat();
    assertThat(stage.mesh()).doesNotContain(1);
  }

  @Test
  void unsignedMessageSpamGraylistsItsSenderWithoutOneVerification() {
    RouterStage signing =
        new RouterStage(
            PARAMS, LIMITS, new AuthorMessageId(), AuthorPolicy.strictSign(NodeKey.generate()));
    signing.join(TOPIC);
    signing.peers(1, 1);
    for (int i = 0; i < 100; i++) {
      signing.says(1, "unsigned" + i);
    }
    assertThat(signing.look("disconnect")).hasSize(1);
    assertThat(signing.look("verify")).isEmpty();
  }

  @Test
  void idontwantSpamIsHeardUpToItsLimitUntilTheNextHeartbeat() {
    for (int i = 0; i <= LIMITS.dontWantRpcsMax(); i++) {
      stage.receive(1, TestRpc.dontWant(TestRpc.ids("unwanted" + i)));
    }
    stage.look();
    int last = LIMITS.dontWantRpcsMax();
    stage.publish("unwanted" + last);
    assertThat(stage.look()).containsExactly("send OWN [1, 2] unwanted" + last);
    stage.publish("unwanted" + (last - 1));
    assertThat(stage.look()).containsExactly("send OWN [2] unwanted" + (last - 1));
    stage.heartbeat();
    stage.receive(1, TestRpc.dontWant(TestRpc.ids("later")));
    stage.look();
    stage.publish("later");
    assertThat(stage.look()).containsExactly("send OWN [2] later");
  }

  @Test
  void idontwantWithTooManyIdsCountsForItsFirstOnes() {
    int taken = LIMITS.dontWantIdsMax();
    stage.receive(1, TestRpc.dontWant(TestRpc.ids("m", taken + 1)));
    stage.look();
    stage.publish("m" + (taken - 1));
    stage.publish("m" + taken);
    assertThat(stage.look())
        .containsExactly("send OWN [2] m" + (taken - 1), "send OWN [1, 2] m" + taken);
  }

  @Test
  void idontwantIsForgottenAfterItsHeartbeatsAndAtTheEndOfTheConnection() {
    stage.receive(1, TestRpc.dontWant(TestRpc.ids("a", "b")));
    stage.pass(PARAMS.dontWantHeartbeats() * PARAMS.heartbeatMs());
    stage.look();
    stage.publish("a");
    assertThat(stage.look()).containsExactly("send OWN [1, 2] a");
    stage.receive(1, TestRpc.dontWant(TestRpc.ids("b")));
    stage.disconnect(1);
    stage.peers(1, 1);
    stage.look();
    stage.publish("b");
    assertThat(stage.look()).containsExactly("send OWN [1, 2] b");
  }

  @Test
  void subscriptionFloodKeepsNoTopicThatIsNotAllowed() {
    for (int i = 0; i < 10_000; i++) {
      stage.subscribes(1, "flood" + i);
    }
    assertThat(stage.look()).hasSize(10_000).allMatch(l -> l.equals("refused 1 TOPIC_NOT_ALLOWED"));
    assertThat(stage.router.subscribers("flood1")).isEmpty();
  }

  @Test
  void aForgedIdDoesNotKeepTheRealMessageOut() {
    NodeKey author = NodeKey.generate();
    AuthorPolicy honest = AuthorPolicy.strictSign(author);
    AuthorPolicy verifier = AuthorPolicy.strictSign(NodeKey.generate());
    RouterStage signing = new RouterStage(PARAMS, LIMITS, new AuthorMessageId(), verifier);
    signing.join(TOPIC);
    signing.peers(1, 2);
    GossipMessage real = honest.create(TOPIC, ByteString.copyFromUtf8("real"));
    GossipMessage forged = Changed.of(real, Map.of("data", ByteString.copyFromUtf8("lie")));
    signing.receive(1, Rpc.ofMessages(List.of(forged)));
    signing.apply(new GossipEvent.Verified(forged, verifier.verify(forged)));
    signing.receive(2, Rpc.ofMessages(List.of(real)));
    signing.apply(new GossipEvent.Verified(real, verifier.verify(real)));
    assertThat(signing.look("validate")).containsExactly("validate real from 2");
    assertThat(signing.router.score(ATTACKER)).isNegative();
  }

  @Test
  void reconnectingWashesNothingOff() {
    for (int i = 0; i < 20; i++) {
      stage.says(1, "bad" + i);
      stage.verdict("bad" + i, ValidationResult.REJECT);
      stage.disconnect(1);
      stage.peers(1, 1);
    }
    assertThat(score()).isLessThan(ScoreThresholds.DEFAULT.graylist());
  }

  @Test
  void peersOfOneAddressPullEachOtherDown() {
    InetAddress ip = InetAddress.ofLiteral("203.0.113.9");
    for (int peer = 10; peer < 40; peer++) {
      stage.apply(
          new GossipEvent.PeerConnected(
              TestPeers.peer(peer), GossipProtocol.V1_2, false, false, ip));
      stage.subscribes(peer, TOPIC);
      stage.grafts(peer);
    }
    stage.heartbeat();
    Set<Integer> mesh = stage.mesh();
    assertThat(mesh).containsExactlyInAnyOrder(1, 2);
  }
}
