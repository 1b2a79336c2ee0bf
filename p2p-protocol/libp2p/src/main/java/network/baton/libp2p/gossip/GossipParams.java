package network.baton.libp2p.gossip;

/**
 * Shape of the mesh and its times (gossipsub v1.1 names in brackets). Bounds are checked at birth.
 *
 * @param degree peers to have in a mesh [D], 1 to 64
 * @param degreeLow graft below this [D_low], at most degree
 * @param degreeHigh prune above this [D_high], at least degree
 * @param degreeLazy fewest peers to gossip to [D_lazy]
 * @param degreeOut fewest mesh peers that were dialled from here [D_out], below degreeLow and at
 *     most half of degree
 * @param degreeScore mesh peers kept for their score when pruning [D_score], at most degree
 * @param gossipFactor share of the eligible peers to gossip to, 0 to 1
 * @param heartbeatMs 100 to 60,000
 * @param fanoutTtlMs how long peers of a topic that was published to, but not joined, are kept
 * @param cacheHeartbeats heartbeats for which a message can be asked for [mcache_len]
 * @param gossipHeartbeats heartbeats for which it is offered [mcache_gossip], at most
 *     cacheHeartbeats
 * @param seenTtlMs how long an id is remembered
 * @param pruneBackoffMs how long a pruned peer must not graft
 * @param unsubscribeBackoffMs the same after leaving the topic
 * @param backoffMaxMs cap of what a remote can impose
 * @param backoffSlackMs waited on top before grafting, for the remote's clock and heartbeat
 * @param graftFloodMs a GRAFT this soon after the PRUNE counts twice
 * @param promiseMs time to deliver what was offered and asked for
 * @param holdMs time for a validator's verdict
 * @param dontWantBytesMin from this size on IDONTWANT is sent
 * @param dontWantHeartbeats how long a received IDONTWANT is honoured
 * @param exchangePeers peers named in a PRUNE [PrunePeers], 0 to 64; also the most that are taken
 *     of one
 * @param opportunisticHeartbeats how often a mesh of low scores looks for better peers
 * @param opportunisticPeers how many it takes in then
 * @param floodPublish whether own messages go to every peer of the topic
 */
public record GossipParams(
    int degree,
    int degreeLow,
    int degreeHigh,
    int degreeLazy,
    int degreeOut,
    int degreeScore,
    double gossipFactor,
    long heartbeatMs,
    long fanoutTtlMs,
    int cacheHeartbeats,
    int gossipHeartbeats,
    long seenTtlMs,
    long pruneBackoffMs,
    long unsubscribeBackoffMs,
    long backoffMaxMs,
    long backoffSlackMs,
    long graftFloodMs,
    long promiseMs,
    long holdMs,
    int dontWantBytesMin,
    int dontWantHeartbeats,
    int exchangePeers,
    int opportunisticHeartbeats,
    int opportunisticPeers,
    boolean floodPublish) {
  private static final long DAY_MS = 86_400_000;

  /** Ethereum's mesh (consensus-specs phase0/p2p-interface.md), with flood publishing. */
  public static final GossipParams DEFAULT =
      new GossipParams(
          8, 6, 12, 6, 2, 4, 0.25, 700, 60_000, 6, 3, 768_000, 60_000, 10_000, 3_600_000, 1_400,
          10_000, 3_000, 2_000, 1_024, 3, 16, 60, 2, true);

  public GossipParams {
    check(degree >= 1 && degree <= 64, "degree", degree);
    check(degreeLow >= 1 && degreeLow <= degree, "degreeLow", degreeLow);
    check(degreeHigh >= degree && degreeHigh <= 256, "degreeHigh", degreeHigh);
    check(degreeLazy >= 0 && degreeLazy <= 256, "degreeLazy", degreeLazy);
    check(
        degreeOut >= 0 && degreeOut < degreeLow && degreeOut <= degree / 2, "degreeOut", degreeOut);
    check(degreeScore >= 0 && degreeScore <= degree, "degreeScore", degreeScore);
    check(gossipFactor >= 0 && gossipFactor <= 1, "gossipFactor", gossipFactor);
    check(heartbeatMs >= 100 && heartbeatMs <= 60_000, "heartbeatMs", heartbeatMs);
    check(cacheHeartbeats >= 1 && cacheHeartbeats <= 64, "cacheHeartbeats", cacheHeartbeats);
    check(
        gossipHeartbeats >= 1 && gossipHeartbeats <= cacheHeartbeats,
        "gossipHeartbeats",
        gossipHeartbeats);
    checkTime("fanoutTtlMs", fanoutTtlMs);
    checkTime("seenTtlMs", seenTtlMs);
    checkTime("backoffMaxMs", backoffMaxMs);
    check(
        pruneBackoffMs >= 1_000 && pruneBackoffMs <= backoffMaxMs,
        "pruneBackoffMs",
        pruneBackoffMs);
    check(
        unsubscribeBackoffMs >= 1_000 && unsubscribeBackoffMs <= backoffMaxMs,
        "unsubscribeBackoffMs",
        unsubscribeBackoffMs);
    checkTime("backoffSlackMs", backoffSlackMs);
    checkTime("graftFloodMs", graftFloodMs);
    checkTime("promiseMs", promiseMs);
    checkTime("holdMs", holdMs);
    check(dontWantBytesMin >= 0, "dontWantBytesMin", dontWantBytesMin);
    check(
        dontWantHeartbeats >= 1 && dontWantHeartbeats <= 64,
        "dontWantHeartbeats",
        dontWantHeartbeats);
    check(exchangePeers >= 0 && exchangePeers <= 64, "exchangePeers", exchangePeers);
    check(opportunisticHeartbeats >= 1, "opportunisticHeartbeats", opportunisticHeartbeats);
    check(
        opportunisticPeers >= 0 && opportunisticPeers <= 64,
        "opportunisticPeers",
        opportunisticPeers);
  }

  private static void checkTime(String name, long ms) {
    check(ms >= 0 && ms <= DAY_MS, name, ms);
  }

  private static void check(boolean ok, String name, Number value) {
    if (!ok) {
      throw new IllegalArgumentException(name + " is out of bounds: " + value);
    }
  }
}
