package network.baton.libp2p.yamux;

/** What all streams of a connection together may make this side keep. On the event loop. */
final class ReceiveBudget {
  private final YamuxLimits limits;
  private long unreadBytes;
  private long growthBytes;

  ReceiveBudget(YamuxLimits limits) {
    this.limits = limits;
  }

  /** N-47: whether so many more bytes may wait for their readers. */
  boolean takes(int bytes) {
    return unreadBytes + bytes <= limits.unreadBytesMax();
  }

  void addUnread(int bytes) {
    unreadBytes += bytes;
  }

  /**
   * N-41: by how much a window may grow: doubled when the remote used half of it within two round
   * trips, since then the window is what holds it back.
   *
   * @param roundTripNs negative when it is not known yet
   */
  long growth(int windowBytes, long usedWithinNs, long roundTripNs) {
    if (roundTripNs < 0 || usedWithinNs > 2 * roundTripNs) {
      return 0;
    }
    long growth = Math.min(windowBytes, (long) limits.windowBytesMax() - windowBytes);
    growth = Math.min(growth, limits.windowGrowthBytesMax() - growthBytes);
    growthBytes += growth;
    return growth;
  }

  void releaseGrowth(long bytes) {
    growthBytes -= bytes;
  }
}
