package network.baton.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.crypto.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictSignTest {
  private static final String TOPIC = "t";
  private static final ByteString DATA = ByteString.copyFromUtf8("hello");

  private final NodeKey author = NodeKey.ofSeed(new byte[32]);
  private final AuthorPolicy ours = new StrictSign(author, 1_000);
  private final AuthorPolicy theirs = AuthorPolicy.strictSign(NodeKey.generate());
  private final GossipMessage message = ours.create(TOPIC, DATA);

  private static GossipMessage with(GossipMessage message, Map<String, ?> changes) {
    return Changed.of(message, changes);
  }

  private static GossipMessage withoutKey(GossipMessage m) {
    return new GossipMessage(m.topic(), m.data(), m.from(), m.seqno(), m.signature(), null);
  }

  @Test
  void aMessageCarriesItsAuthorAndIsBelieved() {
    assertThat(message.from()).isEqualTo(ByteString.copyFrom(author.peerId().toBytes()));
    assertThat(message.key()).isEqualTo(ByteString.copyFrom(author.publicKey().encode()));
    assertThat(theirs.refusal(message)).isNull();
    assertThat(theirs.signed()).isTrue();
    assertThat(theirs.verify(message)).isTrue();
  }

  @Test
  void theSignatureCoversThePrefixAndTheFieldsInOrderWithoutSignatureAndKey() {
    byte[] from = author.peerId().toBytes();
    ByteBuffer signed = ByteBuffer.allocate(14 + 2 + from.length + 2 + 5 + 2 + 8 + 2 + 1);
    signed.put("libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII));
    signed.put((byte) 0x0a).put((byte) from.length).put(from);
    signed.put((byte) 0x12).put((byte) 5).put(DATA.toByteArray());
    signed.put((byte) 0x1a).put((byte) 8).putLong(1_000);
    signed.put((byte) 0x22).put((byte) 1).put((byte) 't');
    assertThat(message.signature()).isEqualTo(ByteString.copyFrom(author.sign(signed.array())));
  }

  @Test
  void sequenceNumbersRiseByOneFromTheWallClock() {
    long first = number(theirs.create(TOPIC, DATA));
    long second = number(theirs.create(TOPIC, DATA));
    assertThat(second).isEqualTo(first + 1);
    assertThat(first).isBetween(1_700_000_000_000_000_000L, Long.MAX_VALUE);
    assertThat(number(AuthorPolicy.strictSign(author).create(TOPIC, DATA))).isGreaterThan(second);
  }

  private static long number(GossipMessage message) {
    ByteString seqno = message.seqno();
    return seqno == null ? -1 : seqno.asReadOnlyByteBuffer().getLong();
  }

  @Test
  void aKeyThatStandsInTheIdMayBeLeftOut() {
    assertThat(theirs.refusal(withoutKey(message))).isNull();
    assertThat(theirs.verify(withoutKey(message))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic", "data", "seqno", "signature"})
  void anyChangeBreaksTheSignature(String field) {
    ByteString other = ByteString.copyFrom(new byte[8]);
    GossipMessage changed = with(message, Map.of(field, field.equals("topic") ? "u" : other));
    assertThat(theirs.refusal(changed)).isNull();
    assertThat(theirs.verify(changed)).isFalse();
  }

  @Test
  void somebodyElsesNameIsRefusedBeforeAnythingIsVerified() {
    ByteString victim = ByteString.copyFrom(NodeKey.generate().peerId().toBytes());
    assertThat(theirs.refusal(with(message, Map.of("from", victim))))
        .isEqualTo(GossipRefusal.MESSAGE_KEY);
    GossipMessage bare = withoutKey(with(message, Map.of("from", victim)));
    assertThat(theirs.refusal(bare)).isNull();
    assertThat(theirs.verify(bare)).isFalse();
  }

  @Test
  void whatIsMissingOrMisshapenIsRefused() {
    GossipMessage unsigned = GossipMessage.unsigned(TOPIC, DATA);
    assertThat(theirs.refusal(unsigned)).isEqualTo(GossipRefusal.MESSAGE_UNSIGNED);
    for (String field : new String[] {"signature", "seqno"}) {
      assertThat(theirs.refusal(with(message, Map.of(field, ByteString.EMPTY))))
          .isEqualTo(GossipRefusal.MESSAGE_UNSIGNED);
    }
    assertThat(theirs.refusal(with(message, Map.of("seqno", ByteString.copyFrom(new byte[9])))))
        .isEqualTo(GossipRefusal.MESSAGE_UNSIGNED);
    assertThat(
            theirs.refusal(
                with(message, Map.of("signature", ByteString.copyFrom(new byte[1_025])))))
        .isEqualTo(GossipRefusal.MESSAGE_UNSIGNED);
    for (ByteString broken : new ByteString[] {ByteString.EMPTY, DATA}) {
      assertThat(theirs.refusal(with(message, Map.of("from", broken))))
          .isEqualTo(GossipRefusal.MESSAGE_KEY);
      assertThat(theirs.refusal(with(message, Map.of("key", broken))))
          .isEqualTo(GossipRefusal.MESSAGE_KEY);
    }
  }

  @Test
  void aHashedIdNeedsItsKeyAndAnRsaKeyIsNotJudged() {
    PublicKey rsa = PublicKey.of(KeyType.RSA, new byte[300]);
    ByteString from = ByteString.copyFrom(PeerId.of(rsa.encode()).toBytes());
    ByteString key = ByteString.copyFrom(rsa.encode());
    assertThat(theirs.refusal(with(message, Map.of("from", from, "key", key))))
        .isEqualTo(GossipRefusal.MESSAGE_KEY_KIND);
    assertThat(theirs.refusal(withoutKey(with(message, Map.of("from", from)))))
        .isEqualTo(GossipRefusal.MESSAGE_KEY);
  }

  @Test
  void anOwnMessageThatComesBackIsNobodysFault() {
    assertThat(ours.refusal(message)).isEqualTo(GossipRefusal.MESSAGE_OWN);
    assertThat(GossipRefusal.MESSAGE_OWN.blame()).isEqualTo(GossipRefusal.Blame.NONE);
  }

  @Test
  void emptyDataIsBelievedWhetherItsFieldWasSignedOrAbsent() {
    GossipMessage empty = ours.create(TOPIC, ByteString.EMPTY);
    assertThat(theirs.verify(empty)).isTrue();
    byte[] withoutData =
        new ProtoWriter(64)
            .raw("libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII))
            .bytes(1, author.peerId().toBytes())
            .bytes(3, HexFormat.of().parseHex("00000000000003e9"))
            .text(4, TOPIC)
            .toByteArray();
    ByteString signature = ByteString.copyFrom(author.sign(withoutData));
    assertThat(theirs.verify(with(empty, Map.of("signature", signature)))).isTrue();
  }

  @Test
  void theDefaultIdIsAuthorThenSequenceNumber() {
    byte[] id = new AuthorMessageId().of(message).bytes().toByteArray();
    assertThat(HexFormat.of().formatHex(id))
        .isEqualTo(HexFormat.of().formatHex(author.peerId().toBytes()) + "00000000000003e8");
    assertThatThrownBy(() -> new AuthorMessageId().of(GossipMessage.unsigned(TOPIC, DATA)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theContentIdIsTheStartOfTheHash() {
    byte[] id =
        new ContentMessageId().of(GossipMessage.unsigned(TOPIC, DATA)).bytes().toByteArray();
    assertThat(HexFormat.of().formatHex(id)).isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c");
  }
}
