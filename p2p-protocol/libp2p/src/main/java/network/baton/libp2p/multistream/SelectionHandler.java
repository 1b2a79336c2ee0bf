package network.baton.libp2p.multistream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Negotiates on a channel and then takes itself out of the pipeline; bytes that came early go on to
 * the handlers that {@code onSelected} has added behind it.
 */
public final class SelectionHandler extends ByteToMessageDecoder {
  private final Multistream negotiation;
  private final BiConsumer<ChannelHandlerContext, String> onSelected;
  private boolean opened;

  public SelectionHandler(
      Multistream negotiation, BiConsumer<ChannelHandlerContext, String> onSelected) {
    this.negotiation = negotiation;
    this.onSelected = onSelected;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      open(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    open(ctx);
    ctx.fireChannelActive();
  }

  private void open(ChannelHandlerContext ctx) {
    // An accepted channel is active when the handler is added, and tells so again later.
    if (!opened) {
      opened = true;
      var _ = ctx.writeAndFlush(negotiation.opening());
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    ByteBuf answers = ctx.alloc().buffer(64);
    @Nullable String selected;
    try {
      selected = negotiation.advance(in, answers);
      if (answers.isReadable()) {
        var _ = ctx.writeAndFlush(answers.retain());
      }
    } finally {
      answers.release();
    }
    if (selected != null) {
      onSelected.accept(ctx, selected);
      ctx.pipeline().remove(this);
    }
  }
}
