package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What messages must say about their author. The seam at which StrictSign fits: a policy makes the
 * messages published here and checks the shape of those received (signatures belong to the
 * validation executor, not here).
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

  GossipMessage create(String topic, ByteString data);

  /** Why a received message breaks the policy, or null when it does not. Must be cheap. */
  @Nullable GossipRefusal refusal(GossipMessage message);
}
