package network.baton.wire;

import com.google.protobuf.ByteString;
import network.baton.lease.Hash32;
import network.baton.lease.Refusal;

/** Task announcements as bytes: the same for every node, so that gossip carries each once. */
public final class TaskAnnouncements {
  private TaskAnnouncements() {}

  public static byte[] encode(BlockHeader header, Hash32 proofType) {
    return protobuf(new TaskAnnouncement(header, proofType)).toByteArray();
  }

  public static Decoded<TaskAnnouncement> decode(byte[] bytes) {
    return Canonical.parse(
            bytes, WireLimits.TASK_BYTES_MAX, network.baton.wire.pb.TaskAnnouncement.parser())
        .then(TaskAnnouncements::announcement);
  }

  static network.baton.wire.pb.TaskAnnouncement protobuf(TaskAnnouncement announcement) {
    return network.baton.wire.pb.TaskAnnouncement.newBuilder()
        .setHeaderRlp(ByteString.copyFrom(announcement.header().rlp()))
        .setProofType(SignatureBytes.bytes(announcement.proofType()))
        .build();
  }

  static Decoded<TaskAnnouncement> announcement(network.baton.wire.pb.TaskAnnouncement message) {
    if (message.getProofType().size() != Hash32.BYTES) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    Hash32 proofType = SignatureBytes.hash(message.getProofType());
    return HeaderRlp.decode(message.getHeaderRlp().toByteArray())
        .then(header -> Decoded.ok(new TaskAnnouncement(header, proofType)));
  }
}
