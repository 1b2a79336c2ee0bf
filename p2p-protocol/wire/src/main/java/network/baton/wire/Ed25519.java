package network.baton.wire;

import network.baton.lease.Hash32;

/**
 * The Ed25519 operations that beats need, in two interchangeable forms: Amazon Corretto's provider
 * where its native library loads, else Bouncy Castle. Both make the same signatures (RFC 8032).
 *
 * <p>Implementations of Ed25519 differ on keys and signatures with parts of small order. A beat can
 * be evidence, so every node must give the same answer: {@link BeatKey#verify} admits only keys of
 * the prime-order group, and each form accepts exactly the signatures whose R is the canonical
 * encoding of {@code [S]B - [k]A} and not of small order (W-11).
 */
sealed interface Ed25519 permits NativeEd25519, PortableEd25519 {
  /** A private key, ready to sign. */
  interface Signer {
    /** R and S, 64 bytes. */
    byte[] sign(byte[] message);
  }

  /** A public key, ready to verify. Threads may share it. */
  interface Verifier {
    boolean verify(byte[] message, byte[] signature);
  }

  Signer signer(Hash32 seed);

  /** {@code publicKey} is of the prime-order group. */
  Verifier verifier(Hash32 publicKey);

  /** For logs. */
  String name();

  /** The fastest one that works here. */
  static Ed25519 best() {
    Ed25519 nativeCurve = NativeEd25519.load();
    return nativeCurve == null ? new PortableEd25519() : nativeCurve;
  }
}
