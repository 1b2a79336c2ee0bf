package network.baton.lease;

import java.util.function.Consumer;

/**
 * The protocol's numbers, all durations in milliseconds. Those marked "validity" decide whether a
 * lease is valid, so all nodes of a network must have the same; the others are local behaviour.
 *
 * @param beatMs interval between beats
 * @param silenceMs a lease is live until this long after its last beat; at least three beats;
 *     validity
 * @param rankWaitMs how long each rank leaves to the one before it
 * @param beatOldMs a beat that is older than this is ignored
 * @param beatAheadMs a beat that is further ahead than this is ignored
 * @param earlyMs tasks and leases are taken from this long before slot start; validity
 * @param lateMs tasks and leases are taken until this long after the deadline; validity
 * @param keepSlots tasks are kept for this many slots; releases and completions are taken that
 *     long; validity
 * @param frozenMs a holder whose progress stands still this long may be overtaken; at least three
 *     beats; validity
 * @param lateFromMs nobody is called late earlier than this after the lease was issued; validity
 * @param hedgePercent a promise beyond this share of the time to the deadline is hedged at once;
 *     validity
 * @param safePercent a hedge of any lease may start when the hedger's promise, times this, just
 *     fits before the deadline; at least 100; validity
 * @param fitPercent a promise within this share of the time to the deadline lets the stake decide
 *     who comes first; the less, the more goes to the quick; within 1..100; validity
 * @param hedgeAll whether every lease is hedged at the latest safe start, not only those of
 *     newcomers and betrayers
 * @param hedgeFitPercent a hedge is worth its work if this share of its expected time fits before
 *     the deadline; within 1..100
 * @param absentWaitMs how long a rank leaves to a better one that did not show itself ready
 * @param newcomerLeases a prover is hedged until this many of its leases ended in its own proof
 * @param betrayalsMax a prover with more betrayals than this in its latest 256 leases is hedged
 * @param provenTypes a block is proven when this many proof types are
 * @param order which tasks are claimed first
 * @param gasBands the bands of the promises; validity
 */
public record LeaseSettings(
    long beatMs,
    long silenceMs,
    long rankWaitMs,
    long beatOldMs,
    long beatAheadMs,
    long earlyMs,
    long lateMs,
    int keepSlots,
    long frozenMs,
    long lateFromMs,
    int hedgePercent,
    int safePercent,
    int fitPercent,
    boolean hedgeAll,
    int hedgeFitPercent,
    long absentWaitMs,
    int newcomerLeases,
    int betrayalsMax,
    int provenTypes,
    ClaimOrder order,
    GasBands gasBands) {
  /** Blocks proven within their own slot, each for itself. */
  public static final LeaseSettings L1_REALTIME =
      new LeaseSettings(
          500,
          1_700,
          600,
          1_200,
          500,
          500,
          500,
          64,
          2_000,
          2_000,
          68,
          112,
          45,
          true,
          85,
          150,
          8,
          3,
          1,
          ClaimOrder.EARLIEST_DEADLINE,
          GasBands.DEFAULT);

  /** Blocks proven within minutes, in strict order; beats and waits are ten times as long. */
  public static final LeaseSettings ROLLUP =
      L1_REALTIME.with(
          profile -> {
            profile.beatMs = 5_000;
            profile.silenceMs = 17_000;
            profile.rankWaitMs = 6_000;
            profile.beatOldMs = 12_000;
            profile.lateMs = 5_000;
            profile.keepSlots = 256;
            profile.frozenMs = 30_000;
            profile.lateFromMs = 20_000;
            profile.hedgePercent = 80;
            profile.safePercent = 110;
            profile.fitPercent = 85;
            profile.hedgeAll = false;
            profile.hedgeFitPercent = 100;
            profile.absentWaitMs = 1_500;
            profile.order = ClaimOrder.HEAD_OF_CHAIN;
          });

  public LeaseSettings {
    if (beatMs < 50) {
      throw new IllegalArgumentException("beatMs " + beatMs + " must be at least 50");
    }
    if (silenceMs < 3 * beatMs) {
      throw new IllegalArgumentException(
          "silenceMs " + silenceMs + " must be at least three beats (3 x " + beatMs + ")");
    }
    if (frozenMs < 3 * beatMs) {
      throw new IllegalArgumentException(
          "frozenMs " + frozenMs + " must be at least three beats (3 x " + beatMs + ")");
    }
    if (rankWaitMs < 0
        || beatOldMs < 1
        || beatAheadMs < 0
        || earlyMs < 0
        || lateMs < 0
        || lateFromMs < 0
        || absentWaitMs < 0) {
      throw new IllegalArgumentException("durations must not be negative");
    }
    if (absentWaitMs > rankWaitMs) {
      throw new IllegalArgumentException(
          "absentWaitMs " + absentWaitMs + " must not be more than rankWaitMs " + rankWaitMs);
    }
    if (keepSlots < 1 || keepSlots > 4096) {
      throw new IllegalArgumentException("keepSlots " + keepSlots + " must be within 1..4096");
    }
    if (hedgePercent < 1 || safePercent < 100 || safePercent > 1_000) {
      throw new IllegalArgumentException(
          "hedgePercent "
              + hedgePercent
              + " must be at least 1, safePercent "
              + safePercent
              + " within 100..1000");
    }
    if (fitPercent < 1 || fitPercent > 100 || hedgeFitPercent < 1 || hedgeFitPercent > 100) {
      throw new IllegalArgumentException(
          "fitPercent "
              + fitPercent
              + " and hedgeFitPercent "
              + hedgeFitPercent
              + " must be within 1..100");
    }
    if (newcomerLeases < 0 || betrayalsMax < 0 || provenTypes < 1) {
      throw new IllegalArgumentException(
          "newcomerLeases and betrayalsMax must not be negative, provenTypes must be at least 1");
    }
  }

  /** Whether beacons and passes can change anything; else none are signed. */
  public boolean hasBeacons() {
    return absentWaitMs < rankWaitMs;
  }

  /** The same but for what {@code change} sets; checked again. */
  public LeaseSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  /** Settings that are being changed; what its fields mean stands at {@link LeaseSettings}. */
  public static final class Draft {
    public long beatMs;
    public long silenceMs;
    public long rankWaitMs;
    public long beatOldMs;
    public long beatAheadMs;
    public long earlyMs;
    public long lateMs;
    public int keepSlots;
    public long frozenMs;
    public long lateFromMs;
    public int hedgePercent;
    public int safePercent;
    public int fitPercent;
    public boolean hedgeAll;
    public int hedgeFitPercent;
    public long absentWaitMs;
    public int newcomerLeases;
    public int betrayalsMax;
    public int provenTypes;
    public ClaimOrder order;
    public GasBands gasBands;

    private Draft(LeaseSettings from) {
      beatMs = from.beatMs;
      silenceMs = from.silenceMs;
      rankWaitMs = from.rankWaitMs;
      beatOldMs = from.beatOldMs;
      beatAheadMs = from.beatAheadMs;
      earlyMs = from.earlyMs;
      lateMs = from.lateMs;
      keepSlots = from.keepSlots;
      frozenMs = from.frozenMs;
      lateFromMs = from.lateFromMs;
      hedgePercent = from.hedgePercent;
      safePercent = from.safePercent;
      fitPercent = from.fitPercent;
      hedgeAll = from.hedgeAll;
      hedgeFitPercent = from.hedgeFitPercent;
      absentWaitMs = from.absentWaitMs;
      newcomerLeases = from.newcomerLeases;
      betrayalsMax = from.betrayalsMax;
      provenTypes = from.provenTypes;
      order = from.order;
      gasBands = from.gasBands;
    }

    private LeaseSettings settings() {
      return new LeaseSettings(
          beatMs,
          silenceMs,
          rankWaitMs,
          beatOldMs,
          beatAheadMs,
          earlyMs,
          lateMs,
          keepSlots,
          frozenMs,
          lateFromMs,
          hedgePercent,
          safePercent,
          fitPercent,
          hedgeAll,
          hedgeFitPercent,
          absentWaitMs,
          newcomerLeases,
          betrayalsMax,
          provenTypes,
          order,
          gasBands);
    }
  }
}
