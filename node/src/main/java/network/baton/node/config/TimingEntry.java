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
    return base.with(
        timing -> {
          timing.beatMs = beat;
          timing.silenceMs = or(silenceMs, base.silenceMs());
          timing.rankWaitMs = rankWait;
          timing.beatOldMs = or(beatOldMs, base.beatOldMs());
          timing.beatAheadMs = or(beatAheadMs, base.beatAheadMs());
          timing.earlyMs = or(earlyMs, base.earlyMs());
          timing.lateMs = or(lateMs, base.lateMs());
          timing.keepSlots = or(keepSlots, base.keepSlots());
          timing.frozenMs = or(frozenMs, Math.max(base.frozenMs(), 3 * beat));
          timing.lateFromMs = or(lateFromMs, base.lateFromMs());
          timing.hedgePercent = or(hedgePercent, base.hedgePercent());
          timing.safePercent = or(safePercent, base.safePercent());
          timing.fitPercent = or(fitPercent, base.fitPercent());
          timing.hedgeAll = hedgeAll == null ? base.hedgeAll() : hedgeAll;
          timing.hedgeFitPercent = or(hedgeFitPercent, base.hedgeFitPercent());
          timing.absentWaitMs = or(absentWaitMs, Math.min(base.absentWaitMs(), rankWait));
          timing.newcomerLeases = or(newcomerLeases, base.newcomerLeases());
          timing.betrayalsMax = or(betrayalsMax, base.betrayalsMax());
          timing.gasBands = gasBands == null ? base.gasBands() : new GasBands(gasBands);
          timing.provenTypes = provenTypes;
        });
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
