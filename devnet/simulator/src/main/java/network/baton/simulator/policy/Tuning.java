package network.baton.simulator.policy;

import java.util.Map;
import java.util.TreeMap;
import network.baton.lease.LeaseSettings;

/** Settings of the cores that differ from the profile {@code l1-realtime}, by name. */
public final class Tuning {
  private final Map<String, Long> left;

  private Tuning(Map<String, Long> values) {
    this.left = new TreeMap<>(values);
  }

  /** The profile with these values. Throws {@link IllegalArgumentException} in one line. */
  public static LeaseSettings of(Map<String, Long> values) {
    LeaseSettings base = LeaseSettings.L1_REALTIME;
    Tuning tuning = new Tuning(values);
    LeaseSettings settings =
        base.with(
            timing -> {
              timing.beatMs = tuning.take("beatMs", base.beatMs());
              timing.silenceMs = tuning.take("silenceMs", base.silenceMs());
              timing.rankWaitMs = tuning.take("rankWaitMs", base.rankWaitMs());
              timing.beatOldMs = tuning.take("beatOldMs", base.beatOldMs());
              timing.beatAheadMs = tuning.take("beatAheadMs", base.beatAheadMs());
              timing.earlyMs = tuning.take("earlyMs", base.earlyMs());
              timing.lateMs = tuning.take("lateMs", base.lateMs());
              timing.keepSlots = (int) tuning.take("keepSlots", base.keepSlots());
              timing.frozenMs = tuning.take("frozenMs", base.frozenMs());
              timing.lateFromMs = tuning.take("lateFromMs", base.lateFromMs());
              timing.hedgePercent = (int) tuning.take("hedgePercent", base.hedgePercent());
              timing.safePercent = (int) tuning.take("safePercent", base.safePercent());
              timing.fitPercent = (int) tuning.take("fitPercent", base.fitPercent());
              timing.hedgeAll = tuning.take("hedgeAll", base.hedgeAll() ? 1 : 0) != 0;
              timing.hedgeFitPercent = (int) tuning.take("hedgeFitPercent", base.hedgeFitPercent());
              timing.absentWaitMs = tuning.take("absentWaitMs", base.absentWaitMs());
              timing.newcomerLeases = (int) tuning.take("newcomerLeases", base.newcomerLeases());
              timing.betrayalsMax = (int) tuning.take("betrayalsMax", base.betrayalsMax());
            });
    if (!tuning.left.isEmpty()) {
      throw new IllegalArgumentException("--set: there is no setting " + tuning.left.keySet());
    }
    return settings;
  }

  private long take(String name, long otherwise) {
    Long value = left.remove(name);
    return value == null ? otherwise : value;
  }
}
