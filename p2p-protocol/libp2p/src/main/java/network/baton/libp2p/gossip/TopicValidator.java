package network.baton.libp2p.gossip;

import java.util.concurrent.CompletionStage;
import network.baton.libp2p.PeerId;

/**
 * Judges a message before it is forwarded. May answer later: the message is then held (bounded in
 * number, bytes and time; what does not fit or takes too long counts as IGNORE). Called off the
 * event loops, on the pubsub validation executor; must not block for long.
 */
@FunctionalInterface
public interface TopicValidator {
  /**
   * @param message with StrictSign its author is proved already
   * @param from who forwarded it first
   */
  CompletionStage<ValidationResult> validate(GossipMessage message, PeerId from);
}
