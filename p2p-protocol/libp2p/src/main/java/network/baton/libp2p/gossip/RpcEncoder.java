package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes RPCs as frames with their length prefix, split so that no frame is longer than a peer
 * accepts. Splits between entries; long id lists are cut; a single message is never cut. Stateless:
 * any thread.
 */
public final class RpcEncoder {
  /** Peers refuse control data beyond some 256 KiB, so frames of many entries stay well below. */
  private static final int SPLIT_BYTES = 128 << 10;

  private static final int IDS_PER_ENTRY_MAX = 1_024;

  private RpcEncoder() {}

  /** Frames of an RPC, in the order to send; none for an empty RPC. */
  public static List<byte[]> frames(Rpc rpc) {
    if (rpc.isOneMessage()) {
      return List.of(frame(rpc.messages().getFirst()));
    }
    Frames frames = new Frames();
    if (rpc.extensions()) {
      // In the first frame, wherever the others are cut.
      frames.addControl(6, new ProtoWriter(0));
    }
    for (Rpc.Subscription s : rpc.subscriptions()) {
      frames.addTop(1, new ProtoWriter(64).number(1, s.subscribe() ? 1 : 0).text(2, s.topic()));
    }
    for (GossipMessage message : rpc.messages()) {
      frames.addTop(2, message(message));
    }
    for (Rpc.Have have : rpc.have()) {
      for (List<MessageId> ids : chunks(have.ids())) {
        frames.addControl(1, ids(new ProtoWriter(64).text(1, have.topic()), 2, ids));
      }
    }
    for (List<MessageId> ids : chunks(rpc.want())) {
      frames.addControl(2, ids(new ProtoWriter(64), 1, ids));
    }
    for (String topic : rpc.graft()) {
      frames.addControl(3, new ProtoWriter(64).text(1, topic));
    }
    for (Rpc.Prune prune : rpc.prune()) {
      ProtoWriter writer = new ProtoWriter(64).text(1, prune.topic());
      for (Rpc.NamedPeer peer : prune.peers()) {
        ProtoWriter named = new ProtoWriter(64).bytes(1, peer.peerId());
        if (!peer.signedRecord().isEmpty()) {
          named.bytes(2, peer.signedRecord());
        }
        writer.bytes(2, named.toByteArray());
      }
      frames.addControl(4, writer.number(3, prune.backoffSeconds()));
    }
    for (List<MessageId> ids : chunks(rpc.dontWant())) {
      frames.addControl(5, ids(new ProtoWriter(64), 1, ids));
    }
    return frames.finish();
  }

  /** One message as a frame of its own, written once into an array of its size. */
  private static byte[] frame(GossipMessage message) {
    byte[] topic = message.topic().getBytes(StandardCharsets.UTF_8);
    int messageBytes =
        ProtoWriter.fieldBytes(message.data().size())
            + ProtoWriter.fieldBytes(topic.length)
            + optionalBytes(message.from())
            + optionalBytes(message.seqno())
            + optionalBytes(message.signature())
            + optionalBytes(message.key());
    int rpcBytes = ProtoWriter.fieldBytes(messageBytes);
    ProtoWriter writer = new ProtoWriter(ProtoWriter.varintBytes(rpcBytes) + rpcBytes);
    write(writer.varint(rpcBytes).head(2, messageBytes), message, topic);
    return writer.toByteArray();
  }

  private static ProtoWriter message(GossipMessage message) {
    ProtoWriter writer = new ProtoWriter(message.data().size() + 128);
    write(writer, message, message.topic().getBytes(StandardCharsets.UTF_8));
    return writer;
  }

  private static void write(ProtoWriter writer, GossipMessage message, byte[] topic) {
    optional(writer, 1, message.from());
    writer.bytes(2, message.data());
    optional(writer, 3, message.seqno());
    writer.bytes(4, topic);
    optional(writer, 5, message.signature());
    optional(writer, 6, message.key());
  }

  private static int optionalBytes(@Nullable ByteString value) {
    return value == null ? 0 : ProtoWriter.fieldBytes(value.size());
  }

  static void optional(ProtoWriter writer, int field, @Nullable ByteString value) {
    if (value != null) {
      writer.bytes(field, value);
    }
  }

  private static ProtoWriter ids(ProtoWriter writer, int field, List<MessageId> ids) {
    ids.forEach(id -> writer.bytes(field, id.bytes()));
    return writer;
  }

  private static List<List<MessageId>> chunks(List<MessageId> ids) {
    List<List<MessageId>> chunks = new ArrayList<>();
    for (int i = 0; i < ids.size(); i += IDS_PER_ENTRY_MAX) {
      chunks.add(ids.subList(i, Math.min(ids.size(), i + IDS_PER_ENTRY_MAX)));
    }
    return chunks;
  }

  /** Packs entries into frames, each with at most one control field, which is its last. */
  private static final class Frames {
    private final List<byte[]> done = new ArrayList<>(1);
    private ProtoWriter top = new ProtoWriter(256);
    private ProtoWriter control = new ProtoWriter(0);

    void addTop(int field, ProtoWriter entry) {
      makeRoom(entry);
      top.bytes(field, entry.toByteArray());
    }

    void addControl(int field, ProtoWriter entry) {
      makeRoom(entry);
      control.bytes(field, entry.toByteArray());
    }

    private void makeRoom(ProtoWriter entry) {
      if (top.size() + control.size() + entry.size() > SPLIT_BYTES) {
        cut();
      }
    }

    private void cut() {
      if (control.size() > 0) {
        top.bytes(3, control.toByteArray());
      }
      if (top.size() > 0) {
        byte[] body = top.toByteArray();
        done.add(new ProtoWriter(body.length + 4).varint(body.length).raw(body).toByteArray());
      }
      top = new ProtoWriter(256);
      control = new ProtoWriter(0);
    }

    List<byte[]> finish() {
      cut();
      return done;
    }
  }
}
