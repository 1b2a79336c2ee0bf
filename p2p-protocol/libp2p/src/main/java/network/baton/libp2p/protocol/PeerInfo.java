package network.baton.libp2p.protocol;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import network.baton.libp2p.Multiaddr;

/**
 * What a peer says about itself in identify. Only a claim: nothing of it is proved.
 *
 * @param observed this node's address as the peer sees it
 * @param signedPeerRecord as it was sent, unchecked; empty when there was none or it was too long
 */
public record PeerInfo(
    String agentVersion,
    String protocolVersion,
    List<String> protocols,
    List<Multiaddr> listenAddresses,
    Optional<Multiaddr> observed,
    ByteString signedPeerRecord) {

  public PeerInfo {
    protocols = List.copyOf(protocols);
    listenAddresses = List.copyOf(listenAddresses);
  }
}
