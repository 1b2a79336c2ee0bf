package network.baton.libp2p.host;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import network.baton.libp2p.Counters;

/** Counts the bytes of all sockets, encryption and framing included. */
@Sharable
final class Traffic extends ChannelDuplexHandler {
  private final Counters counters;

  Traffic(Counters counters) {
    this.counters = counters;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf bytes) {
      counters.add("bytes.in", bytes.readableBytes());
    }
    ctx.fireChannelRead(msg);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (msg instanceof ByteBuf bytes) {
      counters.add("bytes.out", bytes.readableBytes());
    }
    var _ = ctx.write(msg, promise);
  }
}
