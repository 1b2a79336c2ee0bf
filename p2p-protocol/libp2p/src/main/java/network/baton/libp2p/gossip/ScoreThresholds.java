package network.baton.libp2p.gossip;

/**
 * What a score of a peer decides (gossipsub v1.1, score thresholds).
 *
 * @param gossip below: neither gossip to nor from the peer; at most 0
 * @param publish below: own messages are not flooded to it; at most gossip
 * @param graylist below: nothing is read and the connection is closed; below publish
 * @param acceptPx from here on the peers that it names when it prunes are believed; at least 0
 * @param opportunisticGraft a mesh whose median score is below looks for better peers; at least 0
 */
public record ScoreThresholds(
    double gossip, double publish, double graylist, double acceptPx, double opportunisticGraft) {
  /**
   * Two or three invalid messages cost the gossip, four the flooded messages, ten the connection.
   * Only peers that the application vouches for (P5) can reach {@code acceptPx}: what the others
   * can earn ends at {@link ScoreParams#topicScoreCap}.
   */
  public static final ScoreThresholds DEFAULT = new ScoreThresholds(-50, -100, -800, 60, 4);

  public ScoreThresholds {
    boolean finite = Double.isFinite(gossip + publish + graylist + acceptPx + opportunisticGraft);
    if (!(finite && gossip <= 0 && publish <= gossip && graylist < publish)) {
      throw new IllegalArgumentException("thresholds must descend: gossip, publish, graylist");
    }
    if (!(acceptPx >= 0 && opportunisticGraft >= 0)) {
      throw new IllegalArgumentException("acceptPx and opportunisticGraft must not be negative");
    }
  }
}
