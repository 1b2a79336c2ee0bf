package network.baton.node.discovery;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import network.baton.libp2p.IpRange;

/**
 * N-69: how many datagrams are taken, in total and of one place. One thread's.
 *
 * @see IpRange#place
 */
final class DatagramRates {
  static final int TOTAL_PER_SECOND = 60;
  static final int TOTAL_BURST = 300;
  static final int PLACE_PER_SECOND = 20;
  static final int PLACE_BURST = 100;

  /** Places that are counted; of more, the one heard longest ago is forgotten. */
  static final int PLACES_MAX = 1_024;

  private final Bucket total;
  private final Map<InetAddress, Bucket> places =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Bucket> eldest) {
          return size() > PLACES_MAX;
        }
      };

  DatagramRates(long nowMs) {
    total = new Bucket(TOTAL_PER_SECOND, TOTAL_BURST, nowMs);
  }

  /** Whether one more from there is taken now. What one place sends too much costs no other. */
  boolean take(InetAddress sender, long nowMs) {
    return places
            .computeIfAbsent(
                IpRange.place(sender), any -> new Bucket(PLACE_PER_SECOND, PLACE_BURST, nowMs))
            .take(nowMs)
        && total.take(nowMs);
  }

  int places() {
    return places.size();
  }

  private static final class Bucket {
    private final int perSecond;
    private final long fullMillis;
    private long leftMillis;
    private long lastMs;

    /** Counts thousandths of a datagram. */
    private Bucket(int perSecond, int burst, long nowMs) {
      this.perSecond = perSecond;
      fullMillis = 1_000L * burst;
      leftMillis = fullMillis;
      lastMs = nowMs;
    }

    private boolean take(long nowMs) {
      leftMillis = Math.min(fullMillis, leftMillis + Math.max(0, nowMs - lastMs) * perSecond);
      lastMs = nowMs;
      if (leftMillis < 1_000) {
        return false;
      }
      leftMillis -= 1_000;
      return true;
    }
  }
}
