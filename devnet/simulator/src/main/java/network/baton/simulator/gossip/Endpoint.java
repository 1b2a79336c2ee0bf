package network.baton.simulator.gossip;

import network.baton.libp2p.PeerId;
import network.baton.libp2p.gossip.Rpc;

/** What stands at the end of a link. */
interface Endpoint {
  PeerId id();

  /**
   * @param outbound whether this side dialled
   */
  void joined(Link link, boolean outbound);

  void receive(PeerId from, Rpc rpc);
}
