package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** RPCs as tests need them. */
final class TestRpc {
  private TestRpc() {}

  static MessageId id(String text) {
    return new MessageId(ByteString.copyFromUtf8(text));
  }

  static List<MessageId> ids(String... texts) {
    return Arrays.stream(texts).map(TestRpc::id).toList();
  }

  /** Ids {@code <prefix>0} to {@code <prefix><count - 1>}. */
  static List<MessageId> ids(String prefix, int count) {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(id(prefix + i));
    }
    return ids;
  }

  static Rpc subscriptions(Rpc.Subscription... subscriptions) {
    return new Rpc(
        List.of(subscriptions),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false);
  }

  static Rpc message(String topic, String text) {
    return Rpc.ofMessages(List.of(GossipMessage.unsigned(topic, ByteString.copyFromUtf8(text))));
  }

  static Rpc have(String topic, List<MessageId> ids) {
    return new Rpc(
        List.of(),
        List.of(),
        List.of(new Rpc.Have(topic, ids)),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        false);
  }

  static Rpc want(List<MessageId> ids) {
    return new Rpc(List.of(), List.of(), List.of(), ids, List.of(), List.of(), List.of(), false);
  }

  static Rpc graft(String... topics) {
    return new Rpc(
        List.of(), List.of(), List.of(), List.of(), List.of(topics), List.of(), List.of(), false);
  }

  static Rpc prune(String topic, long backoffSeconds) {
    return new Rpc(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(new Rpc.Prune(topic, backoffSeconds, List.of())),
        List.of(),
        false);
  }

  static Rpc dontWant(List<MessageId> ids) {
    return new Rpc(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), ids, false);
  }
}
