package network.baton.node.config;

import java.util.List;
import network.baton.lease.GasBands;
import network.baton.lease.LeaseSettings;
import org.jspecify.annotations.Nullable;

/**
 * The {@code timing} section of the network file: a profile, and what differs from it. Meaning of
 * the keys: {@link LeaseSettings}.
 */
public record TimingEntry(
    @Nullable String profile,
    @Nullable Long beatMs,
    @Nullable Long silenceMs,
    @Nullable Long rankWaitMs,
    @Nullable Long beatOldMs,
    @Nullable Long beatAheadMs,
    @Nullable Long earlyMs,
    @Nullable Long lateMs,
    @Nullable Integer keepSlots,
    @Nullable Long frozenMs,
    @Nullable Long lateFromMs,
    @Nullable Integer hedgePercent,
    @Nullable Integer safePercent,
    @Nullable Integer fitPercent,
    @Nullable Boolean hedgeAll,
    @Nullable Integer hedgeFitPercent,
    @Nullable Long absentWaitMs,
    @Nullable Integer newcomerLeases,
    @Nullable Integer betrayalsMax,
    @Nullable List<Long> gasBands) {
  /** The default profile as it is. */
  static TimingEntry none() {
    return new TimingEntry(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null, null, null, null, null);
  }

  /** The profile with these changes. Throws {@link IllegalArgumentException} in one line. */
  LeaseSettings settings(int provenTypes) {
    LeaseSettings base = base();
    long beat = or(beatMs, base.beatMs());
    long rankWait = or(rankWaitMs, base.rankWaitMs());
    return new LeaseSettings(
        beat,
        or(silenceMs, base.silenceMs()),
        rankWait,
        or(beatOldMs, base.beatOldMs()),
        or(beatAheadMs, base.beatAheadMs()),
        or(earlyMs, base.earlyMs()),
        or(lateMs, base.lateMs()),
        or(keepSlots, base.keepSlots()),
        or(frozenMs, Math.max(base.frozenMs(), 3 * beat)),
        or(lateFromMs, base.lateFromMs()),
        or(hedgePercent, base.hedgePercent()),
        or(safePercent, base.safePercent()),
        or(fitPercent, base.fitPercent()),
        hedgeAll == null ? base.hedgeAll() : hedgeAll,
        or(hedgeFitPercent, base.hedgeFitPercent()),
        or(absentWaitMs, Math.min(base.absentWaitMs(), rankWait)),
        or(newcomerLeases, base.newcomerLeases()),
        or(betrayalsMax, base.betrayalsMax()),
        provenTypes,
        base.order(),
        gasBands == null ? base.gasBands() : new GasBands(gasBands));
  }

  private LeaseSettings base() {
    return switch (profile) {
      case null -> LeaseSettings.L1_REALTIME;
      case "l1-realtime" -> LeaseSettings.L1_REALTIME;
      case "rollup" -> LeaseSettings.ROLLUP;
      default ->
          throw new IllegalArgumentException(
              "'profile' is '" + profile + "'; allowed: l1-realtime, rollup");
    };
  }

  private static long or(@Nullable Long value, long otherwise) {
    return value == null ? otherwise : value;
  }

  private static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
