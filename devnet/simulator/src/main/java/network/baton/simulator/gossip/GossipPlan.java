package network.baton.simulator.gossip;

/**
 * A network of gossipsub routers and what happens to it. Messages are published at random moments
 * by random honest nodes that are up.
 *
 * @param honest nodes that do their part
 * @param silent nodes that join meshes like the others, and bring nothing: no messages, no offers
 * @param sybils identities of an attacker, each joined to its share of the targets; they graft
 *     whenever they may and bring nothing
 * @param sybilLinks links to sybils of each target
 * @param victims honest nodes that are targets, or 0 when all are; a victim dials {@link
 *     #victimDials} nodes and is dialled by sybils only
 * @param victimDials honest nodes that a victim dials
 * @param dials nodes that each other node dials
 * @param latencyMinMs shortest one-way delay of a link; each link draws its own once, uniformly
 * @param latencyMaxMs longest one
 * @param jitterMs added to each RPC, uniformly up to this; RPCs of a link stay in order
 * @param validationMaxMs time of a verdict, uniformly from 1
 * @param warmUpSeconds from the start to the first message
 * @param settleSeconds from the first message to the first one that is measured
 * @param seconds for which messages are published
 * @param messagesPerSecond in all of the network
 * @param messageBytes size of a message's data
 * @param lossShare share of the honest nodes that vanish at once, without a word; their peers
 *     notice 10 to 40 s later, as keep-alive pings do
 * @param lossAtSecond when, from the first message
 */
public record GossipPlan(
    String name,
    long seed,
    int honest,
    int silent,
    int sybils,
    int sybilLinks,
    int victims,
    int victimDials,
    int dials,
    long latencyMinMs,
    long latencyMaxMs,
    long jitterMs,
    long validationMaxMs,
    int warmUpSeconds,
    int settleSeconds,
    int seconds,
    int messagesPerSecond,
    int messageBytes,
    double lossShare,
    int lossAtSecond) {
  public GossipPlan {
    if (honest < 2 || silent < 0 || sybils < 0 || victims < 0 || victims >= honest) {
      throw new IllegalArgumentException("nodes of " + name);
    }
    if (dials < 1 || dials >= honest || sybilLinks > sybils || victimDials >= honest) {
      throw new IllegalArgumentException("links of " + name);
    }
    if (latencyMinMs < 1 || latencyMaxMs < latencyMinMs || jitterMs < 0 || validationMaxMs < 1) {
      throw new IllegalArgumentException("times of " + name);
    }
    if (warmUpSeconds < 1 || seconds <= settleSeconds || messagesPerSecond < 1) {
      throw new IllegalArgumentException("traffic of " + name);
    }
    if (messageBytes < Integer.BYTES || lossShare < 0 || lossShare >= 1) {
      throw new IllegalArgumentException("messages of " + name);
    }
  }

  /** 1,000 nodes; 30 % vanish at once. */
  public static GossipPlan scale(long seed, int nodes) {
    return new GossipPlan(
        "scale", seed, nodes, 0, 0, 0, 0, 0, 10, 50, 150, 10, 5, 20, 0, 60, 5, 300, 0.3, 20);
  }

  /** A third of all nodes is silent. */
  public static GossipPlan silent(long seed, int nodes) {
    int silent = nodes / 3;
    return new GossipPlan(
        "silent",
        seed,
        nodes - silent,
        silent,
        0,
        0,
        0,
        0,
        10,
        50,
        150,
        10,
        5,
        10,
        0,
        60,
        5,
        300,
        0,
        0);
  }

  /**
   * Ten sybils for each honest node, and ten links to them for each honest link, from the start.
   */
  public static GossipPlan sybil(long seed, int nodes) {
    return new GossipPlan(
        "sybil",
        seed,
        nodes,
        0,
        10 * nodes,
        200,
        0,
        0,
        10,
        50,
        150,
        10,
        5,
        10,
        60,
        120,
        5,
        300,
        0,
        0);
  }

  /** One node dials four honest ones and is dialled by 200 sybils. */
  public static GossipPlan eclipse(long seed, int nodes) {
    return new GossipPlan(
        "eclipse", seed, nodes, 0, 200, 200, 1, 4, 10, 50, 150, 10, 5, 10, 30, 120, 5, 300, 0, 0);
  }

  /** Whether an honest node of this number is what the sybils want. */
  boolean target(int number) {
    return sybils > 0 && (victims == 0 || number < victims);
  }
}
