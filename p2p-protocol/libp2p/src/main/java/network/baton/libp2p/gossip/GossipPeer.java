package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import network.baton.libp2p.PeerId;

/** What the router knows of a connected peer. Forgotten when the peer disconnects. */
final class GossipPeer {
  final PeerId id;
  final boolean outbound;
  final boolean direct;
  GossipProtocol version;

  /** Topics the peer subscribed to: allow-listed ones only, and a bounded number of them. */
  final Set<String> topics = new LinkedHashSet<>();

  /** Signed record to name the peer with; empty when it is not known. */
  ByteString signedRecord = ByteString.EMPTY;

  /** Whether the connection is to be closed for its score. */
  boolean cut;

  // Since the last heartbeat:
  int haveRpcs;
  int idsAsked;
  int wantIds;
  int wantBytes;
  int dontWantRpcs;

  /** Ids the peer does not want, and the heartbeat from which on it may get them again. */
  private final Map<MessageId, Long> unwanted = new LinkedHashMap<>();

  GossipPeer(PeerId id, GossipProtocol version, boolean outbound, boolean direct) {
    this.id = id;
    this.version = version;
    this.outbound = outbound;
    this.direct = direct;
  }

  void doNotWant(MessageId message, long untilHeartbeat, int keptMax) {
    unwanted.remove(message);
    if (unwanted.size() >= keptMax) {
      unwanted.remove(unwanted.keySet().iterator().next());
    }
    unwanted.put(message, untilHeartbeat);
  }

  boolean wants(MessageId message) {
    return !unwanted.containsKey(message);
  }

  void heartbeat(long heartbeat) {
    haveRpcs = 0;
    idsAsked = 0;
    wantIds = 0;
    wantBytes = 0;
    dontWantRpcs = 0;
    unwanted.values().removeIf(until -> heartbeat >= until);
  }
}
