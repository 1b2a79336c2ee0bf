package network.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import network.baton.lease.Hash32;
import network.baton.lease.Message;
import network.baton.lease.Message.VerifiedBeat;
import network.baton.lease.Message.VerifiedCompletion;
import network.baton.lease.Message.VerifiedLease;
import network.baton.lease.Message.VerifiedPass;
import network.baton.lease.Message.VerifiedReady;
import network.baton.lease.Message.VerifiedRelease;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bytes that no honest node sends: whatever they are, a decoder answers and never throws. */
class HostileBytesTest {
  private static final int RANDOM_ROUNDS = 4_000;
  private static final int DAMAGE_ROUNDS = 1_500;

  private final Wire wire = new Wire(Messages.DOMAIN);
  private final ExchangeCodec exchanges = new ExchangeCodec(wire);
  private final Messages messages = new Messages(7);
  private final LeaseKey key = messages.leaseKey();

  /** Each decoder with the encoding of what it decodes. */
  private final Map<Function<byte[], Decoded<?>>, Function<Object, byte[]>> decoders =
      Map.of(
          wire::lease, value -> wire.encode((Message) value),
          wire::beat, value -> wire.encode((Message) value),
          wire::result, value -> wire.encode((Message) value),
          wire::beacon, value -> wire.encode((Message) value),
          wire::task, value -> encode((TaskAnnouncement) value),
          HeaderRlp::decode, value -> ((BlockHeader) value).rlp(),
          exchanges::proofRequest, value -> exchanges.encode((Exchange) value),
          exchanges::proofResponse, value -> exchanges.encode((Exchange) value),
          exchanges::statusRequest, value -> exchanges.encode((Exchange) value),
          exchanges::statusResponse, value -> exchanges.encode((Exchange) value));

  @Test
  void oneBitMakesAnotherMessageOrNone() {
    for (Message message : samples()) {
      byte[] bytes = wire.encode(message);
      for (int bit = 0; bit < bytes.length * 8; bit++) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << (bit % 8));
        if (decode(message, flipped) instanceof Decoded.Ok<?>(Message other)) {
          // A changed signature may recover to a stranger's key, never to the signer's own. The
          // signature of a lease's evidence is not covered by the lease's.
          assertThat(identity(other))
              .as("bit %d of %s", bit, message)
              .isNotEqualTo(identity(message));
        }
      }
    }
  }

  @Test
  void everyPrefixAndEveryExtensionIsRefused() {
    for (Message message : samples()) {
      byte[] bytes = wire.encode(message);
      for (int length = 0; length < bytes.length; length++) {
        assertThat(decode(message, Arrays.copyOf(bytes, length)))
            .isInstanceOf(Decoded.Refused.class);
      }
      for (int value = 0; value < 256; value++) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) value;
        assertThat(decode(message, longer)).isInstanceOf(Decoded.Refused.class);
      }
    }
  }

  @Test
  void sizeIsCheckedBeforeAnythingElse() {
    byte[] tooLarge = new byte[WireLimits.MESSAGE_BYTES_MAX + 1];
    assertThat(WireVectorsTest.verdict(wire.lease(tooLarge))).isEqualTo("TOO_LARGE");
    assertThat(WireVectorsTest.verdict(wire.beat(tooLarge))).isEqualTo("TOO_LARGE");
    assertThat(WireVectorsTest.verdict(wire.result(tooLarge))).isEqualTo("TOO_LARGE");
    assertThat(WireVectorsTest.verdict(wire.beacon(tooLarge))).isEqualTo("TOO_LARGE");
    assertThat(WireVectorsTest.verdict(wire.task(new byte[WireLimits.TASK_BYTES_MAX + 1])))
        .isEqualTo("TOO_LARGE");
    assertThat(WireVectorsTest.verdict(HeaderRlp.decode(new byte[WireLimits.HEADER_BYTES_MAX + 1])))
        .isEqualTo("TOO_LARGE");
  }

  @Test
  void randomBytesNeverThrow() {
    decodeRandomBytes(RANDOM_ROUNDS);
  }

  @Test
  @Tag("long")
  void manyRandomBytesAndDamagedMessagesNeverThrow() {
    decodeRandomBytes(500 * RANDOM_ROUNDS);
    decodeDamagedMessages(200 * DAMAGE_ROUNDS);
  }

  private void decodeRandomBytes(int rounds) {
    for (int round = 0; round < rounds; round++) {
      byte[] bytes = new byte[messages.integer(512)];
      messages.random().nextBytes(bytes);
      decoders.forEach((decoder, encoder) -> assertOneEncoding(decoder, encoder, bytes));
      SnappyBlock.decompress(bytes, WireLimits.MESSAGE_BYTES_MAX);
    }
  }

  @Test
  void damagedMessagesNeverThrowAndNeverHaveTwoEncodings() {
    decodeDamagedMessages(DAMAGE_ROUNDS);
  }

  private void decodeDamagedMessages(int rounds) {
    var good = new ArrayList<byte[]>();
    samples().forEach(message -> good.add(wire.encode(message)));
    TaskAnnouncement task = new TaskAnnouncement(Headers.prague(21), messages.hash());
    good.add(encode(task));
    good.add(task.header().rlp());
    good.add(
        exchanges.encode(
            new Exchange.StatusResponse(
                messages.hash(), 1, 2, List.of(task), List.of(bareLease()), List.of())));
    for (int round = 0; round < rounds; round++) {
      byte[] bytes = damaged(messages.oneOf(good), messages.oneOf(good));
      decoders.forEach((decoder, encoder) -> assertOneEncoding(decoder, encoder, bytes));
    }
  }

  private static void assertOneEncoding(
      Function<byte[], Decoded<?>> decoder, Function<Object, byte[]> encoder, byte[] bytes) {
    if (decoder.apply(bytes) instanceof Decoded.Ok<?>(Object value)) {
      assertThat(encoder.apply(value)).isEqualTo(bytes);
    }
  }

  /** Cuts a piece out, puts a piece of the other in, or changes single bytes. */
  private byte[] damaged(byte[] one, byte[] other) {
    var random = messages.random();
    byte[] bytes = one.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    int from = random.nextInt(bytes.length);
    int cut = random.nextInt(3) == 0 ? random.nextInt(bytes.length - from) : 0;
    int start = random.nextInt(other.length);
    int piece = random.nextInt(3) == 0 ? random.nextInt(other.length - start) : 0;
    byte[] result = Arrays.copyOf(bytes, bytes.length - cut + piece);
    System.arraycopy(other, start, result, from, piece);
    System.arraycopy(bytes, from + cut, result, from + piece, bytes.length - from - cut);
    return result;
  }

  private List<Message> samples() {
    VerifiedBeat beat = wire.sign(messages.beat(), messages.beatKey());
    VerifiedRelease release = wire.sign(messages.release(), key);
    VerifiedCompletion completion = wire.sign(messages.completion(), key);
    VerifiedLease later = bareLease();
    return List.of(
        beat,
        release,
        completion,
        bareLease(),
        wire.sign(messages.ready(), key),
        wire.sign(messages.pass(), key),
        wire.sign(messages.lease(beat.digest()), key, beat),
        wire.sign(messages.lease(release.digest()), key, release),
        wire.sign(messages.lease(later.digest()), key, later));
  }

  private VerifiedLease bareLease() {
    return wire.sign(messages.lease(Hash32.ZERO), key, null);
  }

  private Decoded<? extends Message> decode(Message like, byte[] bytes) {
    return switch (like) {
      case VerifiedLease _ -> wire.lease(bytes);
      case VerifiedBeat _ -> wire.beat(bytes);
      case VerifiedRelease _, VerifiedCompletion _ -> wire.result(bytes);
      case VerifiedReady _, VerifiedPass _ -> wire.beacon(bytes);
    };
  }

  /** What was said and by whom, with the same of the evidence. */
  private static List<Object> identity(Message message) {
    return switch (message) {
      case VerifiedLease lease -> {
        Message evidence = lease.evidence();
        List<Object> cited = evidence == null ? List.of() : identity(evidence);
        yield List.of(lease.digest(), lease.signer(), cited);
      }
      case VerifiedBeat beat -> List.of(beat.digest(), beat.signer());
      case VerifiedRelease release -> List.of(release.digest(), release.signer());
      case VerifiedCompletion completion -> List.of(completion.digest(), completion.signer());
      case VerifiedReady ready -> List.of(ready.digest(), ready.signer());
      case VerifiedPass pass -> List.of(pass.digest(), pass.signer());
    };
  }

  private static byte[] encode(TaskAnnouncement task) {
    return TaskAnnouncements.encode(task.header(), task.proofType());
  }
}
