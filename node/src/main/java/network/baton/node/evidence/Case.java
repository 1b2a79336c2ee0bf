package network.baton.node.evidence;

import network.baton.lease.Hash32;

/** A lease that is, or may be, accused of a miss. */
public sealed interface Case<C extends Case<C>> permits Miss, Charge {
  /** The lease's. */
  Hash32 digest();

  /** The task's; -1 where it is not known. */
  long slot();

  /** Whether this has to replace what is known of the same lease. */
  boolean saysMoreThan(C known);
}
