package network.baton.libp2p.protocol;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import network.baton.libp2p.PeerId;

/**
 * N-73: how often each peer may ask, counted in minutes that begin with its first request. Knows at
 * most {@value #PEERS_MAX} peers; the one whose minute began first is forgotten first. Thread-safe.
 */
final class PeerRates {
  static final int PEERS_MAX = 1_024;

  private static final long MINUTE_NS = TimeUnit.MINUTES.toNanos(1);

  private final int perMinuteMax;
  private final Map<PeerId, Minute> minutes = new LinkedHashMap<>();

  private static final class Minute {
    private final long startNs;
    private int asked;

    private Minute(long startNs) {
      this.startNs = startNs;
    }
  }

  PeerRates(int perMinuteMax) {
    this.perMinuteMax = perMinuteMax;
  }

  /** Counts a request; false if it is one too many. */
  synchronized boolean allows(PeerId peer, long nowNs) {
    Minute minute = minutes.get(peer);
    if (minute == null || nowNs - minute.startNs >= MINUTE_NS) {
      minutes.remove(peer);
      minute = new Minute(nowNs);
      minutes.put(peer, minute);
      forgetOldest();
    }
    return ++minute.asked <= perMinuteMax;
  }

  private void forgetOldest() {
    if (minutes.size() > PEERS_MAX) {
      Iterator<PeerId> oldest = minutes.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
