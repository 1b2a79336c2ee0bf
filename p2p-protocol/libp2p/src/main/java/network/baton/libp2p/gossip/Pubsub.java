package network.baton.libp2p.gossip;

import java.util.Map;

/** Topic publish/subscribe. Methods may be called from any thread. */
public interface Pubsub {
  /** Joins a topic. Messages are forwarded only after the validator accepts them. */
  void subscribe(String topic, TopicValidator validator);

  /**
   * Publishes to the topic. The own validator is not asked.
   *
   * @return how many peers it was queued for
   * @throws IllegalArgumentException if data is larger than the message size limit
   */
  int publish(String topic, byte[] data);

  /**
   * Bytes written and read by pubsub streams since start, and counts of refusals by reason. For
   * metrics.
   */
  Map<String, Long> counters();
}
