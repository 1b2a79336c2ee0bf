package network.baton.simulator.swarm;

/** What must hold in every world at every moment (specs/simulator.md). */
public enum Rule {
  /** V-01: the holder that a core names is the one that its set of leases has by H-01. */
  HOLDER_FOLLOWS_FROM_SET,
  /** V-02: all cores judge a lease alike, and none accepts one against the specification. */
  VALIDITY_IS_PURE,
  /** V-03: no key signs two leases for a (task, term) or with a nonce of an epoch. */
  ONE_SIGNATURE,
  /** V-04: nobody honest is named in evidence, or rejected for what it published. */
  HONEST_IS_NOT_PUNISHABLE,
  /** V-05: the term of a task's holder falls only when the holder becomes void. */
  TERMS_GROW,
  /** V-06: a task is latched once, by a valid proof, and nothing is claimed or started after. */
  LATCH_IS_FINAL,
  /** V-07: a proof starts only for a lease that is durable and published before. */
  NO_PROOF_WITHOUT_LEASE,
  /** V-08: who claims sees at most one live lease, none of its own operator. */
  LIVE_LEASES_ARE_FEW,
  /** V-09: a claim has the cause that it names, as its signer sees it, and waited its turn. */
  CLAIM_IS_JUSTIFIED,
  /** V-10: each message gets exactly one verdict, in bounded time. */
  ONE_VERDICT,
  /** V-11: what a core keeps stays within its bounds. */
  STATE_IS_BOUNDED,
  /** V-12: two leases that exclude each other are reported, and no others. */
  EQUIVOCATION_IS_SEEN,
  /** V-13: lanes and places are not given twice. */
  CAPACITY_IS_KEPT,
  /** V-14: a miss is told once, after the deadline, and only if there was no proof. */
  MISS_IS_TOLD,
  /** V-15: once everything works again, every task is proven. */
  PROGRESS_AFTER_HEALING,
  /** V-16: where nothing fails, the first in line proves alone and in time. */
  CALM_IS_CALM,
  /** V-17: the same seed gives the same run. */
  SAME_SEED_SAME_RUN,
  /** V-18: the core takes every event without an error and asks for wake-ups in the future. */
  CORE_STANDS,
}
