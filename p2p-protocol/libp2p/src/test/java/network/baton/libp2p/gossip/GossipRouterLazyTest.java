package network.baton.libp2p.gossip;

import static network.baton.libp2p.gossip.RouterStage.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GossipRouterLazyTest {
  private static final GossipParams PARAMS = GossipParams.DEFAULT;

  private final RouterStage stage = new RouterStage();

  @Test
  void offersOfNewMessagesAreAskedForOnce() {
    stage.join(TOPIC);
    stage.peers(1, 2);
    stage.says(2, "known");
    stage.look();
    stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("known", "new", "new")));
    assertThat(stage.look()).containsExactly("send GOSSIP [1] want[new]");
  }

  @Test
  void offersForTopicsThatAreNotJoinedAreNotTaken() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.look();
    stage.receive(1, TestRpc.have("u", TestRpc.ids("new")));
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void offersBeyondTheRpcsOfAHeartbeatAreRefused() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.look();
    for (int i = 0; i < 12; i++) {
      stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("m" + i)));
    }
    assertThat(stage.look()).hasSize(12).endsWith("refused 1 HAVE_FLOOD", "refused 1 HAVE_FLOOD");
    stage.heartbeat();
    stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("later")));
    assertThat(stage.look()).containsExactly("send GOSSIP [1] want[later]");
  }

  @Test
  void idsAskedForAreLimitedPerHeartbeat() {
    RouterStage small = new RouterStage(PARAMS, RouterStage.limits(Map.of("idsAskedMax", 10)));
    small.join(TOPIC);
    small.peers(1, 1);
    small.look();
    small.receive(1, TestRpc.have(TOPIC, TestRpc.ids("a", 8)));
    small.receive(1, TestRpc.have(TOPIC, TestRpc.ids("b", 8)));
    small.receive(1, TestRpc.have(TOPIC, TestRpc.ids("c", 8)));
    assertThat(small.count(GossipOutcome.WANT_SENT)).isEqualTo(10);
    assertThat(small.look()).endsWith("refused 1 HAVE_FLOOD");
  }

  @Test
  void aBrokenPromiseIsBlamedAfterItsTime() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("never", 20)));
    stage.look();
    stage.pass(PARAMS.promiseMs());
    assertThat(stage.look()).isEmpty();
    stage.heartbeat();
    assertThat(stage.look()).containsExactly("refused 1 PROMISE_BROKEN");
  }

  @Test
  void aPromiseIsKeptByWhoeverDelivers() {
    stage.join(TOPIC);
    stage.peers(1, 2);
    stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("m")));
    stage.says(2, "m");
    stage.verdict("m", ValidationResult.REJECT);
    stage.look();
    stage.pass(10_000);
    assertThat(stage.look("refused")).isEmpty();
  }

  @Test
  void requestsAreAnsweredAtMostThreeTimesPerMessageAndPeer() {
    stage.join(TOPIC);
    stage.peers(1, 2);
    stage.publish("mine");
    stage.look();
    for (int i = 0; i < 4; i++) {
      stage.receive(1, TestRpc.want(TestRpc.ids("mine", "mine", "unknown")));
    }
    assertThat(stage.look())
        .containsExactly(
            "send FORWARD [1] mine",
            "send FORWARD [1] mine",
            "send FORWARD [1] mine",
            "refused 1 WANT_FLOOD");
    stage.receive(2, TestRpc.want(TestRpc.ids("mine")));
    assertThat(stage.look()).containsExactly("send FORWARD [2] mine");
  }

  @Test
  void answersAreLimitedInBytesAndIdsPerHeartbeat() {
    RouterStage small =
        new RouterStage(PARAMS, RouterStage.limits(Map.of("wantBytesMax", 10, "wantIdsMax", 5)));
    small.join(TOPIC);
    small.peers(1, 2);
    small.publish("a".repeat(6));
    small.publish("b".repeat(6));
    small.look();
    small.receive(1, TestRpc.want(TestRpc.ids("aaaaaa", "bbbbbb")));
    assertThat(small.look()).containsExactly("refused 1 WANT_FLOOD", "send FORWARD [1] aaaaaa");
    small.receive(2, TestRpc.want(TestRpc.ids("x", 6)));
    assertThat(small.look()).containsExactly("refused 2 WANT_FLOOD");
    small.heartbeat();
    small.look();
    small.receive(1, TestRpc.want(TestRpc.ids("bbbbbb")));
    assertThat(small.look()).containsExactly("send FORWARD [1] bbbbbb");
  }

  @Test
  void messagesAreOfferedOutsideTheMeshAndForgottenLater() {
    stage.join(TOPIC);
    stage.peers(1, 20);
    stage.heartbeat();
    stage.publish("mine");
    stage.look();
    int offers = 0;
    for (int i = 1; i <= PARAMS.gossipHeartbeats(); i++) {
      stage.heartbeat();
      List<String> sent = stage.look();
      assertThat(sent)
          .hasSize(PARAMS.degreeLazy())
          .allMatch(line -> line.endsWith(" have t[mine]"));
      offers += sent.size();
    }
    assertThat(offers).isEqualTo(18);
    stage.heartbeat();
    assertThat(stage.look()).isEmpty();
    stage.receive(1, TestRpc.want(TestRpc.ids("mine")));
    assertThat(stage.look()).hasSize(1);
    stage.pass(2 * PARAMS.heartbeatMs());
    stage.receive(1, TestRpc.want(TestRpc.ids("mine")));
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void manyEligiblePeersGetAShareOfTheGossip() {
    stage.join(TOPIC);
    stage.peers(1, 68);
    stage.heartbeat();
    int outside = 68 - stage.mesh().size();
    stage.publish("mine");
    stage.look();
    stage.heartbeat();
    assertThat(stage.look()).hasSize((int) Math.ceil(outside * PARAMS.gossipFactor()));
  }

  @Test
  void gossipOfALowScorerIsRefused() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    for (int i = 0; i < 5; i++) {
      stage.says(1, "bad" + i);
      stage.verdict("bad" + i, ValidationResult.REJECT);
    }
    stage.look();
    stage.receive(1, TestRpc.have(TOPIC, TestRpc.ids("m")));
    stage.receive(1, TestRpc.want(TestRpc.ids("m")));
    assertThat(stage.look())
        .containsExactly("refused 1 GOSSIP_LOW_SCORE", "refused 1 GOSSIP_LOW_SCORE");
  }

  @Test
  void idsOfAnImpossibleSizeAreRefused() {
    RouterStage strict =
        new RouterStage(
            PARAMS, GossipLimits.DEFAULT, new ContentMessageId(), AuthorPolicy.STRICT_NO_SIGN);
    strict.join(TOPIC);
    strict.peers(1, 1);
    strict.look();
    strict.receive(1, TestRpc.have(TOPIC, TestRpc.ids("x".repeat(19), "y".repeat(20))));
    assertThat(strict.look())
        .containsExactly("refused 1 ID_SIZE", "send GOSSIP [1] want[" + "y".repeat(20) + "]");
  }

  @Test
  void aPeerThatDoesNotWantAMessageIsSpared() {
    stage.join(TOPIC);
    stage.peers(1, 3);
    stage.look();
    stage.receive(2, TestRpc.dontWant(TestRpc.ids("m")));
    stage.says(1, "m");
    stage.verdict("m", ValidationResult.ACCEPT);
    assertThat(stage.look("send")).containsExactly("send FORWARD [3] m");
    stage.receive(2, TestRpc.want(TestRpc.ids("m")));
    assertThat(stage.look()).isEmpty();
    stage.pass(PARAMS.dontWantHeartbeats() * PARAMS.heartbeatMs());
    stage.look();
    stage.receive(2, TestRpc.want(TestRpc.ids("m")));
    assertThat(stage.look()).containsExactly("send FORWARD [2] m");
  }

  @Test
  void onlyTheFirstIdsOfADontWantAreTaken() {
    stage.join(TOPIC);
    stage.peers(1, 2);
    stage.look();
    stage.receive(2, TestRpc.dontWant(TestRpc.ids("m", 12)));
    assertThat(stage.look()).containsExactly("refused 2 DONT_WANT_FLOOD");
    stage.publish("m9");
    stage.publish("m10");
    assertThat(stage.look()).containsExactly("send OWN [1] m9", "send OWN [1, 2] m10");
  }

  @Test
  void aLargeMessageIsAnnouncedToTheRestOfTheMeshBeforeItsVerdict() {
    RouterStage eager =
        new RouterStage(Changed.of(PARAMS, Map.of("dontWantBytesMin", 4)), RouterStage.LIMITS);
    eager.join(TOPIC);
    eager.peers(1, 3);
    eager.look();
    eager.says(1, "large");
    assertThat(eager.look())
        .containsExactly("validate large from 1", "send HINT [2, 3] dontwant[large]");
    eager.publish("my own");
    assertThat(eager.look())
        .containsExactly("send HINT [1, 2, 3] dontwant[my own]", "send OWN [1, 2, 3] my own");
    eager.says(1, "abc");
    assertThat(eager.look()).containsExactly("validate abc from 1");
  }
}
