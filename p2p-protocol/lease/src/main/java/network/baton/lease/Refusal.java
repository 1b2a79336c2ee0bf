package network.baton.lease;

/**
 * The closed list of reasons for which a message is refused; each is counted by name. Rules:
 * specs/gossip.md.
 */
public enum Refusal {
  TOO_LARGE,
  MALFORMED,
  WRONG_NETWORK,
  ALREADY_SEEN,
  OUTSIDE_WINDOW,
  NOT_REGISTERED,
  WRONG_PROOF_TYPE,
  WRONG_SNAPSHOT,
  WRONG_SIGNER,
  BAD_SIGNATURE,
  BAD_TERM,
  BAD_PREV,
  BAD_CAUSE,
  BAD_EVIDENCE,
  BAD_LANE,
  BAD_NONCE,
  OVER_QUOTA,
  TOO_EARLY,
  SAME_OPERATOR,
  NOT_IN_SUCCESSION,
  EQUIVOCATION,
  STALE_BEAT,
  STALE_BEACON,
  UNKNOWN_LEASE,
  LATCHED,
  INVALID_PROOF,
  PROOF_UNAVAILABLE,
  HOLD_FULL,
  HOLD_EXPIRED,
  OVERLOADED,
}
