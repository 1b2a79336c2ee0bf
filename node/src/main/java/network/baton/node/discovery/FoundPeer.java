package network.baton.node.discovery;

import java.util.List;
import network.baton.libp2p.Multiaddr;
import network.baton.libp2p.PeerId;

/** A libp2p peer of this network, as its node record names it; nothing of it is proven yet. */
public record FoundPeer(PeerId peer, List<Multiaddr> addresses) {
  public FoundPeer {
    addresses = List.copyOf(addresses);
  }
}
