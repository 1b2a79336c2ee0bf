package network.baton.lease;

/** Bounds of the core's state. Each says what happens at it. */
public final class LeaseLimits {
  /** Provers in a snapshot; a larger one is refused at birth. */
  public static final int PROVERS_MAX = 1_024;

  /** Snapshots kept; the oldest goes first. */
  public static final int SNAPSHOTS_MAX = 8;

  /** Tasks kept; the one with the oldest slot goes first. */
  public static final int TASKS_MAX = 1_024;

  /** Messages held per signer and task; one more is ignored as HOLD_FULL. */
  public static final int HELD_PER_SIGNER_AND_TASK_MAX = 2;

  /** Messages held in all; one more is ignored as HOLD_FULL. */
  public static final int HELD_MAX = 4_096;

  /** Valid leases kept per task; one more is ignored as OVERLOADED. */
  public static final int LEASES_PER_TASK_MAX = 64;

  private LeaseLimits() {}
}
