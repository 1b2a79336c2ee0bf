package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * One decoded pubsub RPC. Control entries of a kind are flattened: which IWANT an id came in has no
 * meaning.
 *
 * @param extensions whether the sender tells its extensions, of which none is known here
 * @param prune what the sender pruned; at most one entry per topic has an effect
 */
public record Rpc(
    List<Subscription> subscriptions,
    List<GossipMessage> messages,
    List<Have> have,
    List<MessageId> want,
    List<String> graft,
    List<Prune> prune,
    List<MessageId> dontWant,
    boolean extensions) {
  public Rpc {
    subscriptions = List.copyOf(subscriptions);
    messages = List.copyOf(messages);
    have = List.copyOf(have);
    want = List.copyOf(want);
    graft = List.copyOf(graft);
    prune = List.copyOf(prune);
    dontWant = List.copyOf(dontWant);
  }

  public static Rpc ofMessages(List<GossipMessage> messages) {
    return new Rpc(
        List.of(), messages, List.of(), List.of(), List.of(), List.of(), List.of(), false);
  }

  /** Whether there is one message in it and nothing else. */
  boolean isOneMessage() {
    return messages.size() == 1
        && subscriptions.isEmpty()
        && have.isEmpty()
        && want.isEmpty()
        && graft.isEmpty()
        && prune.isEmpty()
        && dontWant.isEmpty()
        && !extensions;
  }

  /** The sender joined a topic, or left it. */
  public record Subscription(String topic, boolean subscribe) {}

  /** IHAVE: the sender can deliver these messages of a topic. */
  public record Have(String topic, List<MessageId> ids) {
    public Have {
      ids = List.copyOf(ids);
    }
  }

  /**
   * PRUNE: the sender took the receiver out of its mesh.
   *
   * @param backoffSeconds unsigned, as on the wire; 0 when absent. Clamp before use
   * @param peers others of the topic, for the receiver to connect to
   */
  public record Prune(String topic, long backoffSeconds, List<NamedPeer> peers) {
    public Prune {
      peers = List.copyOf(peers);
    }
  }

  /**
   * A peer named in a PRUNE; nothing of it is proved.
   *
   * @param peerId multihash bytes, maybe
   * @param signedRecord an envelope, maybe; empty when there is none
   */
  public record NamedPeer(ByteString peerId, ByteString signedRecord) {}
}
