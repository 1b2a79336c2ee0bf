package network.baton.libp2p.gossip;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.IpRange;

/**
 * How a peer's score is made (gossipsub v1.1, the score function), and what it decides. Conventions
 * as in {@link TopicScoreParams}.
 *
 * @param topics by topic; messages of others do not count
 * @param topicScoreCap most that all topics together can add, 0 for no cap
 * @param appWeight P5: per unit of what the application says of the peer, 0 or more
 * @param colocationWeight P6: per square of the peers of one address beyond the threshold
 * @param colocationThreshold peers of one IP address (IPv6: one /64) without consequence, at least
 *     1
 * @param colocationExempt addresses of which any number may come: loopback, or a known NAT
 * @param misbehaviourWeight P7: per square of the count beyond the threshold
 * @param misbehaviourThreshold misbehaviours without consequence, at least 0
 * @param misbehaviourDecay of that count
 * @param decayIntervalMs 100 to 600,000
 * @param decayToZero counts below are forgotten, above 0 and below 1
 * @param retainMs how long the score of a peer that left with a bad one is kept; it does not decay
 *     meanwhile, and a peer below the graylist threshold that comes back does not prolong it
 * @param peersMax peers kept after they left, and peers of which the application has spoken
 */
public record ScoreParams(
    Map<String, TopicScoreParams> topics,
    double topicScoreCap,
    double appWeight,
    double colocationWeight,
    int colocationThreshold,
    Set<IpRange> colocationExempt,
    double misbehaviourWeight,
    double misbehaviourThreshold,
    double misbehaviourDecay,
    long decayIntervalMs,
    double decayToZero,
    long retainMs,
    int peersMax,
    ScoreThresholds thresholds) {
  private static final long RETAIN_MS_MAX = 7L * 86_400_000;

  public ScoreParams {
    topics = Map.copyOf(topics);
    colocationExempt = Set.copyOf(colocationExempt);
    TopicScoreParams.reward("topicScoreCap", topicScoreCap);
    TopicScoreParams.reward("appWeight", appWeight);
    TopicScoreParams.penalty("colocationWeight", colocationWeight);
    TopicScoreParams.require(colocationThreshold >= 1, "colocationThreshold", colocationThreshold);
    TopicScoreParams.penalty("misbehaviourWeight", misbehaviourWeight);
    TopicScoreParams.reward("misbehaviourThreshold", misbehaviourThreshold);
    TopicScoreParams.decay("misbehaviourDecay", misbehaviourDecay);
    TopicScoreParams.require(
        decayIntervalMs >= 100 && decayIntervalMs <= 600_000, "decayIntervalMs", decayIntervalMs);
    TopicScoreParams.decay("decayToZero", decayToZero);
    TopicScoreParams.require(retainMs >= 0 && retainMs <= RETAIN_MS_MAX, "retainMs", retainMs);
    TopicScoreParams.require(peersMax >= 1, "peersMax", peersMax);
  }

  /** Defaults with {@link TopicScoreParams#DEFAULT} for every topic. */
  public static ScoreParams of(Set<String> topics) {
    Map<String, TopicScoreParams> same = new HashMap<>();
    topics.forEach(topic -> same.put(topic, TopicScoreParams.DEFAULT));
    return new ScoreParams(
        same,
        50,
        1,
        -10,
        10,
        Set.of(IpRange.of("127.0.0.0/8"), IpRange.of("::1/128")),
        -10,
        6,
        0.986,
        1_000,
        0.1,
        600_000,
        4_096,
        ScoreThresholds.DEFAULT);
  }
}
