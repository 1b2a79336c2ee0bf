package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first 20 bytes of SHA-256 of the data: names of messages without authors. */
public record ContentMessageId() implements MessageIdFunction {
  private static final int BYTES = 20;

  @Override
  public MessageId of(GossipMessage message) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      // An array once copied is hashed faster than a buffer without one.
      byte[] digest = sha.digest(message.data().toByteArray());
      return new MessageId(ByteString.copyFrom(digest, 0, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public int bytes() {
    return BYTES;
  }
}
