package network.baton.wire;

/**
 * Bounds of what is read from peers. Whatever exceeds one is refused as TOO_LARGE before it is
 * parsed, or as MALFORMED where the bound is on a value.
 */
public final class WireLimits {
  /** A task announcement. */
  public static final int TASK_BYTES_MAX = 8 * 1024;

  /** A lease, beat or result. */
  public static final int MESSAGE_BYTES_MAX = 2 * 1024;

  /** A block header in RLP. */
  public static final int HEADER_BYTES_MAX = 4 * 1024;

  /** Fields of a block header; there are 21 in Prague. */
  public static final int HEADER_FIELDS_MAX = 32;

  /** A proof. */
  public static final int PROOF_BYTES_MAX = 4 * 1024 * 1024;

  /** A proof request or a status request. */
  public static final int REQUEST_BYTES_MAX = 256;

  /** A proof response: the proof and its envelope. */
  public static final int PROOF_RESPONSE_BYTES_MAX = PROOF_BYTES_MAX + 64;

  /** A status response. */
  public static final int STATUS_RESPONSE_BYTES_MAX = 1024 * 1024;

  /** Tasks, and completions, in a status response. */
  public static final int STATUS_TASKS_MAX = 256;

  /** Leases in a status response. */
  public static final int STATUS_LEASES_MAX = 512;

  /** Times, durations, sequences and block numbers: enough for 8,900 years of milliseconds. */
  public static final long NUMBER_MAX = (1L << 48) - 1;

  /** Leaves of a Merkle tree. */
  public static final int MERKLE_LEAVES_MAX = 1 << 16;

  private WireLimits() {}
}
