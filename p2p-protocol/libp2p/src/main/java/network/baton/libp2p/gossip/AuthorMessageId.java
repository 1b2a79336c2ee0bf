package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;

/** The default id of libp2p (libp2p/specs pubsub/README.md): author, then sequence number. */
public record AuthorMessageId() implements MessageIdFunction {
  /**
   * @throws IllegalArgumentException if the message names no author: for StrictSign only
   */
  @Override
  public MessageId of(GossipMessage message) {
    ByteString from = message.from();
    ByteString seqno = message.seqno();
    if (from == null || seqno == null) {
      throw new IllegalArgumentException("a message without author or sequence number");
    }
    return new MessageId(from.concat(seqno));
  }
}
