package network.baton.wire;

import java.util.Locale;

/** The gossip topics of a network, one per kind of message. */
public enum Family {
  TASK(WireLimits.TASK_BYTES_MAX),
  LEASE(WireLimits.MESSAGE_BYTES_MAX),
  BEAT(WireLimits.MESSAGE_BYTES_MAX),
  RESULT(WireLimits.MESSAGE_BYTES_MAX),
  BEACON(WireLimits.MESSAGE_BYTES_MAX);

  private final int bytesMax;

  Family(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Largest message of the family, decompressed. */
  public int bytesMax() {
    return bytesMax;
  }

  /** Last part of the topic's name. */
  public String topicPart() {
    return name().toLowerCase(Locale.ROOT);
  }
}
