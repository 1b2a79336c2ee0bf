package network.baton.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Cuts what the remote sends into frames; bodies are passed on as they come, never collected. */
final class FrameReader {
  /** Hears of the frames. */
  interface Sink {
    /** A header was read; a body follows if it is of data and its length is not zero. */
    void onHeader(YamuxFrame frame);

    /** The next {@code length} bytes of {@code in} belong to the body; must take all of them. */
    void onBody(YamuxFrame frame, ByteBuf in, int length, boolean last);
  }

  private final Sink sink;
  private final ByteBuf header = Unpooled.buffer(YamuxFrame.HEADER_BYTES, YamuxFrame.HEADER_BYTES);
  private YamuxFrame frame = new YamuxFrame(0, 0, 0, 0, 0);
  private long bodyLeft;

  FrameReader(Sink sink) {
    this.sink = sink;
  }

  /** Reads one header or one part of a body. {@code in} must be readable. */
  void read(ByteBuf in) {
    if (bodyLeft > 0) {
      int part = (int) Math.min(bodyLeft, in.readableBytes());
      bodyLeft -= part;
      sink.onBody(frame, in, part, bodyLeft == 0);
      return;
    }
    header.writeBytes(in, Math.min(header.writableBytes(), in.readableBytes()));
    if (!header.isWritable()) {
      frame = YamuxFrame.read(header);
      header.clear();
      sink.onHeader(frame);
      bodyLeft = frame.type() == YamuxFrame.DATA ? frame.length() : 0;
    }
  }
}
