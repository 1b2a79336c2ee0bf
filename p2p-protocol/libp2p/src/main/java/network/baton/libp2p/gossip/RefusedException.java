package network.baton.libp2p.gossip;

/** Leaves the decoder at the first broken rule. Has no stack trace: refusing must be cheap. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final GossipRefusal reason;

  private RefusedException(GossipRefusal reason) {
    super(reason.name(), null, false, false);
    this.reason = reason;
  }

  static RefusedException malformed() {
    return new RefusedException(GossipRefusal.RPC_MALFORMED);
  }

  static RefusedException tooMany() {
    return new RefusedException(GossipRefusal.RPC_TOO_MANY_FIELDS);
  }

  GossipRefusal reason() {
    return reason;
  }
}
