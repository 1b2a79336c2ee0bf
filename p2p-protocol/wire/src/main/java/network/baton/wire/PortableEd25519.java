package network.baton.wire;

import network.baton.lease.Hash32;

/** Bouncy Castle's Ed25519: works everywhere. */
final class PortableEd25519 implements Ed25519 {
  @Override
  public Signer signer(Hash32 seed) {
    byte[] secret = seed.toBytes();
    return message -> {
      byte[] signature = new byte[Signatures.ED25519_BYTES];
      org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
          secret, 0, message, 0, message.length, signature, 0);
      return signature;
    };
  }

  @Override
  public Verifier verifier(Hash32 publicKey) {
    byte[] key = publicKey.toBytes();
    // Bouncy Castle multiplies the equation by a factor, which may hide a small-order part of R.
    // With A and R both of the prime-order group nothing can hide.
    return (message, signature) ->
        org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(signature, 0)
            && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                signature, 0, key, 0, message, 0, message.length);
  }

  /** True for the canonical encoding of a point other than the neutral one, of the prime group. */
  static boolean isPrimeOrderPoint(Hash32 publicKey) {
    return org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(publicKey.toBytes(), 0);
  }

  static Hash32 publicKey(Hash32 seed) {
    byte[] key = new byte[Hash32.BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed.toBytes(), 0, key, 0);
    return Hash32.of(key);
  }

  @Override
  public String name() {
    return "Bouncy Castle";
  }
}
