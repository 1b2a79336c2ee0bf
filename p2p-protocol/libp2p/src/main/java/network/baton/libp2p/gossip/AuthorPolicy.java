package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import network.baton.libp2p.crypto.NodeKey;
import org.jspecify.annotations.Nullable;

/**
 * What messages must say about their author (libp2p/specs pubsub/README.md): {@link
 * #STRICT_NO_SIGN} or {@link #strictSign}. One for a router: all peers of a network must agree.
 */
public interface AuthorPolicy {
  /** Nobody is named: all four author's fields absent (not merely empty). */
  AuthorPolicy STRICT_NO_SIGN =
      new AuthorPolicy() {
        @Override
        public GossipMessage create(String topic, ByteString data) {
          return GossipMessage.unsigned(topic, data);
        }

        @Override
        public @Nullable GossipRefusal refusal(GossipMessage message) {
          boolean anonymous =
              message.from() == null
                  && message.seqno() == null
                  && message.signature() == null
                  && message.key() == null;
          return anonymous ? null : GossipRefusal.MESSAGE_SIGNED;
        }
      };

  /** Every message carries author, sequence number, signature and key of its author. */
  static AuthorPolicy strictSign(NodeKey key) {
    return new StrictSign(key, StrictSign.firstSeqno());
  }

  /** A message of this node. Any thread; sequence numbers are in the order of the calls. */
  GossipMessage create(String topic, ByteString data);

  /** Why a received message breaks the policy, or null when it does not. Must be cheap. */
  @Nullable GossipRefusal refusal(GossipMessage message);

  /**
   * Whether messages that have no {@link #refusal} are believed only after {@link #verify}.
   * Constant.
   */
  default boolean signed() {
    return false;
  }

  /** Whether the signature is the author's. Expensive; any thread, never the router's. */
  default boolean verify(GossipMessage message) {
    return true;
  }
}
