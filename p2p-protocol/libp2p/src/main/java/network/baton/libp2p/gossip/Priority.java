package network.baton.libp2p.gossip;

/** Class of an outgoing RPC, first to last to be written; a full queue drops from the other end. */
public enum Priority {
  /** Subscriptions, GRAFT and PRUNE: small, and the two sides disagree when one is lost. */
  MESH,
  /** A message published here. */
  OWN,
  /** A message of somebody else, also one that was asked for. */
  FORWARD,
  /** IHAVE, IWANT, IDONTWANT: the next heartbeat makes up for a lost one. */
  GOSSIP,
}
