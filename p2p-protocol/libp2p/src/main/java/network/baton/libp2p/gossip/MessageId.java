package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;

/** Name of a message: opaque bytes, not empty, at most {@link #BYTES_MAX}. */
public record MessageId(ByteString bytes) implements Comparable<MessageId> {
  /**
   * Longest id that is read from the wire; the classic author-and-sequence id has 46 to 50 bytes.
   */
  public static final int BYTES_MAX = 64;

  public MessageId {
    if (bytes.isEmpty() || bytes.size() > BYTES_MAX) {
      throw new IllegalArgumentException("message id of " + bytes.size() + " bytes");
    }
  }

  public static MessageId of(byte[] bytes) {
    return new MessageId(ByteString.copyFrom(bytes));
  }

  /** Lets hash maps stay fast when a peer chooses ids that collide. */
  @Override
  public int compareTo(MessageId other) {
    return ByteString.unsignedLexicographicalComparator().compare(bytes, other.bytes);
  }
}
