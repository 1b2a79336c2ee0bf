package network.baton.libp2p.gossip;

import java.util.List;
import network.baton.libp2p.PeerId;

/** What the caller of a {@link GossipRouter} has to do, in this order. */
public sealed interface GossipEffect {
  /** Queue the same RPC for each of the peers. */
  record Send(List<PeerId> to, Rpc rpc, Priority priority) implements GossipEffect {
    public Send {
      to = List.copyOf(to);
    }
  }

  /** Have the message judged, and answer with {@link GossipEvent.Verdict}. */
  record Validate(MessageId id, GossipMessage message, PeerId from) implements GossipEffect {}

  /**
   * Have the signature checked, off the router's thread, and answer with {@link
   * GossipEvent.Verified}. Comes for new messages only, once for all equal copies.
   */
  record Verify(GossipMessage message) implements GossipEffect {}

  /** Close the connection: the peer is below the graylist threshold. Comes once per connection. */
  record Disconnect(PeerId peer) implements GossipEffect {}

  /**
   * A trusted peer named others when it pruned this node: have their records verified and some of
   * them dialled.
   */
  record Exchange(PeerId from, List<Rpc.NamedPeer> peers) implements GossipEffect {
    public Exchange {
      peers = List.copyOf(peers);
    }
  }

  /** For metrics. */
  record Refused(PeerId peer, GossipRefusal reason) implements GossipEffect {}

  /** For metrics. */
  record Counted(GossipOutcome outcome, int count) implements GossipEffect {}
}
