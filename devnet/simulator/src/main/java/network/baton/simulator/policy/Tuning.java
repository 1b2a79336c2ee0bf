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
        new LeaseSettings(
            tuning.take("beatMs", base.beatMs()),
            tuning.take("silenceMs", base.silenceMs()),
            tuning.take("rankWaitMs", base.rankWaitMs()),
            tuning.take("beatOldMs", base.beatOldMs()),
            tuning.take("beatAheadMs", base.beatAheadMs()),
            tuning.take("earlyMs", base.earlyMs()),
            tuning.take("lateMs", base.lateMs()),
            (int) tuning.take("keepSlots", base.keepSlots()),
            tuning.take("frozenMs", base.frozenMs()),
            tuning.take("lateFromMs", base.lateFromMs()),
            (int) tuning.take("hedgePercent", base.hedgePercent()),
            (int) tuning.take("safePercent", base.safePercent()),
            (int) tuning.take("fitPercent", base.fitPercent()),
            tuning.take("hedgeAll", base.hedgeAll() ? 1 : 0) != 0,
            (int) tuning.take("hedgeFitPercent", base.hedgeFitPercent()),
            tuning.take("absentWaitMs", base.absentWaitMs()),
            (int) tuning.take("newcomerLeases", base.newcomerLeases()),
            (int) tuning.take("betrayalsMax", base.betrayalsMax()),
            base.provenTypes(),
            base.order(),
            base.gasBands());
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
