package network.baton.libp2p.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.crypto.KeyType;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.libp2p.pb.NoiseExtensions;
import network.baton.libp2p.pb.NoiseHandshakePayload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NoiseHandlerTest {
  private static final List<String> YAMUX = List.of("/yamux/1.0.0");

  private final NodeKey dialerKey = NodeKey.generate();
  private final NodeKey listenerKey = NodeKey.generate();
  private final List<Secured> atDialer = new ArrayList<>();
  private final List<Secured> atListener = new ArrayList<>();
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  @AfterEach
  void release() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @Test
  void bothSidesLearnTheProvedIdentityAndTheMuxer() {
    EmbeddedChannel dialer = side(true, YAMUX);
    EmbeddedChannel listener = side(false, YAMUX);
    shake(dialer, listener);
    assertThat(atDialer)
        .containsExactly(new Secured(listenerKey.publicKey(), Optional.of(YAMUX.getFirst())));
    assertThat(atListener)
        .containsExactly(new Secured(dialerKey.publicKey(), Optional.of(YAMUX.getFirst())));
  }

  @Test
  void sideThatAnnouncesNoMuxersNegotiatesLater() {
    EmbeddedChannel dialer = side(true, List.of());
    EmbeddedChannel listener = side(false, YAMUX);
    shake(dialer, listener);
    assertThat(atDialer).hasSize(1).allMatch(secured -> secured.muxer().isEmpty());
    assertThat(atListener).hasSize(1).allMatch(secured -> secured.muxer().isEmpty());
  }

  @Test
  void firstOfTheInitiatorsMuxersThatBothKnowIsTaken() {
    EmbeddedChannel dialer = side(true, List.of("/x", "/b", "/a"));
    EmbeddedChannel listener = side(false, List.of("/a", "/b"));
    shake(dialer, listener);
    assertThat(atDialer.getFirst().muxer()).contains("/b");
    assertThat(atListener.getFirst().muxer()).contains("/b");
  }

  @Test
  void noMuxerInCommonFailsTheHandshake() {
    EmbeddedChannel dialer = side(true, List.of("/mplex/6.7.0"));
    EmbeddedChannel listener = side(false, YAMUX);
    assertRefused(Refusal.NOISE_MUXERS, () -> shake(dialer, listener));
  }

  @Test
  void transportCarriesAnySizeBothWaysInFewMessages() {
    EmbeddedChannel dialer = side(true, YAMUX);
    EmbeddedChannel listener = side(false, YAMUX);
    shake(dialer, listener);
    Random random = new Random(1);
    for (int size : new int[] {1, 100, 65_519, 65_520, 300_000}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      ChannelPromise left = dialer.newPromise();
      var _ = dialer.write(Unpooled.wrappedBuffer(bytes, 0, size / 2));
      var _ = dialer.write(Unpooled.wrappedBuffer(bytes, size / 2, size - size / 2), left);
      assertThat(dialer.<ByteBuf>readOutbound()).isNull();
      dialer.flush();
      assertThat(left.isSuccess()).isTrue();
      int messages = move(dialer, listener);
      assertThat(messages).isEqualTo((size + 65_518) / 65_519);
      assertThat(received(listener)).isEqualTo(bytes);
      listener.writeOutbound(Unpooled.wrappedBuffer(bytes));
      move(listener, dialer);
      assertThat(received(dialer)).isEqualTo(bytes);
    }
  }

  @Test
  void changedTransportMessageIsRefused() {
    EmbeddedChannel dialer = side(true, YAMUX);
    EmbeddedChannel listener = side(false, YAMUX);
    shake(dialer, listener);
    dialer.writeOutbound(Unpooled.wrappedBuffer(new byte[50]));
    ByteBuf message = dialer.readOutbound();
    message.setByte(10, message.getByte(10) ^ 1);
    assertRefused(Refusal.NOISE_MESSAGE, () -> listener.writeInbound(message));
  }

  @Test
  void messageShorterThanItsTagIsRefused() {
    EmbeddedChannel dialer = side(true, YAMUX);
    EmbeddedChannel listener = side(false, YAMUX);
    shake(dialer, listener);
    assertRefused(
        Refusal.NOISE_MESSAGE,
        () -> listener.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 3, 1, 2, 3})));
  }

  @Test
  void writesOnClosedChannelAreReleasedAndFail() {
    EmbeddedChannel dialer = side(true, YAMUX);
    shake(dialer, side(false, YAMUX));
    ByteBuf bytes = Unpooled.buffer().writeByte(1);
    ChannelPromise left = dialer.newPromise();
    var _ = dialer.write(bytes, left);
    var _ = dialer.close();
    dialer.runPendingTasks();
    assertThat(left.isDone()).isTrue();
    assertThat(left.isSuccess()).isFalse();
    assertThat(bytes.refCnt()).isZero();
  }

  @Test
  void payloadMustProveItsKey() {
    byte[] noiseStatic = new byte[32];
    byte[] good = HandshakePayload.own(dialerKey, noiseStatic, YAMUX);
    assertThat(HandshakePayload.verified(good, noiseStatic))
        .isEqualTo(new HandshakePayload(dialerKey.publicKey(), YAMUX));

    byte[] otherStatic = new byte[32];
    otherStatic[0] = 1;
    assertRefused(Refusal.NOISE_SIGNATURE, () -> HandshakePayload.verified(good, otherStatic));
    byte[] rsa =
        NoiseHandshakePayload.newBuilder()
            .setIdentityKey(ByteString.copyFrom(PublicKey.of(KeyType.RSA, new byte[270]).encode()))
            .build()
            .toByteArray();
    assertRefused(Refusal.NOISE_KEY, () -> HandshakePayload.verified(rsa, noiseStatic));
    assertRefused(Refusal.NOISE_KEY, () -> HandshakePayload.verified(new byte[0], noiseStatic));
    assertRefused(
        Refusal.NOISE_KEY, () -> HandshakePayload.verified(new byte[] {7, 7}, noiseStatic));
  }

  @Test
  void emptyOldFieldsMeanNoMuxers() {
    byte[] noiseStatic = new byte[32];
    byte[] signature = dialerKey.sign(signed(noiseStatic));
    // jvm-libp2p writes fields 3 and 4 of an older version, empty.
    byte[] payload =
        NoiseHandshakePayload.newBuilder()
            .setIdentityKey(ByteString.copyFrom(dialerKey.publicKey().encode()))
            .setIdentitySig(ByteString.copyFrom(signature))
            .setExtensions(NoiseExtensions.getDefaultInstance())
            .build()
            .toByteArray();
    assertThat(HandshakePayload.verified(payload, noiseStatic).muxers()).isEmpty();
  }

  private static byte[] signed(byte[] noiseStatic) {
    byte[] prefix = "noise-libp2p-static-key:".getBytes(US_ASCII);
    byte[] signed = Arrays.copyOf(prefix, prefix.length + noiseStatic.length);
    System.arraycopy(noiseStatic, 0, signed, prefix.length, noiseStatic.length);
    return signed;
  }

  private static void assertRefused(Refusal refusal, Runnable call) {
    assertThatThrownBy(call::run)
        .satisfies(
            thrown -> {
              Throwable cause = thrown instanceof DecoderException ? thrown.getCause() : thrown;
              assertThat(cause)
                  .isInstanceOfSatisfying(
                      ProtocolViolation.class, e -> assertThat(e.refusal()).isEqualTo(refusal));
            });
  }

  private EmbeddedChannel side(boolean dialer, List<String> muxers) {
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new NoiseHandler(
                dialer,
                dialer ? dialerKey : listenerKey,
                muxers,
                (ctx, secured) -> (dialer ? atDialer : atListener).add(secured)));
    channels.add(channel);
    return channel;
  }

  private static void shake(EmbeddedChannel dialer, EmbeddedChannel listener) {
    for (int i = 0; i < 3; i++) {
      move(dialer, listener);
      move(listener, dialer);
    }
  }

  private static int move(EmbeddedChannel from, EmbeddedChannel to) {
    int messages = 0;
    for (ByteBuf part = from.readOutbound(); part != null; part = from.readOutbound()) {
      messages++;
      to.writeInbound(part);
    }
    return messages;
  }

  private static byte[] received(EmbeddedChannel channel) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
      all.writeBytes(part);
      part.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    return bytes;
  }
}
