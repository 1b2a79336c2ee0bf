package network.baton.libp2p.gossip;

/** What became of messages, and what the router did. Counted for metrics. */
public enum GossipOutcome {
  /** Own message, sent for the first time. */
  PUBLISHED,
  /** Own message that was published or received before: not sent. */
  PUBLISHED_AGAIN,
  /** A new message, handed to its validator. */
  RECEIVED,
  DUPLICATE,
  ACCEPTED,
  IGNORED,
  REJECTED,
  /** No verdict within the time: ignored. */
  VERDICT_LATE,
  GRAFT_SENT,
  PRUNE_SENT,
  WANT_SENT,
  WANT_ANSWERED,
  /** A connected peer's signed record, to name it with. */
  RECORD_SEEN,
}
