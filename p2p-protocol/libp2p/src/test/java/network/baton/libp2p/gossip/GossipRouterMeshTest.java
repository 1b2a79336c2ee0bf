package network.baton.libp2p.gossip;

import static network.baton.libp2p.gossip.RouterStage.TOPIC;
import static network.baton.libp2p.gossip.RouterStage.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GossipRouterMeshTest {
  private static final GossipParams PARAMS = GossipParams.DEFAULT;

  private final RouterStage stage = new RouterStage();

  @Test
  void aNewPeerIsToldAllSubscriptions() {
    stage.join(TOPIC);
    stage.join("u");
    stage.connect(1);
    assertThat(stage.look()).containsExactly("send MESH [1] +t +u");
  }

  @Test
  void joiningTellsEverybodyAndGraftsDegreePeers() {
    stage.peers(1, 10);
    stage.connect(11);
    stage.look();
    stage.join(TOPIC);
    assertThat(stage.mesh()).hasSize(PARAMS.degree()).isSubsetOf(range(1, 10));
    assertThat(stage.look())
        .hasSize(11)
        .contains("send MESH [11] +t")
        .filteredOn(line -> line.endsWith("+t graft t"))
        .hasSize(PARAMS.degree());
  }

  @Test
  void aSubscriberIsGraftedAtOnceWhileTheMeshIsSmall() {
    stage.join(TOPIC);
    stage.connect(1);
    stage.look();
    stage.subscribes(1, TOPIC);
    assertThat(stage.look()).containsExactly("send MESH [1] graft t");
    stage.peers(2, 20);
    assertThat(stage.mesh()).hasSize(PARAMS.degreeLow());
  }

  @Test
  void theHeartbeatFillsAMeshThatLostTooManyMembers() {
    stage.peers(1, 20);
    stage.join(TOPIC);
    stage.mesh().stream().limit(3).forEach(stage::disconnect);
    assertThat(stage.mesh()).hasSize(PARAMS.degree() - 3);
    stage.heartbeat();
    assertThat(stage.mesh()).hasSize(PARAMS.degree());
  }

  @Test
  void theHeartbeatShrinksAMeshAboveDegreeHighToDegree() {
    stage.join(TOPIC);
    for (int peer = 1; peer <= 30; peer++) {
      stage.connect(peer, true, false);
      stage.subscribes(peer, TOPIC);
      stage.grafts(peer);
    }
    assertThat(stage.mesh()).hasSize(30);
    stage.look();
    stage.heartbeat();
    assertThat(stage.mesh()).hasSize(PARAMS.degree());
    assertThat(stage.look()).hasSize(22).allMatch(line -> line.endsWith("prune t 60 named 16"));
  }

  @Test
  void shrinkingKeepsEnoughDialledPeers() {
    stage.join(TOPIC);
    stage.peers(1, 12);
    range(1, 12).forEach(stage::grafts);
    for (int peer = 13; peer <= 14; peer++) {
      stage.connect(peer, true, false);
      stage.subscribes(peer, TOPIC);
      stage.grafts(peer);
    }
    assertThat(stage.mesh()).hasSize(14);
    stage.heartbeat();
    assertThat(stage.mesh()).hasSize(PARAMS.degree()).contains(13, 14);
  }

  @Test
  void theHeartbeatGraftsDialledPeersWhenTheMeshHasTooFew() {
    stage.join(TOPIC);
    stage.peers(1, 8);
    range(1, 8).forEach(stage::grafts);
    for (int peer = 9; peer <= 12; peer++) {
      stage.connect(peer, true, false);
      stage.subscribes(peer, TOPIC);
    }
    stage.heartbeat();
    assertThat(stage.mesh()).hasSize(10);
  }

  @Test
  void aFullMeshTakesOnlyDialledPeers() {
    stage.join(TOPIC);
    stage.peers(1, 13);
    range(1, 12).forEach(stage::grafts);
    stage.look();
    stage.grafts(13);
    assertThat(stage.look())
        .containsExactly("refused 13 GRAFT_MESH_FULL", "send MESH [13] prune t 60 named 12");
    stage.connect(14, true, false);
    stage.subscribes(14, TOPIC);
    stage.grafts(14);
    assertThat(stage.mesh()).hasSize(13).contains(14);
  }

  @Test
  void aGraftWithoutASubscriptionIsAnsweredByPrune() {
    stage.join(TOPIC);
    stage.connect(1);
    stage.look();
    stage.grafts(1);
    assertThat(stage.look())
        .containsExactly("refused 1 GRAFT_NOT_SUBSCRIBED", "send MESH [1] prune t 60");
  }

  @Test
  void subscriptionsCountBeforeControlOfTheSameRpc() {
    stage.peers(1, 8);
    stage.join(TOPIC);
    stage.connect(9);
    stage.look();
    Rpc hello = TestRpc.subscriptions(new Rpc.Subscription(TOPIC, true));
    stage.receive(
        9,
        new Rpc(
            hello.subscriptions(),
            hello.messages(),
            hello.have(),
            hello.want(),
            List.of(TOPIC),
            hello.prune(),
            hello.dontWant(),
            false));
    assertThat(stage.mesh()).contains(9);
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void aGraftForATopicThatIsNotJoinedIsIgnored() {
    stage.connect(1);
    stage.grafts(1);
    stage.receive(1, TestRpc.graft("unknown"));
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void aDirectPeerStaysOutsideTheMesh() {
    stage.join(TOPIC);
    stage.connect(1, false, true);
    stage.subscribes(1, TOPIC);
    stage.look();
    stage.grafts(1);
    assertThat(stage.look()).containsExactly("refused 1 GRAFT_DIRECT", "send MESH [1] prune t 60");
    stage.pass(200_000);
    assertThat(stage.mesh()).isEmpty();
  }

  @Test
  void aPrunedPeerIsNotGraftedBeforeItsBackoffAndSlackAreOver() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.prunes(1, 20);
    stage.look();
    stage.pass(20_000 + PARAMS.backoffSlackMs() - 1);
    assertThat(stage.mesh()).isEmpty();
    stage.pass(2 * PARAMS.heartbeatMs());
    assertThat(stage.mesh()).containsExactly(1);
  }

  @Test
  void joiningAgainObeysBackoffs() {
    stage.peers(1, 3);
    stage.join(TOPIC);
    stage.prunes(2, 60);
    stage.look();
    stage.leave(TOPIC);
    assertThat(stage.look())
        .containsExactlyInAnyOrder(
            "send MESH [1] -t prune t 10 named 2",
            "send MESH [2] -t",
            "send MESH [3] -t prune t 10 named 2");
    stage.pass(1_000);
    stage.join(TOPIC);
    assertThat(stage.mesh()).isEmpty();
    stage.pass(13_000);
    assertThat(stage.mesh()).containsExactlyInAnyOrder(1, 3);
    stage.pass(60_000);
    assertThat(stage.mesh()).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Test
  void aReconnectionEndsNoBackoff() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.prunes(1, 60);
    stage.disconnect(1);
    stage.peers(1, 1);
    assertThat(stage.mesh()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE, Long.MIN_VALUE, 3_600, 3_601, 1L << 54, (1L << 61) + 1})
  void aBackoffOfAnySizeIsCappedAtOneHour(long seconds) {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.prunes(1, seconds);
    stage.pass(3_600_000);
    assertThat(stage.mesh()).isEmpty();
    stage.pass(10_000);
    assertThat(stage.mesh()).containsExactly(1);
  }

  @Test
  void aPruneWithoutABackoffHasTheDefaultOne() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.prunes(1, 0);
    stage.pass(60_000);
    assertThat(stage.mesh()).isEmpty();
    stage.pass(10_000);
    assertThat(stage.mesh()).containsExactly(1);
  }

  @Test
  void aGraftDuringItsBackoffIsPrunedAndStartsTheBackoffAnew() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.prunes(1, 60);
    stage.pass(50_000);
    stage.look();
    stage.grafts(1);
    assertThat(stage.look()).containsExactly("refused 1 GRAFT_BACKOFF", "send MESH [1] prune t 60");
    stage.pass(30_000);
    assertThat(stage.mesh()).isEmpty();
  }

  @Test
  void aGraftRightAfterThePruneCountsTwiceAndAFloodOfThemCutsThePeer() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.prunes(1, 60);
    stage.look();
    stage.grafts(1);
    assertThat(stage.look("refused"))
        .containsExactly("refused 1 GRAFT_FLOOD", "refused 1 GRAFT_BACKOFF");
    for (int i = 0; i < 10; i++) {
      stage.grafts(1);
    }
    assertThat(stage.look()).contains("disconnect 1");
  }

  @Test
  void anUnsubscribedPeerLeavesTheMeshAndMayComeBack() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.receive(1, TestRpc.subscriptions(new Rpc.Subscription(TOPIC, false)));
    assertThat(stage.mesh()).isEmpty();
    stage.subscribes(1, TOPIC);
    assertThat(stage.mesh()).containsExactly(1);
  }

  @Test
  void aPeerMayLeaveTopicsThatWereNeverJoinedHere() {
    stage.peers(1, 1);
    stage.receive(1, TestRpc.subscriptions(new Rpc.Subscription(TOPIC, false)));
    assertThat(stage.router.subscribers(TOPIC)).isEmpty();
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void aStreamOpenedAnewIsToldEverythingAgain() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    stage.look();
    stage.connect(1);
    assertThat(stage.look()).containsExactly("send MESH [1] +t graft t");
  }

  @Test
  void topicsOfAPeerAreCappedAndOnlyAllowedOnesAreKept() {
    RouterStage small = new RouterStage(PARAMS, RouterStage.limits(Map.of("topicsPerPeerMax", 2)));
    small.connect(1);
    for (String topic : new String[] {"x", "t", "u", "t", "v"}) {
      small.subscribes(1, topic);
    }
    assertThat(small.look())
        .containsExactly("refused 1 TOPIC_NOT_ALLOWED", "refused 1 TOPICS_TOO_MANY");
    assertThat(small.router.subscribers("u")).hasSize(1);
    assertThat(small.router.subscribers("v")).isEmpty();
  }
}
