package network.baton.lease;

/** Which open tasks a prover with room takes first. */
public enum ClaimOrder {
  /** Any task, the earliest deadline first: blocks are worth proving each by itself. */
  EARLIEST_DEADLINE,
  /** Only tasks of the lowest block that is not proven: a proof is worth nothing before that. */
  HEAD_OF_CHAIN,
}
