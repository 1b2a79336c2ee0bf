package network.baton.wire;

import com.google.protobuf.ByteString;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Signature;
import org.jspecify.annotations.Nullable;

/**
 * Who signed: recovery of secp256k1 signatures under the one form that the network knows (W-10): v
 * is 27 or 28, r is in {@code 1..n-1}, s is in {@code 1..n/2}.
 */
public final class Signatures {
  /** r, s, v. */
  static final int SECP256K1_BYTES = 65;

  /** R, S. */
  static final int ED25519_BYTES = 64;

  static final Secp256k1 CURVE = Secp256k1.best();

  private static final Hash32 N =
      Hash32.fromHex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
  private static final Hash32 HALF_N =
      Hash32.fromHex("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

  private Signatures() {}

  /** The address whose key signed {@code digest}, or null when the signature is not a valid one. */
  public static @Nullable Address recover(Hash32 digest, Signature signature) {
    return recover(CURVE, digest, signature);
  }

  static @Nullable Address recover(Secp256k1 curve, Hash32 digest, Signature signature) {
    if (!isCanonical(signature)) {
      return null;
    }
    byte[] key = curve.recover(SignatureBytes.rs(signature), digest.toBytes(), signature.v() - 27);
    return key == null ? null : addressOf(key);
  }

  /** r, s and v in 65 bytes, as contracts take them. */
  public static byte[] bytes(Signature signature) {
    return SignatureBytes.secp256k1(signature).toByteArray();
  }

  /**
   * Reads r, s and v; null unless there are 65 bytes. Whether they sign anything, recovery says.
   */
  public static @Nullable Signature ofBytes(byte[] bytes) {
    return bytes.length == SECP256K1_BYTES
        ? SignatureBytes.secp256k1(ByteString.copyFrom(bytes))
        : null;
  }

  static boolean isCanonical(Signature signature) {
    return (signature.v() == 27 || signature.v() == 28)
        && !signature.r().isZero()
        && signature.r().compareTo(N) < 0
        && !signature.s().isZero()
        && signature.s().compareTo(HALF_N) <= 0;
  }

  /** Which implementation of the curve is in use, for logs. */
  public static String implementation() {
    return CURVE.name();
  }

  static boolean isSecret(Hash32 secret) {
    return !secret.isZero() && secret.compareTo(N) < 0;
  }

  /** Last 20 bytes of the hash of an uncompressed public key's coordinates. */
  static Address addressOf(byte[] uncompressedKey) {
    Hash32 hash = Keccak.hash(uncompressedKey, 1, 64);
    return new Address((int) hash.b(), hash.c(), hash.d());
  }
}
