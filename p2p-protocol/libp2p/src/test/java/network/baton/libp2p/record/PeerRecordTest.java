package network.baton.libp2p.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.crypto.NodeKey;
import org.junit.jupiter.api.Test;

class PeerRecordTest {
  /** A record that go-libp2p made: the data of js-libp2p's test peer-record.spec.ts. */
  private static final byte[] GO_SEED =
      hex("85fbe72b6064289004a531f967898df5319ee02992fdd84021fa5052434bf6ee");

  private static final byte[] GO_ENVELOPE =
      hex(
          "0a240801122011bba3ed1721948cefb4e50b0a0bb5cad8a6b52dc7b1a40f4f6652105c91e2c4"
              + "120203011aaa010a260024080112"
              + "2011bba3ed1721948cefb4e50b0a0bb5cad8a6b52dc7b1a40f4f6652105c91e2c4"
              + "10d8b8e0bf9391b69716"
              + "1a0a0a080401020304060000"
              + "1a0a0a080401020304060001"
              + "1a0a0a080401020304060002"
              + "1a0a0a080401020304060003"
              + "1a0a0a080401020304060004"
              + "1a0a0a080401020304060005"
              + "1a0a0a080401020304060006"
              + "1a0a0a080401020304060007"
              + "1a0a0a080401020304060008"
              + "1a0a0a080401020304060009"
              + "2a40b197f76b9f288af2b467fe666f774476287049b424b73975c8860efb02372d02"
              + "6a799584541ad72f2654346485bca3ece36462b7d1b1391c8d276dc4ab8bca0b");

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private final NodeKey key = NodeKey.ofSeed(new byte[32]);
  private final PeerRecord ours =
      new PeerRecord(
          key.peerId(),
          -1,
          List.of(
              Multiaddr.fromText("/ip4/203.0.113.7/tcp/9000"),
              Multiaddr.fromText("/dns4/prover.example/tcp/1")));

  @Test
  void aRecordOfGoIsReadAndTheSameBytesAreMade() {
    PeerRecord record = PeerRecord.open(GO_ENVELOPE);
    assertThat(record.peer()).isEqualTo(NodeKey.ofSeed(GO_SEED).peerId());
    assertThat(record.addresses())
        .containsExactlyElementsOf(
            IntStream.range(0, 10)
                .mapToObj(port -> Multiaddr.fromText("/ip4/1.2.3.4/tcp/" + port))
                .toList());
    assertThat(record.seal(NodeKey.ofSeed(GO_SEED))).isEqualTo(GO_ENVELOPE);
  }

  @Test
  void aRecordSurvivesTheWay() {
    assertThat(PeerRecord.open(ours.seal(key))).isEqualTo(ours);
  }

  @Test
  void onlyThePeerItselfSigns() {
    assertThatThrownBy(() -> ours.seal(NodeKey.generate()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRecordSignedBySomebodyElseIsRefused() {
    SignedEnvelope honest = SignedEnvelope.open(ours.seal(key), "libp2p-peer-record");
    byte[] stolen =
        SignedEnvelope.seal(
                NodeKey.generate(), "libp2p-peer-record", honest.type(), honest.payload())
            .encode();
    refused(stolen, "somebody else");
  }

  @Test
  void anEnvelopeForAnotherPurposeOrOfAnotherTypeIsRefused() {
    SignedEnvelope honest = SignedEnvelope.open(ours.seal(key), "libp2p-peer-record");
    refused(
        SignedEnvelope.seal(key, "libp2p-routing-state", honest.type(), honest.payload()).encode(),
        "signature");
    refused(
        SignedEnvelope.seal(key, "libp2p-peer-record", new byte[] {3, 2}, honest.payload())
            .encode(),
        "something else");
  }

  @Test
  void lengthsSeparateDomainTypeAndPayload() {
    byte[] shifted =
        SignedEnvelope.seal(
                key, "libp2p-peer-recor", "d".getBytes(StandardCharsets.UTF_8), new byte[1])
            .encode();
    refused(shifted, "signature");
  }

  @Test
  void whatIsTooLongOrCutIsRefused() {
    refused(new byte[SignedEnvelope.BYTES_MAX + 1], "bytes");
    for (int length = 0; length < GO_ENVELOPE.length; length++) {
      byte[] cut = Arrays.copyOf(GO_ENVELOPE, length);
      assertThatThrownBy(() -> PeerRecord.open(cut)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void noChangeOfAnyByteIsBelieved() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 500; i++) {
      byte[] changed = GO_ENVELOPE.clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> PeerRecord.open(changed))
          .as("byte %d", at)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void refused(byte[] envelope, String why) {
    assertThatThrownBy(() -> PeerRecord.open(envelope))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
