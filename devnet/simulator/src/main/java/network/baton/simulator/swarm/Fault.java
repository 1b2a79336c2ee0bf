package network.baton.simulator.swarm;

/** Kinds of things that a seed lets go wrong. */
public enum Fault {
  CRASH,
  LOSS,
  DUPLICATION,
  REORDERING,
  CLOGGING,
  ONE_WAY_CUT,
  PARTITION,
  CLOCKS,
  REORG,
  DARK_CHAIN,
  PROVER_FAILURE,
  HANGS,
  NO_SHOW,
  SLOW_DISK,
  ROGUES,
}
