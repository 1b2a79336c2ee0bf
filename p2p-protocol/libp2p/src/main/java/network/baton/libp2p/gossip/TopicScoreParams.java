package network.baton.libp2p.gossip;

/**
 * How what a peer does in one topic becomes part of its score (gossipsub v1.1, P1 to P4). Rewards
 * have weights of at least 0, penalties of at most 0; a weight of 0 switches a part off. Decays are
 * factors per {@link ScoreParams#decayIntervalMs}, above 0 and below 1.
 *
 * @param weight of the whole topic, 0 or more
 * @param timeInMeshWeight P1: per quantum in the mesh
 * @param timeInMeshQuantumMs length of a quantum
 * @param timeInMeshCap most quanta that count
 * @param firstWeight P2: per message that the peer brought first
 * @param firstDecay of that count
 * @param firstCap most that count
 * @param meshWeight P3: per square of the deficit below the threshold
 * @param meshDecay of the count of messages that a mesh peer brought, first or soon after
 * @param meshCap most that count; at least meshThreshold
 * @param meshThreshold messages that a mesh peer must bring, if there are as many
 * @param meshShare share of the topic's accepted messages that a mesh peer must bring, above 0 and
 *     at most 1. What it is asked for is the smaller one of the two, so that a topic with little
 *     traffic punishes nobody (not in gossipsub v1.1, whose threshold alone is for 1)
 * @param meshWindowMs how long after the verdict a copy still counts as brought; shorter than a
 *     round trip, or an echo of what this node sent would count
 * @param meshActivationMs time in the mesh before P3 counts
 * @param failureWeight P3b: per square of the deficit with which a peer left the mesh
 * @param failureDecay of those
 * @param invalidWeight P4: per square of the count of invalid messages
 * @param invalidDecay of that count
 */
public record TopicScoreParams(
    double weight,
    double timeInMeshWeight,
    long timeInMeshQuantumMs,
    double timeInMeshCap,
    double firstWeight,
    double firstDecay,
    double firstCap,
    double meshWeight,
    double meshDecay,
    double meshCap,
    double meshThreshold,
    double meshShare,
    long meshWindowMs,
    long meshActivationMs,
    double failureWeight,
    double failureDecay,
    double invalidWeight,
    double invalidDecay) {
  private static final long WINDOW_MS_MAX = 60_000;

  /**
   * For topics whose rate is not known: rewards 8.5 at most, and asks for a tenth of the traffic.
   */
  public static final TopicScoreParams DEFAULT =
      new TopicScoreParams(
          1, 0.05, 60_000, 10, 0.4, 0.97, 20, -0.25, 0.97, 100, 10, 0.1, 100, 30_000, -0.25, 0.99,
          -8, 0.99);

  public TopicScoreParams {
    reward("weight", weight);
    reward("timeInMeshWeight", timeInMeshWeight);
    require(timeInMeshQuantumMs >= 1, "timeInMeshQuantumMs", timeInMeshQuantumMs);
    cap("timeInMeshCap", timeInMeshCap, timeInMeshWeight);
    reward("firstWeight", firstWeight);
    decay("firstDecay", firstDecay);
    cap("firstCap", firstCap, firstWeight);
    penalty("meshWeight", meshWeight);
    decay("meshDecay", meshDecay);
    cap("meshCap", meshCap, meshWeight);
    require(meshThreshold >= 0 && meshThreshold <= meshCap, "meshThreshold", meshThreshold);
    require(meshShare > 0 && meshShare <= 1, "meshShare", meshShare);
    require(meshWindowMs >= 0 && meshWindowMs <= WINDOW_MS_MAX, "meshWindowMs", meshWindowMs);
    require(meshWeight == 0 || meshActivationMs >= 1_000, "meshActivationMs", meshActivationMs);
    penalty("failureWeight", failureWeight);
    decay("failureDecay", failureDecay);
    penalty("invalidWeight", invalidWeight);
    decay("invalidDecay", invalidDecay);
  }

  private static void cap(String name, double cap, double weight) {
    require(Double.isFinite(cap) && (cap > 0 || (cap == 0 && weight == 0)), name, cap);
  }

  static void reward(String name, double weight) {
    require(Double.isFinite(weight) && weight >= 0, name, weight);
  }

  static void penalty(String name, double weight) {
    require(Double.isFinite(weight) && weight <= 0, name, weight);
  }

  static void decay(String name, double decay) {
    require(decay > 0 && decay < 1, name, decay);
  }

  static void require(boolean ok, String name, Number value) {
    if (!ok) {
      throw new IllegalArgumentException(name + " is out of bounds: " + value);
    }
  }
}
