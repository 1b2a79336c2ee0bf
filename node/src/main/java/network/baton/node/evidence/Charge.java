package network.baton.node.evidence;

import network.baton.lease.Hash32;

/** An accusation of the own prover. */
public record Charge(Hash32 digest) implements Case<Charge> {
  @Override
  public long slot() {
    return -1;
  }

  @Override
  public boolean saysMoreThan(Charge known) {
    return false;
  }
}
