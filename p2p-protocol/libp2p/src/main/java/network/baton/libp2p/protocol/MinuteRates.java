package network.baton.libp2p.protocol;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How often each of those who ask may do so, counted in minutes that begin with its first request.
 * Knows at most {@value #ASKERS_MAX} of them; the one whose minute began first is forgotten first.
 * Thread-safe.
 *
 * @param <K> who asks: a peer, a place
 */
public final class MinuteRates<K> {
  static final int ASKERS_MAX = 1_024;

  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

  private final int perMinuteMax;
  private final Map<K, Minute> minutes = new LinkedHashMap<>();

  private static final class Minute {
    private final long startNs;
    private int asked;

    private Minute(long startNs) {
      this.startNs = startNs;
    }
  }

  public MinuteRates(int perMinuteMax) {
    this.perMinuteMax = perMinuteMax;
  }

  /** Counts a request; false if it is one too many. The clock must not go back. */
  public synchronized boolean allows(K asker, long nowNs) {
    Minute minute = minutes.get(asker);
    if (minute == null || nowNs - minute.startNs >= MINUTE_NS) {
      minutes.remove(asker);
      minute = new Minute(nowNs);
      minutes.put(asker, minute);
      forgetOldest();
    }
    return ++minute.asked <= perMinuteMax;
  }

  private void forgetOldest() {
    if (minutes.size() > ASKERS_MAX) {
      Iterator<K> oldest = minutes.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
