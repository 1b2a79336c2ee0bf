package network.baton.libp2p.gossip;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Protocol versions, oldest first: later ones can do all that earlier ones can. */
public enum GossipProtocol {
  V1_0("/meshsub/1.0.0"),
  V1_1("/meshsub/1.1.0"),
  V1_2("/meshsub/1.2.0"),
  V1_3("/meshsub/1.3.0");

  private final String id;

  GossipProtocol(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }

  /** Whether the peer understands IDONTWANT. */
  boolean hasDontWant() {
    return compareTo(V1_2) >= 0;
  }

  /** Whether the peer tells its extensions in the first RPC of a stream. */
  boolean hasExtensions() {
    return compareTo(V1_3) >= 0;
  }

  /** Ids to offer, best first. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(GossipProtocol::id).toList().reversed();
  }

  public static Optional<GossipProtocol> ofId(String id) {
    return Arrays.stream(values()).filter(version -> version.id.equals(id)).findFirst();
  }
}
