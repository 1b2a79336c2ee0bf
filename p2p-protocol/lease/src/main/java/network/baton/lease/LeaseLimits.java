package network.baton.lease;

/** Bounds of the core's state. Each says what happens at it. */
public final class LeaseLimits {
  /** Provers in a snapshot; a larger one is refused at birth. */
  public static final int PROVERS_MAX = 1_024;

  /** Snapshots kept; the oldest goes first. */
  public static final int SNAPSHOTS_MAX = 16;

  /** Tasks kept; the one with the oldest slot goes first. */
  public static final int TASKS_MAX = 4_096;

  /** Messages held per signer and task; one more is ignored as HOLD_FULL. */
  public static final int HELD_PER_SIGNER_AND_TASK_MAX = 2;

  /** Messages held in all; one more is ignored as HOLD_FULL. */
  public static final int HELD_MAX = 4_096;

  /** Valid leases kept per task; one more is ignored as OVERLOADED. */
  public static final int LEASES_PER_TASK_MAX = 64;

  /** Terms of a task; a higher one is rejected as BAD_TERM and none is claimed. */
  public static final int TERMS_MAX = 16;

  /** Messages held whose signer no known snapshot names; one more is ignored as HOLD_FULL. */
  public static final int HELD_STRANGERS_MAX = 512;

  /** Time for which a message is held; at its end it is ignored as HOLD_EXPIRED. */
  public static final long HELD_MS_MAX = 60_000;

  /** Proofs of one lease that are verified; one more is ignored as OVERLOADED. */
  public static final int CHECKS_PER_LEASE_MAX = 4;

  /** Size of a proof; a larger one is rejected as TOO_LARGE. */
  public static final int PROOF_BYTES_MAX = 4 << 20;

  /** Proof types in a beacon; one with more is rejected as MALFORMED. */
  public static final int READY_TYPES_MAX = 16;

  /** Own claims remembered; forgetting the oldest raises the slot below which none is made. */
  public static final int OWN_CLAIMS_MAX = 4_096;

  /** Epochs whose own nonces are remembered; none is claimed in an older one. */
  public static final int OWN_EPOCHS_MAX = 16;

  private LeaseLimits() {}
}
