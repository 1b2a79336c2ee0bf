package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;

/** Name of a message: opaque bytes, not empty, at most {@link #BYTES_MAX}. */
public final class MessageId implements Comparable<MessageId> {
  /**
   * Longest id that is read from the wire; the classic author-and-sequence id has 46 to 50 bytes.
   */
  public static final int BYTES_MAX = 64;

  /** Of this process, so that nobody can choose ids that fall together. */
  private static final long SEED = new SecureRandom().nextLong();

  /** 2^64 divided by the golden ratio, odd. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final ByteString bytes;
  private final int hash;

  public MessageId(ByteString bytes) {
    if (bytes.isEmpty() || bytes.size() > BYTES_MAX) {
      throw new IllegalArgumentException("message id of " + bytes.size() + " bytes");
    }
    this.bytes = bytes;
    this.hash = hash(bytes);
  }

  public static MessageId of(byte[] bytes) {
    return new MessageId(ByteString.copyFrom(bytes));
  }

  public ByteString bytes() {
    return bytes;
  }

  /**
   * Ids that end in consecutive numbers must not fall together, as they do by the hash of a byte
   * string: of each 16 million, only a quarter of a million differ.
   */
  private static int hash(ByteString bytes) {
    long hash = SEED;
    long chunk = 0;
    for (int i = 0; i < bytes.size(); i++) {
      chunk = chunk << 8 | (bytes.byteAt(i) & 0xff);
      if (i % Long.BYTES == Long.BYTES - 1) {
        hash = mixed(hash, chunk);
        chunk = 0;
      }
    }
    return (int) (mixed(hash, chunk) >>> 32);
  }

  private static long mixed(long hash, long chunk) {
    long product = (hash ^ chunk) * SPREAD;
    return product ^ (product >>> 29);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageId that && hash == that.hash && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Lets hash maps stay fast even when ids collide. */
  @Override
  public int compareTo(MessageId other) {
    return ByteString.unsignedLexicographicalComparator().compare(bytes, other.bytes);
  }

  @Override
  public String toString() {
    return "MessageId[" + bytes + "]";
  }
}
