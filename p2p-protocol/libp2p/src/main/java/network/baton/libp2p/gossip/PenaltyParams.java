package network.baton.libp2p.gossip;

/**
 * How blame adds up to a peer's score: minus weight times the square of what exceeds the tolerated
 * count, for invalid messages and for misbehaviour. A score is never above 0.
 *
 * @param invalidWeight at least 0
 * @param invalidTolerated invalid messages without consequence
 * @param misbehaviourWeight at least 0
 * @param misbehaviourTolerated misbehaviours without consequence
 * @param decay factor per heartbeat, above 0 and below 1
 * @param decayToZero counts below this are forgotten
 * @param gossipThreshold below: neither gossip to nor from the peer; at most 0
 * @param publishThreshold below: own messages are not flooded to it; at most gossipThreshold
 * @param graylistThreshold below: nothing is read and the connection is closed; below
 *     publishThreshold
 * @param cutFactor both counts are multiplied by this when the graylist threshold is crossed, so
 *     that the way back takes a while; at least 1
 * @param peersMax peers with blame that are remembered, connected or not
 */
public record PenaltyParams(
    double invalidWeight,
    double invalidTolerated,
    double misbehaviourWeight,
    double misbehaviourTolerated,
    double decay,
    double decayToZero,
    double gossipThreshold,
    double publishThreshold,
    double graylistThreshold,
    double cutFactor,
    int peersMax) {
  /**
   * About ten rejected messages within a minute cut a peer; it is let in again two minutes later.
   */
  public static final PenaltyParams DEFAULT =
      new PenaltyParams(10, 1, 10, 6, 0.99, 0.1, -50, -100, -800, 4, 4_096);

  public PenaltyParams {
    if (!(invalidWeight >= 0
        && invalidTolerated >= 0
        && misbehaviourWeight >= 0
        && misbehaviourTolerated >= 0)) {
      throw new IllegalArgumentException("weights and tolerances must not be negative");
    }
    if (!(decay > 0 && decay < 1 && decayToZero > 0)) {
      throw new IllegalArgumentException("decay " + decay + " to zero at " + decayToZero);
    }
    if (!(gossipThreshold <= 0
        && publishThreshold <= gossipThreshold
        && graylistThreshold < publishThreshold)) {
      throw new IllegalArgumentException("thresholds must descend: gossip, publish, graylist");
    }
    if (!(cutFactor >= 1 && peersMax >= 1)) {
      throw new IllegalArgumentException("cutFactor " + cutFactor + ", peersMax " + peersMax);
    }
  }
}
