package network.baton.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;

/**
 * What a session writes: control frames at once, data in turns, a frame a stream, for as long as
 * the socket takes bytes. One flush for all that is written in one turn of the event loop, to which
 * all of this belongs.
 */
final class Sending {
  /** Small enough that many streams take turns, large enough that headers do not count. */
  private static final int DATA_BYTES_MAX = 32 << 10;

  /** How much is handed to the socket between two looks at whether it takes more. */
  private static final int BURST_BYTES = 128 << 10;

  private final ChannelHandlerContext context;
  private final ArrayDeque<YamuxStream> ready = new ArrayDeque<>();
  private boolean holding;
  private boolean flushScheduled;
  private boolean ended;

  Sending(ChannelHandlerContext context) {
    this.context = context;
  }

  ChannelFuture header(int type, int flags, int streamId, long length) {
    ChannelFuture left =
        context.write(YamuxFrame.header(context.alloc(), type, flags, streamId, length));
    scheduleFlush();
    return left;
  }

  ChannelFuture body(ByteBuf body) {
    return context.write(body);
  }

  /** A stream has something to send. */
  void ready(YamuxStream stream) {
    queue(stream);
    scheduleFlush();
  }

  /** The caller will flush: until then nobody else does. */
  void hold() {
    holding = true;
  }

  void flush() {
    if (ended) {
      return;
    }
    holding = true;
    do {
      int burst = 0;
      while (!ready.isEmpty() && burst < BURST_BYTES && context.channel().isWritable()) {
        YamuxStream stream = ready.remove();
        stream.queued = false;
        burst += Math.max(0, stream.sendFrame(DATA_BYTES_MAX));
        if (stream.wantsToSend()) {
          queue(stream);
        }
      }
      context.flush();
    } while (!ready.isEmpty() && context.channel().isWritable() && !ended);
    holding = false;
  }

  /** Sends nothing more. */
  void end() {
    ended = true;
    ready.clear();
  }

  private void queue(YamuxStream stream) {
    if (!stream.queued) {
      stream.queued = true;
      ready.add(stream);
    }
  }

  private void scheduleFlush() {
    if (!holding && !flushScheduled && !ended) {
      flushScheduled = true;
      context
          .executor()
          .execute(
              () -> {
                flushScheduled = false;
                flush();
              });
    }
  }
}
