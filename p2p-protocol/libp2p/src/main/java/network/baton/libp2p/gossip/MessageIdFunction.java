package network.baton.libp2p.gossip;

/**
 * Names a message. Must be a pure function of the message, and with StrictNoSign of its topic and
 * data only, so that nobody can take the id of a message before that message exists.
 */
@FunctionalInterface
public interface MessageIdFunction {
  MessageId of(GossipMessage message);

  /** Size of all ids, so that others are not asked for; 0 when they vary. */
  default int bytes() {
    return 0;
  }
}
