package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Messages signed by their authors (libp2p/specs pubsub/README.md, StrictSign). The signature
 * covers {@code libp2p-pubsub:} and the message's known fields but signature and key, in the order
 * of their tags. Thread-safe.
 */
final class StrictSign implements AuthorPolicy {
  private static final byte[] PREFIX = "libp2p-pubsub:".getBytes(StandardCharsets.US_ASCII);

  /** An RSA signature by a key of 8,192 bits. */
  private static final int SIGNATURE_BYTES_MAX = 1_024;

  /** Type, length, then the key: the head of a peer id that holds its key. */
  private static final int IDENTITY_HEAD_BYTES = 2;

  private final NodeKey key;
  private final ByteString self;
  private final ByteString encodedKey;
  private final AtomicLong nextSeqno;

  StrictSign(NodeKey key, long firstSeqno) {
    this.key = key;
    this.self = ByteString.copyFrom(key.peerId().toBytes());
    this.encodedKey = ByteString.copyFrom(key.publicKey().encode());
    this.nextSeqno = new AtomicLong(firstSeqno);
  }

  /**
   * Nanoseconds of the wall clock: above all that this key used before, also after a restart, since
   * some peers ignore numbers that are not above the last one.
   */
  static long firstSeqno() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  @Override
  public GossipMessage create(String topic, ByteString data) {
    byte[] seqno = ByteBuffer.allocate(Long.BYTES).putLong(nextSeqno.getAndIncrement()).array();
    GossipMessage unsigned =
        new GossipMessage(topic, data, self, ByteString.copyFrom(seqno), null, null);
    ByteString signature = ByteString.copyFrom(key.sign(signedBytes(unsigned, true)));
    // The key stands in the id already; some peers want it nevertheless.
    return new GossipMessage(topic, data, self, unsigned.seqno(), signature, encodedKey);
  }

  @Override
  public @Nullable GossipRefusal refusal(GossipMessage message) {
    ByteString signature = message.signature();
    ByteString seqno = message.seqno();
    ByteString from = message.from();
    if (from == null
        || seqno == null
        || seqno.size() != Long.BYTES
        || signature == null
        || signature.isEmpty()
        || signature.size() > SIGNATURE_BYTES_MAX) {
      return GossipRefusal.MESSAGE_UNSIGNED;
    }
    if (from.equals(self)) {
      return GossipRefusal.MESSAGE_OWN;
    }
    PublicKey author = author(message);
    if (author == null) {
      return GossipRefusal.MESSAGE_KEY;
    }
    return author.verifiable() ? null : GossipRefusal.MESSAGE_KEY_KIND;
  }

  @Override
  public boolean signed() {
    return true;
  }

  @Override
  public boolean verify(GossipMessage message) {
    PublicKey author = author(message);
    ByteString signature = message.signature();
    if (author == null || signature == null) {
      return false;
    }
    byte[] proof = signature.toByteArray();
    // Nothing of the record tells an absent field of data from an empty one: both are tried.
    return author.verify(signedBytes(message, true), proof)
        || (message.data().isEmpty() && author.verify(signedBytes(message, false), proof));
  }

  /** The key that the author's id names: the one sent along, else the one inside the id. */
  private static @Nullable PublicKey author(GossipMessage message) {
    ByteString from = message.from();
    if (from == null) {
      return null;
    }
    try {
      PeerId id = PeerId.fromBytes(from.toByteArray());
      ByteString sent = message.key();
      byte[] encoded =
          sent == null ? from.substring(IDENTITY_HEAD_BYTES).toByteArray() : sent.toByteArray();
      return id.names(encoded) ? PublicKey.decode(encoded) : null;
    } catch (IllegalArgumentException e) {
      return null; // no peer id, or no key
    }
  }

  private static byte[] signedBytes(GossipMessage message, boolean withData) {
    ProtoWriter writer = new ProtoWriter(PREFIX.length + message.data().size() + 128).raw(PREFIX);
    RpcEncoder.optional(writer, 1, message.from());
    if (withData) {
      writer.bytes(2, message.data());
    }
    RpcEncoder.optional(writer, 3, message.seqno());
    return writer.text(4, message.topic()).toByteArray();
  }
}
