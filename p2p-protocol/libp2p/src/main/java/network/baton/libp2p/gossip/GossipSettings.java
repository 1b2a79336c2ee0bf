package network.baton.libp2p.gossip;

import java.util.Set;
import network.baton.libp2p.PeerId;

/**
 * All that a node's gossip is configured with.
 *
 * @param topics allow-list: no other topic can be joined, published to, or subscribed to by peers
 * @param directPeers always forwarded to and heard, never in a mesh; both sides must name each
 *     other
 * @param exchangePrivate whether addresses of private ranges that peers name are dialled
 */
public record GossipSettings(
    GossipParams params,
    GossipLimits limits,
    ScoreParams scores,
    Set<String> topics,
    Set<PeerId> directPeers,
    boolean exchangePrivate) {
  public GossipSettings {
    topics = Set.copyOf(topics);
    directPeers = Set.copyOf(directPeers);
    if (topics.contains("")) {
      throw new IllegalArgumentException("an empty topic");
    }
  }

  /** The same with other limits. */
  public GossipSettings with(GossipLimits other) {
    return new GossipSettings(params, other, scores, topics, directPeers, exchangePrivate);
  }

  /** Default parameters for a list of topics, without direct peers. */
  public static GossipSettings of(Set<String> topics) {
    return new GossipSettings(
        GossipParams.DEFAULT,
        GossipLimits.DEFAULT,
        ScoreParams.of(topics),
        topics,
        Set.of(),
        false);
  }
}
