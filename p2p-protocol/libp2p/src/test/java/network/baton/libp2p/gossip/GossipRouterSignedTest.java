package network.baton.libp2p.gossip;

import static network.baton.libp2p.gossip.RouterStage.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import network.baton.libp2p.crypto.NodeKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** StrictSign in the router: who is proved, and when. */
class GossipRouterSignedTest {
  private static final GossipParams EAGER =
      Changed.of(GossipParams.DEFAULT, Map.of("dontWantBytesMin", 4));

  private final AuthorPolicy author = AuthorPolicy.strictSign(NodeKey.generate());
  private final RouterStage stage =
      new RouterStage(
          EAGER,
          GossipLimits.DEFAULT,
          new AuthorMessageId(),
          AuthorPolicy.strictSign(NodeKey.generate()));
  private final GossipMessage message = author.create(TOPIC, ByteString.copyFromUtf8("message"));
  private final GossipMessage forged =
      Changed.of(message, Map.of("data", ByteString.copyFromUtf8("forgery")));
  private final MessageId id = new AuthorMessageId().of(message);

  @BeforeEach
  void meshOfThree() {
    stage.join(TOPIC);
    stage.peers(1, 3);
    stage.look();
  }

  private void brings(int peer, GossipMessage what) {
    stage.receive(peer, Rpc.ofMessages(List.of(what)));
  }

  private void verified(GossipMessage what, boolean good) {
    stage.apply(new GossipEvent.Verified(what, good));
  }

  @Test
  void aMessageIsVerifiedOnceThenAnnouncedAndJudgedThenForwarded() {
    brings(1, message);
    brings(2, message);
    assertThat(stage.look()).containsExactly("verify message");
    verified(message, true);
    assertThat(stage.look())
        .containsExactly(
            "validate message from 1",
            "send HINT [2, 3] dontwant[" + id.bytes().toStringUtf8() + "]");
    stage.apply(new GossipEvent.Verdict(id, ValidationResult.ACCEPT));
    assertThat(stage.look()).containsExactly("send FORWARD [3] message");
    brings(3, message);
    assertThat(stage.look()).isEmpty();
  }

  @Test
  void aForgeryBlamesItsBringersAndLeavesTheIdFree() {
    brings(1, forged);
    brings(2, forged);
    stage.look();
    verified(forged, false);
    assertThat(stage.look())
        .containsExactly("refused 1 MESSAGE_SIGNATURE", "refused 2 MESSAGE_SIGNATURE");
    brings(3, message);
    verified(message, true);
    assertThat(stage.look("v")).containsExactly("verify message", "validate message from 3");
  }

  @Test
  void aForgeryInVerificationDoesNotHideTheRealMessage() {
    brings(1, forged);
    brings(2, message);
    assertThat(stage.look()).containsExactly("verify forgery", "verify message");
    verified(message, true);
    verified(forged, false);
    assertThat(stage.look("refused")).containsExactly("refused 1 MESSAGE_SIGNATURE");
  }

  @Test
  void twoMessagesOfOneNumberThatAreBothSignedAreJudgedOnce() {
    GossipMessage twin = author.create(TOPIC, ByteString.copyFromUtf8("twin"));
    brings(1, message);
    brings(2, twin);
    verified(message, true);
    verified(twin, true);
    assertThat(stage.look("validate"))
        .containsExactly("validate message from 1", "validate twin from 2");
    brings(3, message);
    assertThat(stage.count(GossipOutcome.DUPLICATE)).isEqualTo(1);
  }

  @Test
  void aVerificationThatTakesTooLongIsGivenUp() {
    brings(1, message);
    stage.pass(EAGER.holdMs());
    assertThat(stage.count(GossipOutcome.VERDICT_LATE)).isEqualTo(1);
    stage.look();
    verified(message, true);
    assertThat(stage.look()).isEmpty();
    brings(2, message);
    assertThat(stage.look()).containsExactly("verify message");
  }

  @Test
  void messagesToVerifyAreBounded() {
    RouterStage small =
        new RouterStage(
            EAGER,
            RouterStage.limits(Map.of("heldPerPeerMax", 2)),
            new AuthorMessageId(),
            AuthorPolicy.strictSign(NodeKey.generate()));
    small.join(TOPIC);
    small.peers(1, 1);
    small.look();
    for (int i = 0; i < 3; i++) {
      small.receive(1, Rpc.ofMessages(List.of(author.create(TOPIC, ByteString.EMPTY))));
    }
    assertThat(small.look("refused")).containsExactly("refused 1 HELD_FULL");
  }
}
