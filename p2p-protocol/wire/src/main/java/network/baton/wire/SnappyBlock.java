package network.baton.wire;

import java.io.IOException;
import network.baton.lease.Refusal;
import org.xerial.snappy.Snappy;

/** The snappy block format (not the framed one), in which gossip payloads travel. */
public final class SnappyBlock {
  private static final int LENGTH_BYTES_MAX = 5;

  private SnappyBlock() {}

  public static byte[] compress(byte[] bytes) {
    try {
      return Snappy.compress(bytes);
    } catch (IOException impossible) {
      throw new IllegalStateException("compression reads and writes memory only", impossible);
    }
  }

  /**
   * Undoes {@link #compress}. The length that the block declares is checked before anything of that
   * size is allocated (W-02): more than {@code bytesMax} is TOO_LARGE, everything else that is not
   * a whole block is MALFORMED.
   */
  public static Decoded<byte[]> decompress(byte[] block, int bytesMax) {
    try {
      if (block.length > Snappy.maxCompressedLength(bytesMax)) {
        return Decoded.reject(Refusal.TOO_LARGE);
      }
      long length = declaredLength(block);
      if (length > bytesMax) {
        return Decoded.reject(Refusal.TOO_LARGE);
      }
      if (length < 0 || !Snappy.isValidCompressedBuffer(block)) {
        return Decoded.reject(Refusal.MALFORMED);
      }
      byte[] bytes = new byte[(int) length];
      int written = Snappy.uncompress(block, 0, block.length, bytes, 0);
      return written == length ? Decoded.ok(bytes) : Decoded.reject(Refusal.MALFORMED);
    } catch (IOException malformed) {
      return Decoded.reject(Refusal.MALFORMED);
    }
  }

  /** The length that the block starts with, a varint of at most 32 bits; -1 when it is none. */
  private static long declaredLength(byte[] block) {
    long length = 0;
    for (int i = 0; i < Math.min(LENGTH_BYTES_MAX, block.length); i++) {
      length |= (block[i] & 0x7fL) << (7 * i);
      if ((block[i] & 0x80) == 0) {
        return length;
      }
    }
    return -1;
  }
}
