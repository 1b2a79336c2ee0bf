package network.baton.libp2p.noise;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Encrypts and decrypts after the handshake. What is written between two flushes goes into as few
 * Noise messages as possible.
 */
final class NoiseTransport extends ByteToMessageDecoder implements ChannelOutboundHandler {
  /** Longest Noise message, by its two-byte length. */
  static final int MESSAGE_BYTES_MAX = 65_535;

  static final int PLAIN_BYTES_MAX = MESSAGE_BYTES_MAX - CipherState.TAG_BYTES;

  private static final int LENGTH_BYTES = 2;
  private static final byte[] NO_AD = {};

  /** Where one message at a time is put together, per event loop. */
  private static final FastThreadLocal<byte[]> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[MESSAGE_BYTES_MAX];
        }
      };

  private record Write(ByteBuf data, ChannelPromise promise) {}

  private final CipherState sending;
  private final CipherState receiving;
  private final ArrayDeque<Write> writes = new ArrayDeque<>();

  NoiseTransport(CipherState sending, CipherState receiving) {
    this.sending = sending;
    this.receiving = receiving;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < LENGTH_BYTES) {
      return;
    }
    int length = in.getUnsignedShort(in.readerIndex());
    if (in.readableBytes() < LENGTH_BYTES + length) {
      return;
    }
    byte[] sealed = SCRATCH.get();
    in.skipBytes(LENGTH_BYTES).readBytes(sealed, 0, length);
    // A heap buffer, so that the cipher can write into its array.
    ByteBuf plain = ctx.alloc().heapBuffer(Math.max(length, CipherState.TAG_BYTES));
    try {
      int plainBytes =
          receiving.decrypt(NO_AD, sealed, 0, length, plain.array(), plain.arrayOffset());
      if (plainBytes > 0) {
        out.add(plain.writerIndex(plainBytes).retain());
      }
    } finally {
      plain.release();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    writes.add(new Write((ByteBuf) msg, promise));
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    byte[] scratch = SCRATCH.get();
    while (!writes.isEmpty()) {
      List<ChannelPromise> done = new ArrayList<>();
      int plainBytes = gather(scratch, done);
      ByteBuf frame = ctx.alloc().heapBuffer(LENGTH_BYTES + plainBytes + CipherState.TAG_BYTES);
      frame.writeShort(plainBytes + CipherState.TAG_BYTES);
      int at = frame.arrayOffset() + frame.writerIndex();
      int sealedBytes = sending.encrypt(NO_AD, scratch, 0, plainBytes, frame.array(), at);
      frame.writerIndex(frame.writerIndex() + sealedBytes);
      ctx.write(frame)
          .addListener(
              written -> {
                for (ChannelPromise promise : done) {
                  if (written.isSuccess()) {
                    promise.trySuccess();
                  } else {
                    promise.tryFailure(written.cause());
                  }
                }
              });
    }
    ctx.flush();
  }

  /** Moves as much as one message holds into {@code scratch}; returns how much. */
  private int gather(byte[] scratch, List<ChannelPromise> done) {
    int length = 0;
    while (!writes.isEmpty() && length < PLAIN_BYTES_MAX) {
      Write write = writes.peek();
      int part = Math.min(write.data.readableBytes(), PLAIN_BYTES_MAX - length);
      write.data.readBytes(scratch, length, part);
      length += part;
      if (!write.data.isReadable()) {
        write.data.release();
        done.add(write.promise);
        writes.remove();
      }
    }
    return length;
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    ClosedChannelException closed = new ClosedChannelException();
    for (Write write = writes.poll(); write != null; write = writes.poll()) {
      write.data.release();
      write.promise.tryFailure(closed);
    }
  }

  @Override
  public void bind(ChannelHandlerContext ctx, SocketAddress local, ChannelPromise promise) {
    var _ = ctx.bind(local, promise);
  }

  @Override
  public void connect(
      ChannelHandlerContext ctx,
      SocketAddress remote,
      SocketAddress local,
      ChannelPromise promise) {
    var _ = ctx.connect(remote, local, promise);
  }

  @Override
  public void disconnect(ChannelHandlerContext ctx, ChannelPromise promise) {
    var _ = ctx.disconnect(promise);
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    var _ = ctx.close(promise);
  }

  @Override
  public void deregister(ChannelHandlerContext ctx, ChannelPromise promise) {
    var _ = ctx.deregister(promise);
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    ctx.read();
  }
}
