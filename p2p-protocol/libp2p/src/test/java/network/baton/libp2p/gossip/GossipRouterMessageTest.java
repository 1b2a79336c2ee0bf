package network.baton.libp2p.gossip;

import static network.baton.libp2p.gossip.RouterStage.TOPIC;
import static network.baton.libp2p.gossip.RouterStage.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GossipRouterMessageTest {
  private static final GossipParams PARAMS = GossipParams.DEFAULT;

  private final RouterStage stage = new RouterStage();

  @Test
  void aMessageIsForwardedOnlyAfterItsAcceptance() {
    stage.join(TOPIC);
    stage.peers(1, 3);
    stage.look();
    stage.says(1, "hi");
    assertThat(stage.look()).containsExactly("validate hi from 1");
    stage.verdict("hi", ValidationResult.ACCEPT);
    assertThat(stage.look()).containsExactly("send FORWARD [2, 3] hi");
  }

  @Test
  void aMessageIsNotForwardedToWhoBroughtItMeanwhile() {
    stage.join(TOPIC);
    stage.peers(1, 3);
    stage.says(1, "hi");
    stage.says(3, "hi");
    stage.look();
    stage.verdict("hi", ValidationResult.ACCEPT);
    assertThat(stage.look()).containsExactly("send FORWARD [2] hi");
    assertThat(stage.count(GossipOutcome.DUPLICATE)).isEqualTo(1);
  }

  @Test
  void anIgnoredMessageGoesNowhereAndBlamesNobody() {
    stage.join(TOPIC);
    stage.peers(1, 3);
    stage.look();
    for (int i = 0; i < 100; i++) {
      stage.says(1, "m" + i);
      stage.verdict("m" + i, ValidationResult.IGNORE);
    }
    assertThat(stage.look()).hasSize(100).allMatch(line -> line.startsWith("validate"));
    assertThat(stage.router.score(TestPeers.peer(1))).isZero();
  }

  @Test
  void rejectionsBlameEverySenderPruneItAndCutItInTheEnd() {
    stage.join(TOPIC);
    stage.peers(1, 3);
    for (int i = 0; i < 3; i++) {
      stage.says(1, "bad" + i);
      stage.says(2, "bad" + i);
      stage.verdict("bad" + i, ValidationResult.REJECT);
    }
    assertThat(stage.router.score(TestPeers.peer(1))).isEqualTo(-72);
    assertThat(stage.router.score(TestPeers.peer(2))).isEqualTo(-72);
    stage.look();
    stage.heartbeat();
    assertThat(stage.mesh()).containsExactly(3);
    assertThat(stage.look())
        .containsExactlyInAnyOrder("send MESH [1] prune t 60", "send MESH [2] prune t 60");
    for (int i = 3; i < 12; i++) {
      stage.says(1, "bad" + i);
      stage.verdict("bad" + i, ValidationResult.REJECT);
    }
    assertThat(stage.look("disconnect")).containsExactly("disconnect 1");
    stage.says(1, "good");
    assertThat(stage.look()).containsExactly("refused 1 GRAYLISTED");
  }

  @Test
  void aCutPeerStaysOutWhenItReconnectsUntilItsTimeIsOver() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    for (int i = 0; i < 12; i++) {
      stage.says(1, "bad" + i);
      stage.verdict("bad" + i, ValidationResult.REJECT);
    }
    stage.disconnect(1);
    stage.look();
    stage.connect(1);
    assertThat(stage.look()).containsExactly("disconnect 1");
    stage.disconnect(1);
    stage.pass(300_000);
    stage.connect(1);
    assertThat(stage.look()).containsExactly("disconnect 1");
    stage.disconnect(1);
    stage.pass(300_000);
    stage.connect(1);
    assertThat(stage.look()).containsExactly("send MESH [1] +t");
  }

  @Test
  void aDirectPeerIsNeverCut() {
    stage.join(TOPIC);
    stage.connect(1, false, true);
    stage.look();
    for (int i = 0; i < 50; i++) {
      stage.says(1, "bad" + i);
      stage.verdict("bad" + i, ValidationResult.REJECT);
    }
    assertThat(stage.look()).hasSize(50).allMatch(line -> line.startsWith("validate"));
  }

  @Test
  void aVerdictThatComesTooLateHasNoEffect() {
    stage.join(TOPIC);
    stage.peers(1, 3);
    stage.says(1, "slow");
    stage.look();
    stage.pass(PARAMS.holdMs());
    assertThat(stage.count(GossipOutcome.VERDICT_LATE)).isEqualTo(1);
    stage.verdict("slow", ValidationResult.ACCEPT);
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void theRouterAsksToBeWokenWhenAHeldMessageExpires() {
    stage.join(TOPIC);
    stage.peers(1, 1);
    RouterStage quick =
        new RouterStage(Changed.of(PARAMS, Map.of("holdMs", 50L)), RouterStage.LIMITS);
    quick.join(TOPIC);
    quick.peers(1, 1);
    quick.pass(100);
    quick.says(1, "slow");
    assertThat(quick.router.nextWakeMs()).isEqualTo(150);
  }

  @Test
  void heldMessagesAreBoundedInNumberPerPeerAndInBytes() {
    GossipLimits limits =
        RouterStage.limits(Map.of("heldMax", 4, "heldPerPeerMax", 2, "heldBytesMax", 30));
    RouterStage small = new RouterStage(PARAMS, limits);
    small.join(TOPIC);
    small.peers(1, 5);
    small.look();
    for (int i = 0; i < 3; i++) {
      small.says(1, "a" + i);
    }
    assertThat(small.look("refused")).containsExactly("refused 1 HELD_FULL");
    small.says(2, "b0");
    small.says(3, "c".repeat(30));
    assertThat(small.look("refused")).containsExactly("refused 3 HELD_FULL");
    small.says(4, "d0");
    small.says(5, "e0");
    assertThat(small.look("refused")).containsExactly("refused 5 HELD_FULL");
    small.verdict("a0", ValidationResult.ACCEPT);
    small.look();
    small.says(1, "a2");
    assertThat(small.look()).containsExactly("validate a2 from 1");
  }

  @Test
  void aMessageSeenBeforeIsNotValidatedAgainUntilItsTimeIsOver() {
    stage.join(TOPIC);
    stage.peers(1, 2);
    stage.says(1, "once");
    stage.verdict("once", ValidationResult.ACCEPT);
    stage.look();
    stage.pass(PARAMS.seenTtlMs() - 1);
    stage.says(2, "once");
    assertThat(stage.look("validate")).isEmpty();
    stage.pass(1);
    stage.says(2, "once");
    assertThat(stage.look("validate")).containsExactly("validate once from 2");
  }

  @Test
  void theSeenCacheForgetsTheOldestAtItsLimit() {
    RouterStage small = new RouterStage(PARAMS, RouterStage.limits(Map.of("seenMax", 2)));
    small.join(TOPIC);
    small.peers(1, 1);
    for (String text : List.of("a", "b", "c")) {
      small.says(1, text);
      small.verdict(text, ValidationResult.IGNORE);
    }
    small.look();
    small.says(1, "c");
    small.says(1, "b");
    assertThat(small.look()).isEmpty();
    small.says(1, "a");
    assertThat(small.look()).containsExactly("validate a from 1");
  }

  @Test
  void anOwnMessageFloodsToAllSubscribersAndDoesNotComeBack() {
    stage.join(TOPIC);
    stage.peers(1, 20);
    stage.connect(21);
    stage.look();
    stage.publish("mine");
    assertThat(stage.look()).containsExactly("send OWN " + sorted(1, 20) + " mine");
    stage.says(7, "mine");
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void anOwnMessageIsPublishedOnce() {
    stage.join(TOPIC);
    stage.peers(1, 2);
    stage.look();
    stage.publish("mine");
    stage.publish("mine");
    assertThat(stage.look()).containsExactly("send OWN [1, 2] mine");
    assertThat(stage.count(GossipOutcome.PUBLISHED_AGAIN)).isEqualTo(1);
  }

  @Test
  void withoutFloodPublishingOwnMessagesGoToTheMesh() {
    RouterStage frugal =
        new RouterStage(Changed.of(PARAMS, Map.of("floodPublish", false)), RouterStage.LIMITS);
    frugal.join(TOPIC);
    frugal.peers(1, 20);
    frugal.heartbeat();
    frugal.look();
    frugal.publish("mine");
    assertThat(frugal.look())
        .containsExactly("send OWN " + frugal.mesh().stream().sorted().toList() + " mine");
  }

  @Test
  void withAMeshTooSmallOwnMessagesFloodAnyway() {
    RouterStage frugal =
        new RouterStage(Changed.of(PARAMS, Map.of("floodPublish", false)), RouterStage.LIMITS);
    frugal.join(TOPIC);
    frugal.peers(1, 9);
    range(1, 9).forEach(peer -> frugal.prunes(peer, 60));
    frugal.look();
    frugal.publish("mine");
    assertThat(frugal.look()).containsExactly("send OWN " + sorted(1, 9) + " mine");
  }

  @Test
  void withoutJoiningItPublishesToTheSameFanoutPeersAndJoinsThemFirst() {
    RouterStage frugal =
        new RouterStage(Changed.of(PARAMS, Map.of("floodPublish", false)), RouterStage.LIMITS);
    frugal.peers(1, 20);
    frugal.publish("one");
    String first = frugal.look().getFirst();
    frugal.heartbeat();
    frugal.look();
    frugal.publish("two");
    String second = frugal.look().getFirst();
    assertThat(second).isEqualTo(first.replace("one", "two"));
    frugal.join(TOPIC);
    assertThat(first).isEqualTo("send OWN " + frugal.mesh().stream().sorted().toList() + " one");
  }

  @Test
  void onlyAllowedTopicsCanBeJoinedOrPublishedTo() {
    assertThatThrownBy(() -> stage.join("x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                stage.apply(
                    new GossipEvent.Publish(
                        GossipMessage.unsigned("x", ByteString.copyFromUtf8("m")))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void messagesOfOtherTopicsAreRefusedWithoutBlame() {
    stage.join(TOPIC);
    stage.connect(1);
    stage.look();
    stage.receive(1, TestRpc.message("u", "m"));
    stage.receive(1, TestRpc.message("x", "m"));
    assertThat(stage.look())
        .containsExactly("refused 1 TOPIC_NOT_JOINED", "refused 1 TOPIC_NOT_ALLOWED");
    assertThat(stage.router.score(TestPeers.peer(1))).isZero();
  }

  static Stream<GossipMessage> authored() {
    ByteString data = ByteString.copyFromUtf8("m");
    @Nullable ByteString none = null;
    return Stream.of(data, ByteString.EMPTY)
        .flatMap(
            value ->
                Stream.of(
                    new GossipMessage(TOPIC, data, value, none, none, none),
                    new GossipMessage(TOPIC, data, none, value, none, none),
                    new GossipMessage(TOPIC, data, none, none, value, none),
                    new GossipMessage(TOPIC, data, none, none, none, value)));
  }

  @ParameterizedTest
  @MethodSource("authored")
  void aMessageWithAnyAuthorsFieldEvenAnEmptyOneIsRefused(GossipMessage message) {
    stage.join(TOPIC);
    stage.connect(1);
    stage.look();
    stage.receive(1, Rpc.ofMessages(List.of(message)));
    assertThat(stage.look()).containsExactly("refused 1 MESSAGE_SIGNED");
  }

  @Test
  void aMessageAboveTheSizeLimitIsRefused() {
    RouterStage small = new RouterStage(PARAMS, RouterStage.limits(Map.of("messageBytesMax", 4)));
    small.join(TOPIC);
    small.connect(1);
    small.look();
    small.says(1, "12345");
    assertThat(small.look()).containsExactly("refused 1 MESSAGE_TOO_LARGE");
    assertThatThrownBy(() -> small.publish("12345")).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Integer> sorted(int first, int last) {
    return range(first, last).stream().sorted().toList();
  }
}
