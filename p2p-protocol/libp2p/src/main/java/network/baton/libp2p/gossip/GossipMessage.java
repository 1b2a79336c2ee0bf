package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One published message as on the wire. The author's fields tell absent (null) from empty, since
 * StrictNoSign asks for absence.
 *
 * @param topic not empty
 * @param from author's peer id bytes
 * @param seqno eight bytes, big endian, when present
 */
public record GossipMessage(
    String topic,
    ByteString data,
    @Nullable ByteString from,
    @Nullable ByteString seqno,
    @Nullable ByteString signature,
    @Nullable ByteString key) {
  public GossipMessage {
    if (topic.isEmpty()) {
      throw new IllegalArgumentException("message without a topic");
    }
  }

  /** A message without any author's field. */
  public static GossipMessage unsigned(String topic, ByteString data) {
    return new GossipMessage(topic, data, null, null, null, null);
  }
}
