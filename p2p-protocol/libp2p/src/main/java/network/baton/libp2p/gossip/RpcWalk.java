package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One walk over an RPC frame (libp2p/specs pubsub/README.md and gossipsub-v1.x.md). Counts
 * everything before it is built; builds only when it is given lists.
 */
final class RpcWalk {
  private final GossipLimits limits;
  private final @Nullable Lists lists;
  private int fields;
  private int dataBytes;
  private int subscriptions;
  private int messages;
  private int ids;
  private int controlEntries;

  RpcWalk(GossipLimits limits, @Nullable Lists lists) {
    this.limits = limits;
    this.lists = lists;
  }

  /** Where the entries go. */
  static final class Lists {
    private final List<Rpc.Subscription> subscriptions = new ArrayList<>(0);
    private final List<GossipMessage> messages = new ArrayList<>(1);
    private final List<Rpc.Have> have = new ArrayList<>(0);
    private final List<MessageId> want = new ArrayList<>(0);
    private final List<String> graft = new ArrayList<>(0);
    private final List<Rpc.Prune> prune = new ArrayList<>(0);
    private final List<MessageId> dontWant = new ArrayList<>(0);
    private boolean extensions;

    Rpc toRpc() {
      return new Rpc(subscriptions, messages, have, want, graft, prune, dontWant, extensions);
    }
  }

  void walk(byte[] frame) throws RefusedException {
    ProtoReader rpc = new ProtoReader(frame, 0, frame.length);
    while (next(rpc)) {
      switch (rpc.field()) {
        case 1 -> subscription(rpc.inner());
        case 2 -> message(rpc.inner());
        case 3 -> control(rpc.inner());
        default -> rpc.skip();
      }
    }
    if (frame.length - dataBytes > limits.controlBytesMax()) {
      throw RefusedException.tooMany();
    }
  }

  private void subscription(ProtoReader in) throws RefusedException {
    subscriptions = count(subscriptions, limits.subscriptionsPerRpcMax());
    boolean subscribe = false;
    String topic = "";
    while (next(in)) {
      switch (in.field()) {
        case 1 -> subscribe = in.number() != 0;
        case 2 -> topic = topic(in);
        default -> in.skip();
      }
    }
    if (lists != null && !topic.isEmpty()) {
      lists.subscriptions.add(new Rpc.Subscription(topic, subscribe));
    }
  }

  private void message(ProtoReader in) throws RefusedException {
    messages = count(messages, limits.messagesPerRpcMax());
    ByteString data = ByteString.EMPTY;
    String topic = "";
    @Nullable ByteString from = null;
    @Nullable ByteString seqno = null;
    @Nullable ByteString signature = null;
    @Nullable ByteString key = null;
    boolean topicSeen = false;
    while (next(in)) {
      switch (in.field()) {
        case 1 -> from = bytes(in);
        case 2 -> {
          ProtoReader inner = in.inner();
          dataBytes += inner.remaining();
          data = lists == null ? ByteString.EMPTY : inner.copy();
        }
        case 3 -> seqno = bytes(in);
        case 4 -> {
          if (topicSeen) {
            throw RefusedException.malformed();
          }
          topicSeen = true;
          topic = topic(in);
        }
        case 5 -> signature = bytes(in);
        case 6 -> key = bytes(in);
        default -> in.skip();
      }
    }
    if (!topicSeen) {
      throw RefusedException.malformed();
    }
    if (lists != null && !topic.isEmpty()) {
      lists.messages.add(new GossipMessage(topic, data, from, seqno, signature, key));
    }
  }

  private void control(ProtoReader in) throws RefusedException {
    while (next(in)) {
      switch (in.field()) {
        case 1 -> have(in.inner());
        case 2 -> ids(in.inner(), lists == null ? null : lists.want);
        case 3 -> graft(in.inner());
        case 4 -> prune(in.inner());
        case 5 -> ids(in.inner(), lists == null ? null : lists.dontWant);
        case 6 -> extensions(in.inner());
        default -> in.skip();
      }
    }
  }

  private void have(ProtoReader in) throws RefusedException {
    controlEntries = count(controlEntries, limits.controlEntriesPerRpcMax());
    String topic = "";
    @Nullable List<MessageId> found = lists == null ? null : new ArrayList<>(0);
    while (next(in)) {
      switch (in.field()) {
        case 1 -> topic = topic(in);
        case 2 -> id(in.inner(), found);
        default -> in.skip();
      }
    }
    if (lists != null && found != null && !found.isEmpty()) {
      lists.have.add(new Rpc.Have(topic, found));
    }
  }

  private void graft(ProtoReader in) throws RefusedException {
    controlEntries = count(controlEntries, limits.controlEntriesPerRpcMax());
    while (next(in)) {
      if (in.field() == 1) {
        String topic = topic(in);
        if (lists != null) {
          lists.graft.add(topic);
        }
      } else {
        in.skip();
      }
    }
  }

  private void prune(ProtoReader in) throws RefusedException {
    controlEntries = count(controlEntries, limits.controlEntriesPerRpcMax());
    String topic = "";
    long backoffSeconds = 0;
    @Nullable List<Rpc.NamedPeer> peers = lists == null ? null : new ArrayList<>(0);
    while (next(in)) {
      switch (in.field()) {
        case 1 -> topic = topic(in);
        case 2 -> namedPeer(in.inner(), peers);
        case 3 -> backoffSeconds = in.number();
        default -> in.skip();
      }
    }
    if (lists != null && peers != null) {
      lists.prune.add(new Rpc.Prune(topic, backoffSeconds, peers));
    }
  }

  private void namedPeer(ProtoReader in, @Nullable List<Rpc.NamedPeer> found)
      throws RefusedException {
    controlEntries = count(controlEntries, limits.controlEntriesPerRpcMax());
    @Nullable ByteString peerId = null;
    @Nullable ByteString signedRecord = null;
    while (next(in)) {
      switch (in.field()) {
        case 1 -> peerId = bytes(in);
        case 2 -> signedRecord = bytes(in);
        default -> in.skip();
      }
    }
    if (found != null && peerId != null) {
      found.add(new Rpc.NamedPeer(peerId, signedRecord == null ? ByteString.EMPTY : signedRecord));
    }
  }

  /** Extensions that are not known are ignored, and none is known. */
  private void extensions(ProtoReader in) throws RefusedException {
    while (next(in)) {
      in.skip();
    }
    if (lists != null) {
      lists.extensions = true;
    }
  }

  private void ids(ProtoReader in, @Nullable List<MessageId> found) throws RefusedException {
    controlEntries = count(controlEntries, limits.controlEntriesPerRpcMax());
    while (next(in)) {
      if (in.field() == 1) {
        id(in.inner(), found);
      } else {
        in.skip();
      }
    }
  }

  private void id(ProtoReader in, @Nullable List<MessageId> found) throws RefusedException {
    ids = count(ids, limits.idsPerRpcMax());
    int size = in.remaining();
    if (size == 0 || size > MessageId.BYTES_MAX) {
      throw RefusedException.malformed();
    }
    if (found != null) {
      found.add(new MessageId(in.copy()));
    }
  }

  private String topic(ProtoReader in) throws RefusedException {
    ProtoReader inner = in.inner();
    if (inner.remaining() > limits.topicBytesMax()) {
      throw RefusedException.malformed();
    }
    return lists == null ? "" : inner.text();
  }

  private @Nullable ByteString bytes(ProtoReader in) throws RefusedException {
    ProtoReader inner = in.inner();
    return lists == null ? null : inner.copy();
  }

  private boolean next(ProtoReader in) throws RefusedException {
    if (!in.next()) {
      return false;
    }
    fields = count(fields, limits.rpcFieldsMax());
    return true;
  }

  private static int count(int before, int max) throws RefusedException {
    if (before >= max) {
      throw RefusedException.tooMany();
    }
    return before + 1;
  }
}
