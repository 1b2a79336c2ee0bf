package network.baton.libp2p.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.libp2p.multiformat.Varint;
import network.baton.libp2p.pb.Envelope;

/**
 * A payload signed by a peer's key for one purpose (libp2p/specs RFC 0002). The signature covers
 * the purpose's domain, the payload's type and the payload, each with its length before it.
 */
public final class SignedEnvelope {
  /** Longest envelope that is read. */
  public static final int BYTES_MAX = 4_096;

  private final PublicKey key;
  private final ByteString type;
  private final ByteString payload;
  private final ByteString signature;

  private SignedEnvelope(PublicKey key, ByteString type, ByteString payload, ByteString signature) {
    this.key = key;
    this.type = type;
    this.payload = payload;
    this.signature = signature;
  }

  /** Signs a payload. */
  public static SignedEnvelope seal(NodeKey key, String domain, byte[] type, byte[] payload) {
    byte[] signature = key.sign(signed(domain, type, payload));
    return new SignedEnvelope(
        key.publicKey(),
        ByteString.copyFrom(type),
        ByteString.copyFrom(payload),
        ByteString.copyFrom(signature));
  }

  /**
   * Reads an envelope, and believes it only if the signature is its key's for this domain. Takes
   * the time of one verification.
   *
   * @throws IllegalArgumentException if it is longer than {@link #BYTES_MAX}, cannot be read, or is
   *     not signed so
   */
  public static SignedEnvelope open(byte[] encoded, String domain) {
    if (encoded.length > BYTES_MAX) {
      throw new IllegalArgumentException("envelope of " + encoded.length + " bytes");
    }
    Envelope read;
    try {
      read = Envelope.parseFrom(encoded);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no envelope", e);
    }
    PublicKey key = PublicKey.decode(read.getPublicKey().toByteArray());
    byte[] type = read.getPayloadType().toByteArray();
    byte[] payload = read.getPayload().toByteArray();
    if (!key.verify(signed(domain, type, payload), read.getSignature().toByteArray())) {
      throw new IllegalArgumentException("the envelope's signature is wrong");
    }
    return new SignedEnvelope(key, read.getPayloadType(), read.getPayload(), read.getSignature());
  }

  private static byte[] signed(String domain, byte[] type, byte[] payload) {
    byte[][] parts = {domain.getBytes(StandardCharsets.UTF_8), type, payload};
    int bytes = 0;
    for (byte[] part : parts) {
      bytes += Varint.size(part.length) + part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(bytes);
    for (byte[] part : parts) {
      Varint.write(out, part.length);
      out.put(part);
    }
    return out.array();
  }

  /** Who signed. */
  public PublicKey key() {
    return key;
  }

  public byte[] type() {
    return type.toByteArray();
  }

  public byte[] payload() {
    return payload.toByteArray();
  }

  /** The form that travels. */
  public byte[] encode() {
    return Envelope.newBuilder()
        .setPublicKey(ByteString.copyFrom(key.encode()))
        .setPayloadType(type)
        .setPayload(payload)
        .setSignature(signature)
        .build()
        .toByteArray();
  }
}
