package network.baton.wire;

import java.io.IOException;
import network.baton.lease.Refusal;
import org.xerial.snappy.Snappy;

/** The snappy block format (not the framed one), in which gossip payloads travel. */
public final class SnappyBlock {
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
      if (block.length == 0) {
        return Decoded.reject(Refusal.MALFORMED);
      }
      int length = Snappy.uncompressedLength(block);
      if (length < 0 || length > bytesMax) {
        return Decoded.reject(Refusal.TOO_LARGE);
      }
      if (!Snappy.isValidCompressedBuffer(block)) {
        return Decoded.reject(Refusal.MALFORMED);
      }
      byte[] bytes = new byte[length];
      int written = Snappy.uncompress(block, 0, block.length, bytes, 0);
      return written == length ? Decoded.ok(bytes) : Decoded.reject(Refusal.MALFORMED);
    } catch (IOException malformed) {
      return Decoded.reject(Refusal.MALFORMED);
    }
  }
}
