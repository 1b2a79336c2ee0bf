package network.baton.node.evidence;

import network.baton.lease.Hash32;

/**
 * A lease of another prover that came to nothing.
 *
 * @param turn so many others come before this node
 * @param hedged somebody joined in: if the task is proven, the race was lost fairly (C-115)
 */
public record Miss(int prover, SeenLease lease, int turn, boolean hedged) implements Case<Miss> {
  @Override
  public Hash32 digest() {
    return lease.digest();
  }

  @Override
  public long slot() {
    return lease.slot();
  }

  @Override
  public boolean saysMoreThan(Miss known) {
    return hedged && !known.hedged;
  }
}
