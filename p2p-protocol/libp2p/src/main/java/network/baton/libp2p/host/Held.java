package network.baton.libp2p.host;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * Keeps what a remote sent early until the listeners know of the connection. Reading is stopped
 * meanwhile, so that this is at most what one read of the socket brought.
 */
final class Held extends ChannelInboundHandlerAdapter {
  private final ArrayDeque<Object> messages = new ArrayDeque<>();
  private boolean passing;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(false);
  }

  /** Passes everything on and leaves the pipeline. On the event loop. */
  void release(ChannelHandlerContext ctx) {
    passing = true;
    ctx.pipeline().remove(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    messages.add(msg);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    for (Object message = messages.poll(); message != null; message = messages.poll()) {
      if (passing) {
        ctx.fireChannelRead(message);
      } else {
        ReferenceCountUtil.release(message);
      }
    }
    if (passing) {
      ctx.fireChannelReadComplete();
      ctx.channel().config().setAutoRead(true);
    }
  }
}
