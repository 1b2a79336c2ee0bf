package network.baton.libp2p.gossip;

/** Why something that a peer sent had no effect, or not the one it wanted. Closed list. */
public enum GossipRefusal {
  /** The frame is no RPC. */
  RPC_MALFORMED(Blame.MISBEHAVIOUR),
  /** The frame is longer than the limit; its stream ends. */
  RPC_TOO_LARGE(Blame.MISBEHAVIOUR),
  /** More fields, entries, ids or control bytes than an RPC may have. */
  RPC_TOO_MANY_FIELDS(Blame.MISBEHAVIOUR),
  /** The peer is below the graylist threshold: nothing of it is read. */
  GRAYLISTED(Blame.NONE),
  /** An RPC of a peer that is not connected (any more). */
  PEER_UNKNOWN(Blame.NONE),
  /** A topic that is not on the allow-list. */
  TOPIC_NOT_ALLOWED(Blame.NONE),
  /** More topics, or more bytes of topics, than a peer may subscribe to. */
  TOPICS_TOO_MANY(Blame.MISBEHAVIOUR),
  /** A message of a topic that this node has not joined. */
  TOPIC_NOT_JOINED(Blame.NONE),
  MESSAGE_TOO_LARGE(Blame.INVALID),
  /** StrictNoSign: one of from, seqno, signature, key is present. */
  MESSAGE_SIGNED(Blame.INVALID),
  /** StrictSign: from, seqno or signature is absent or has an impossible length. */
  MESSAGE_UNSIGNED(Blame.INVALID),
  /** StrictSign: the author's id and key do not belong together, or are none. */
  MESSAGE_KEY(Blame.INVALID),
  /** StrictSign: a kind of key that is not verified here; others may. */
  MESSAGE_KEY_KIND(Blame.NONE),
  /** StrictSign: the signature is not the author's. */
  MESSAGE_SIGNATURE(Blame.INVALID),
  /** StrictSign: this node is the author, and has forgotten it or was restarted since. */
  MESSAGE_OWN(Blame.NONE),
  /** Too many messages, or bytes of them, wait for their verdict. */
  HELD_FULL(Blame.NONE),
  /** IHAVE beyond the number of RPCs or ids of a heartbeat. */
  HAVE_FLOOD(Blame.NONE),
  /** IWANT beyond the ids, bytes or retransmissions allowed. */
  WANT_FLOOD(Blame.NONE),
  /** IDONTWANT beyond the RPCs or ids allowed. */
  DONT_WANT_FLOOD(Blame.NONE),
  /** Gossip of a peer below the gossip threshold. */
  GOSSIP_LOW_SCORE(Blame.NONE),
  /** A message id whose size cannot be right. */
  ID_SIZE(Blame.NONE),
  /** A message offered by IHAVE and asked for did not come in time. */
  PROMISE_BROKEN(Blame.MISBEHAVIOUR),
  GRAFT_BACKOFF(Blame.MISBEHAVIOUR),
  /** GRAFT again right after the PRUNE: counts on top of {@link #GRAFT_BACKOFF}. */
  GRAFT_FLOOD(Blame.MISBEHAVIOUR),
  GRAFT_DIRECT(Blame.NONE),
  GRAFT_MESH_FULL(Blame.NONE),
  GRAFT_LOW_SCORE(Blame.NONE),
  /** GRAFT for a topic that its sender has not subscribed to. */
  GRAFT_NOT_SUBSCRIBED(Blame.NONE),
  /** Peers to exchange, told by a peer that is not trusted enough. */
  EXCHANGE_LOW_SCORE(Blame.NONE),
  /** v1.3: extensions twice, or not in the first RPC of a stream. */
  EXTENSIONS_LATE(Blame.MISBEHAVIOUR),
  /** RPCs of one peer come faster than the loop takes them. */
  INBOUND_OVERLOAD(Blame.NONE);

  /** Which counter of the peer goes up: none, P4 of the topic, P7. */
  enum Blame {
    NONE,
    INVALID,
    MISBEHAVIOUR,
  }

  private final Blame blame;

  GossipRefusal(Blame blame) {
    this.blame = blame;
  }

  Blame blame() {
    return blame;
  }
}
