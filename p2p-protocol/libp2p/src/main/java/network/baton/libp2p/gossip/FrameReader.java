package network.baton.libp2p.gossip;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream's bytes into frames (uvarint length, then the frame). Buffers only what the frame's
 * bytes that arrived need: memory follows what was sent, not what was announced. Not thread-safe:
 * one per stream, on its event loop.
 */
final class FrameReader {
  /** Enough for 2^28-1; longer prefixes could only announce too much. */
  private static final int PREFIX_BYTES_MAX = 4;

  private static final int FIRST_BUFFER_BYTES = 4_096;

  private final int frameBytesMax;
  private final Consumer<byte[]> frames;
  private int prefixBytes;
  private int length;
  private boolean inFrame;
  private byte[] buffer = new byte[0];
  private int filled;

  FrameReader(int frameBytesMax, Consumer<byte[]> frames) {
    this.frameBytesMax = frameBytesMax;
    this.frames = frames;
  }

  /** Takes the readable bytes; false when a frame is too long: nothing may be read after that. */
  boolean read(ByteBuf data) {
    while (data.isReadable()) {
      if (!inFrame) {
        if (!prefix(data.readByte())) {
          return false;
        }
      } else {
        content(data);
      }
    }
    return true;
  }

  private boolean prefix(byte b) {
    length |= (b & 0x7f) << (7 * prefixBytes);
    prefixBytes++;
    if (b < 0) {
      return prefixBytes < PREFIX_BYTES_MAX;
    }
    prefixBytes = 0;
    if (length > frameBytesMax) {
      return false;
    }
    // A frame of no bytes says nothing.
    inFrame = length > 0;
    return true;
  }

  private void content(ByteBuf data) {
    int take = Math.min(data.readableBytes(), length - filled);
    if (filled + take > buffer.length) {
      int grown = Math.max(filled + take, Math.max(FIRST_BUFFER_BYTES, 2 * buffer.length));
      buffer = Arrays.copyOf(buffer, Math.min(length, grown));
    }
    data.readBytes(buffer, filled, take);
    filled += take;
    if (filled == length) {
      byte[] frame = buffer.length == length ? buffer : Arrays.copyOf(buffer, length);
      buffer = new byte[0];
      filled = 0;
      length = 0;
      inFrame = false;
      frames.accept(frame);
    }
  }
}
