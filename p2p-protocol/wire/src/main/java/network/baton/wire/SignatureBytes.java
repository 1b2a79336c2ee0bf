package network.baton.wire;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import network.baton.lease.Hash32;
import network.baton.lease.Signature;

/** Signatures and hashes as the bytes that messages carry. */
final class SignatureBytes {
  private SignatureBytes() {}

  static Signature ofRs(byte[] rs, int v) {
    ByteBuffer buffer = ByteBuffer.wrap(rs);
    return new Signature(hash(buffer), hash(buffer), v);
  }

  /** r, s, v in 65 bytes. The length is the caller's to check. */
  static Signature secp256k1(ByteString bytes) {
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new Signature(hash(buffer), hash(buffer), buffer.get() & 0xff);
  }

  /** R, S in 64 bytes. The length is the caller's to check. */
  static Signature ed25519(ByteString bytes) {
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new Signature(hash(buffer), hash(buffer), 0);
  }

  static Hash32 hash(ByteString bytes) {
    return hash(bytes.asReadOnlyByteBuffer());
  }

  static ByteString bytes(Hash32 hash) {
    return ByteString.copyFrom(hash.toBytes());
  }

  static ByteString secp256k1(Signature signature) {
    return ByteString.copyFrom(
        put(ByteBuffer.allocate(Signatures.SECP256K1_BYTES), signature)
            .put((byte) signature.v())
            .flip());
  }

  static ByteString ed25519(Signature signature) {
    return ByteString.copyFrom(rs(signature));
  }

  /** r and s in 64 bytes. */
  static byte[] rs(Signature signature) {
    return put(ByteBuffer.allocate(2 * Hash32.BYTES), signature).array();
  }

  private static ByteBuffer put(ByteBuffer buffer, Signature signature) {
    return put(put(buffer, signature.r()), signature.s());
  }

  private static ByteBuffer put(ByteBuffer buffer, Hash32 hash) {
    return buffer.putLong(hash.a()).putLong(hash.b()).putLong(hash.c()).putLong(hash.d());
  }

  private static Hash32 hash(ByteBuffer buffer) {
    return new Hash32(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }
}
