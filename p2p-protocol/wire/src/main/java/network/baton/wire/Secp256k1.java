package network.baton.wire;

import org.jspecify.annotations.Nullable;

/**
 * The curve operations that leases need, in two interchangeable forms: libsecp256k1 where its
 * native library loads, else Bouncy Castle. Both make the same signatures (RFC 6979, low s).
 */
sealed interface Secp256k1 permits NativeSecp256k1, PortableSecp256k1 {
  /** Signs a 32-byte digest: r and s, 64 bytes, low s. */
  byte[] sign(byte[] secret, byte[] digest);

  /**
   * The public key (65 bytes, uncompressed) that made the signature, or null when there is none. r
   * and s are within range already.
   *
   * @param parity 0 or 1: whether the y of the signature's point is odd
   */
  byte @Nullable [] recover(byte[] rs, byte[] digest, int parity);

  /** The public key of a valid secret, 65 bytes, uncompressed. */
  byte[] publicKey(byte[] secret);

  /** For logs. */
  String name();

  /** The fastest one that works here. */
  static Secp256k1 best() {
    Secp256k1 nativeCurve = NativeSecp256k1.load();
    return nativeCurve == null ? new PortableSecp256k1() : nativeCurve;
  }
}
