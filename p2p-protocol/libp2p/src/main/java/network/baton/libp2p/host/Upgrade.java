package network.baton.libp2p.host;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import network.baton.libp2p.Counters;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.libp2p.multistream.Multistream;
import network.baton.libp2p.multistream.SelectionHandler;
import network.baton.libp2p.noise.NoiseHandler;
import network.baton.libp2p.noise.Secured;
import network.baton.libp2p.yamux.YamuxSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a new channel to the point where it is encrypted and both sides agree on the muxer:
 * multistream-select, Noise, and multistream-select again if the muxer was not agreed inside Noise.
 * The last handler of every pipeline is here, and with it the one place where errors end.
 */
final class Upgrade extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Upgrade.class);
  private static final String EDGE = "edge";
  private static final List<String> SECURITY = List.of(NoiseHandler.PROTOCOL);
  private static final List<String> MUXERS = List.of(YamuxSession.PROTOCOL);

  private final NodeKey key;
  private final boolean dialer;
  private final @Nullable PeerId expected;
  private final Counters counters;
  private final BiConsumer<Upgrade, PublicKey> onReady;
  private boolean ready;
  private @Nullable Runnable inactiveTask;
  private @Nullable Throwable failure;

  /**
   * {@code expected} is the peer that was dialled, null on the accepting side. {@code onReady} gets
   * the identity that the remote has proved; it must add the muxer before it returns, by {@link
   * #addMuxer}.
   */
  Upgrade(
      NodeKey key,
      @Nullable PeerId expected,
      Counters counters,
      BiConsumer<Upgrade, PublicKey> onReady) {
    this.key = key;
    this.dialer = expected != null;
    this.expected = expected;
    this.counters = counters;
    this.onReady = onReady;
  }

  void start(Channel channel, long handshakeMs) {
    var _ =
        channel.eventLoop().schedule(() -> onDeadline(channel), handshakeMs, TimeUnit.MILLISECONDS);
    channel.pipeline().addLast(EDGE, this);
    Multistream security =
        dialer ? Multistream.initiator(SECURITY) : Multistream.responder(SECURITY::contains);
    channel
        .pipeline()
        .addBefore(EDGE, "security", new SelectionHandler(security, (ctx, chosen) -> secure(ctx)));
  }

  /** Calls {@code task} when the channel is closed and its streams are dead. */
  void onInactive(Runnable task) {
    inactiveTask = task;
  }

  /** Why the channel was closed, if this side did it. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Puts {@code session} behind the encryption; what has come already waits in {@link Held}. */
  static Held addMuxer(Channel channel, YamuxSession session) {
    Held held = new Held();
    channel.pipeline().addBefore(EDGE, "held", held);
    channel.pipeline().addBefore(EDGE, "yamux", session);
    return held;
  }

  private void secure(ChannelHandlerContext ctx) {
    NoiseHandler noise = new NoiseHandler(dialer, key, MUXERS, this::onSecured);
    ctx.pipeline().addBefore(EDGE, "handshake", noise);
  }

  private void onSecured(ChannelHandlerContext ctx, Secured secured) {
    PeerId remote = secured.remote().peerId();
    if (expected != null && !expected.equals(remote)) {
      throw new ProtocolViolation(Refusal.PEER_MISMATCH, "it is " + remote + ", not " + expected);
    }
    if (remote.equals(key.peerId())) {
      throw new ProtocolViolation(Refusal.CONNECTION_TO_SELF, "remote has the key of this node");
    }
    if (secured.muxer().isPresent()) {
      finish(secured.remote());
      return;
    }
    Multistream muxer =
        dialer ? Multistream.initiator(MUXERS) : Multistream.responder(MUXERS::contains);
    ctx.pipeline()
        .addBefore(
            EDGE,
            "muxer",
            new SelectionHandler(muxer, (selected, chosen) -> finish(secured.remote())));
  }

  private void finish(PublicKey remote) {
    ready = true;
    onReady.accept(this, remote);
  }

  private void onDeadline(Channel channel) {
    if (!ready && channel.isOpen()) {
      fail(channel, new ProtocolViolation(Refusal.HANDSHAKE_TIMEOUT, "not ready in time"));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (inactiveTask != null) {
      inactiveTask.run();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable inner = cause instanceof DecoderException ? cause.getCause() : null;
    fail(ctx.channel(), inner != null ? inner : cause);
  }

  private void fail(Channel channel, Throwable cause) {
    if (failure != null) {
      return; // what was left of its bytes is wrong as well
    }
    failure = cause;
    switch (cause) {
      case ProtocolViolation violation -> {
        counters.count(violation.refusal());
        LOG.debug("closing {}: {}", channel, violation.getMessage());
      }
      case IOException e -> LOG.debug("closing {}: {}", channel, e.getMessage());
      default -> {
        counters.count(Refusal.INTERNAL);
        LOG.warn("closing {}", channel, cause);
      }
    }
    // Whatever it was, out of memory included: nothing of the connection may stay.
    var _ = channel.close();
  }
}
