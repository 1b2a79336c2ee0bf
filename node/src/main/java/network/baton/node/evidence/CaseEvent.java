package network.baton.node.evidence;

import network.baton.lease.Hash32;

/** What a {@link CaseBook} is told. */
public sealed interface CaseEvent<C extends Case<C>> {
  /** Seen now, or kept from an earlier life; replaces what was known of the lease. */
  record Found<C extends Case<C>>(C found) implements CaseEvent<C> {}

  /** There is nothing to it. */
  record Dropped<C extends Case<C>>(Hash32 digest) implements CaseEvent<C> {}

  record Head<C extends Case<C>>(long number) implements CaseEvent<C> {}

  /** A reorg removed blocks. */
  record Reorged<C extends Case<C>>() implements CaseEvent<C> {}

  /** Answer to {@link CaseEffect.Look}. */
  record Looked<C extends Case<C>>(Hash32 digest, CaseView view) implements CaseEvent<C> {}

  /** The endpoint did not answer. */
  record NotLooked<C extends Case<C>>(Hash32 digest) implements CaseEvent<C> {}
}
