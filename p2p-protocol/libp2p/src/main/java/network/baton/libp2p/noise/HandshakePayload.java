package network.baton.libp2p.noise;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import network.baton.libp2p.crypto.NodeKey;
import network.baton.libp2p.crypto.PublicKey;
import network.baton.libp2p.pb.NoiseExtensions;
import network.baton.libp2p.pb.NoiseHandshakePayload;

/**
 * The identity that a side proves inside the handshake, and the muxers it announces. Source:
 * libp2p/specs noise and connections/inlined-muxer-negotiation.
 */
record HandshakePayload(PublicKey identity, List<String> muxers) {
  /** N-31: a payload with the largest key that is read, and room for extensions. */
  static final int BYTES_MAX = 4_096;

  private static final int MUXERS_MAX = 16;
  private static final byte[] SIGNATURE_PREFIX =
      "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);

  HandshakePayload {
    muxers = List.copyOf(muxers);
  }

  /** What this node says: its key, the key's signature over the Noise key, its muxers. */
  static byte[] own(NodeKey key, byte[] noiseStatic, List<String> muxers) {
    return NoiseHandshakePayload.newBuilder()
        .setIdentityKey(ByteString.copyFrom(key.publicKey().encode()))
        .setIdentitySig(ByteString.copyFrom(key.sign(signed(noiseStatic))))
        .setExtensions(NoiseExtensions.newBuilder().addAllStreamMuxers(muxers))
        .build()
        .toByteArray();
  }

  /**
   * Reads what the remote says and checks its signature.
   *
   * @throws ProtocolViolation if it cannot be read or does not prove an identity
   */
  static HandshakePayload verified(byte[] payload, byte[] remoteNoiseStatic) {
    NoiseHandshakePayload message;
    PublicKey identity;
    try {
      message = NoiseHandshakePayload.parseFrom(payload);
      identity = PublicKey.decode(message.getIdentityKey().toByteArray());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new ProtocolViolation(Refusal.NOISE_KEY, String.valueOf(e.getMessage()));
    }
    if (!identity.verifiable()) {
      throw new ProtocolViolation(Refusal.NOISE_KEY, identity.type() + " keys are not verified");
    }
    byte[] signature = message.getIdentitySig().toByteArray();
    if (!identity.verify(signed(remoteNoiseStatic), signature)) {
      throw new ProtocolViolation(Refusal.NOISE_SIGNATURE, "of " + identity.peerId());
    }
    List<String> muxers = message.getExtensions().getStreamMuxersList();
    return new HandshakePayload(identity, muxers.subList(0, Math.min(muxers.size(), MUXERS_MAX)));
  }

  private static byte[] signed(byte[] noiseStatic) {
    byte[] signed = Arrays.copyOf(SIGNATURE_PREFIX, SIGNATURE_PREFIX.length + noiseStatic.length);
    System.arraycopy(noiseStatic, 0, signed, SIGNATURE_PREFIX.length, noiseStatic.length);
    return signed;
  }
}
