package network.baton.libp2p.noise;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.crypto.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * Runs the Noise handshake of libp2p on a channel ({@code /noise}), then puts the encrypted
 * transport in its own place and calls {@code onSecured}, which adds what comes behind.
 */
public final class NoiseHandler extends ByteToMessageDecoder {
  public static final String PROTOCOL = "/noise";

  private static final byte[] NOTHING = {};
  private static final int LENGTH_BYTES = 2;

  private final boolean initiator;
  private final NodeKey key;
  private final List<String> muxers;
  private final BiConsumer<ChannelHandlerContext, Secured> onSecured;
  private final X25519Key staticKey = X25519Key.generate();
  private final XxHandshake handshake;
  private @Nullable HandshakePayload remote;

  /** {@code muxers} are announced in the handshake; the first that both know is taken. */
  public NoiseHandler(
      boolean initiator,
      NodeKey key,
      List<String> muxers,
      BiConsumer<ChannelHandlerContext, Secured> onSecured) {
    this.initiator = initiator;
    this.key = key;
    this.muxers = List.copyOf(muxers);
    this.onSecured = onSecured;
    this.handshake = new XxHandshake(initiator, NOTHING, staticKey, X25519Key.generate());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (initiator) {
      send(ctx, NOTHING);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < LENGTH_BYTES) {
      return;
    }
    int length = in.getUnsignedShort(in.readerIndex());
    if (length > HandshakePayload.BYTES_MAX) {
      throw new ProtocolViolation(Refusal.NOISE_MESSAGE, "handshake message of " + length);
    }
    if (in.readableBytes() < LENGTH_BYTES + length) {
      return;
    }
    byte[] message = new byte[length];
    in.skipBytes(LENGTH_BYTES).readBytes(message);
    byte[] payload = handshake.read(message);
    if (handshake.remoteStatic().length > 0) {
      remote = HandshakePayload.verified(payload, handshake.remoteStatic());
    }
    if (handshake.writesNext()) {
      send(ctx, HandshakePayload.own(key, staticKey.publicBytes(), muxers));
    }
    if (handshake.complete() && remote != null) {
      finish(ctx, remote);
    }
  }

  private void finish(ChannelHandlerContext ctx, HandshakePayload proved) {
    Optional<String> muxer = commonMuxer(proved.muxers());
    CipherState[] ciphers = handshake.split();
    ctx.pipeline().addAfter(ctx.name(), "noise", new NoiseTransport(ciphers[0], ciphers[1]));
    onSecured.accept(ctx, new Secured(proved.identity(), muxer));
    ctx.pipeline().remove(this);
  }

  /**
   * The first of the initiator's list that both announce. A remote that announces nothing wants to
   * negotiate the muxer afterwards.
   */
  private Optional<String> commonMuxer(List<String> remoteMuxers) {
    if (muxers.isEmpty() || remoteMuxers.isEmpty()) {
      return Optional.empty();
    }
    List<String> first = initiator ? muxers : remoteMuxers;
    List<String> second = initiator ? remoteMuxers : muxers;
    for (String muxer : first) {
      if (second.contains(muxer)) {
        return Optional.of(muxer);
      }
    }
    throw new ProtocolViolation(Refusal.NOISE_MUXERS, "remote announces " + remoteMuxers.size());
  }

  private void send(ChannelHandlerContext ctx, byte[] payload) {
    byte[] message = handshake.write(payload);
    ByteBuf frame = ctx.alloc().buffer(LENGTH_BYTES + message.length);
    frame.writeShort(message.length).writeBytes(message);
    var _ = ctx.writeAndFlush(frame);
  }
}
