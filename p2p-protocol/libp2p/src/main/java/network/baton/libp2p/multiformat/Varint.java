package network.baton.libp2p.multiformat;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Unsigned varints: seven bits a byte, least significant group first, always in the shortest form.
 * Values stay below 2^63.
 */
public final class Varint {
  /** A value that {@link #read(ByteBuf, int)} returns when the varint is not complete yet. */
  public static final long INCOMPLETE = -1;

  private static final int BYTES_MAX = 9;

  private Varint() {}

  /** How many bytes {@code value} takes. */
  public static int size(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative varint");
    }
    return Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  /** Appends {@code value} to {@code out}. */
  public static void write(ByteBuf out, long value) {
    long rest = value;
    for (int left = size(value); left > 1; left--) {
      out.writeByte((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  /** Appends {@code value} to {@code out}. */
  public static void write(ByteBuffer out, long value) {
    long rest = value;
    for (int left = size(value); left > 1; left--) {
      out.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /**
   * Reads one varint and moves the reader index behind it; when bytes are missing, returns {@link
   * #INCOMPLETE} and leaves the index.
   *
   * @throws IllegalArgumentException if it is longer than {@code bytesMax} or not in shortest form
   */
  public static long read(ByteBuf in, int bytesMax) {
    long value = 0;
    int start = in.readerIndex();
    int available = in.readableBytes();
    for (int i = 0; i < Math.min(bytesMax, BYTES_MAX); i++) {
      if (i == available) {
        return INCOMPLETE;
      }
      int octet = in.getByte(start + i);
      value |= (long) (octet & 0x7f) << (7 * i);
      if (octet >= 0) {
        requireShortest(octet, i);
        in.readerIndex(start + i + 1);
        return value;
      }
    }
    throw new IllegalArgumentException("varint longer than " + bytesMax + " bytes");
  }

  /**
   * Reads one varint.
   *
   * @throws IllegalArgumentException if it is cut off, too long or not in shortest form
   */
  public static long read(ByteBuffer in) {
    long value = 0;
    for (int i = 0; i < BYTES_MAX; i++) {
      if (!in.hasRemaining()) {
        throw new IllegalArgumentException("varint is cut off");
      }
      int octet = in.get();
      value |= (long) (octet & 0x7f) << (7 * i);
      if (octet >= 0) {
        requireShortest(octet, i);
        return value;
      }
    }
    throw new IllegalArgumentException("varint longer than " + BYTES_MAX + " bytes");
  }

  private static void requireShortest(int lastOctet, int index) {
    if (lastOctet == 0 && index > 0) {
      throw new IllegalArgumentException("varint is not in shortest form");
    }
  }
}
