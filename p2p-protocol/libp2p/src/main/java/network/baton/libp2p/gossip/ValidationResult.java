package network.baton.libp2p.gossip;

/**
 * What becomes of a message: forwarded, dropped without blame, or dropped with the forwarder to
 * blame.
 */
public enum ValidationResult {
  ACCEPT,
  IGNORE,
  REJECT,
}
