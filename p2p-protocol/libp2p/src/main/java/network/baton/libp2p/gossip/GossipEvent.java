package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import network.baton.libp2p.PeerId;
import org.jspecify.annotations.Nullable;

/** What can happen to a {@link GossipRouter}. */
public sealed interface GossipEvent {
  /**
   * A peer can be sent to. For a peer that is known already: its stream was opened anew, so it may
   * have forgotten what it was told.
   *
   * @param outbound whether this side dialled
   * @param direct whether the operator pinned the peer: always forwarded to, never in a mesh
   * @param ip where it is, as far as known
   */
  record PeerConnected(
      PeerId peer,
      GossipProtocol version,
      boolean outbound,
      boolean direct,
      @Nullable InetAddress ip)
      implements GossipEvent {}

  /** A connected peer's signed record, which was verified: it is named to others with it. */
  record RecordSeen(PeerId peer, ByteString envelope) implements GossipEvent {}

  /** The application's word on a peer, P5 of its score; 0 takes it back. */
  record AppScore(PeerId peer, double value) implements GossipEvent {}

  record PeerDisconnected(PeerId peer) implements GossipEvent {}

  record RpcReceived(PeerId peer, Rpc rpc) implements GossipEvent {}

  /** Bytes of a peer that did not become an RPC. */
  record RpcRefused(PeerId peer, GossipRefusal reason) implements GossipEvent {}

  record Subscribe(String topic) implements GossipEvent {}

  record Unsubscribe(String topic) implements GossipEvent {}

  /** A message made here, by the router's {@link AuthorPolicy}. */
  record Publish(GossipMessage message) implements GossipEvent {}

  /** The answer to {@link GossipEffect.Verify}. */
  record Verified(GossipMessage message, boolean good) implements GossipEvent {}

  /** The validator's answer to {@link GossipEffect.Validate}. */
  record Verdict(MessageId id, ValidationResult result) implements GossipEvent {}

  /** Time passed; to be applied when {@link GossipRouter#nextWakeMs} is reached. */
  record Tick() implements GossipEvent {}
}
