package network.baton.wire;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import network.baton.lease.Hash32;
import network.baton.lease.Signature;
import org.jspecify.annotations.Nullable;

/**
 * The Ed25519 key of one lease's beats: made for the lease, named in it, thrown away with it. Its
 * text form shows the public key only.
 */
public final class BeatKey {
  /** Public keys whose check is remembered, by the last bits of the key; a newer one replaces. */
  private static final int REMEMBERED_KEYS = 4_096;

  private static final Ed25519 CURVE = Ed25519.best();
  private static final AtomicReferenceArray<@Nullable KnownKey> KNOWN =
      new AtomicReferenceArray<>(REMEMBERED_KEYS);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Hash32 seed;
  private final Hash32 publicKey;
  private final Ed25519.Signer signer;

  private BeatKey(Hash32 seed) {
    this.seed = seed;
    this.publicKey = PortableEd25519.publicKey(seed);
    this.signer = CURVE.signer(seed);
  }

  /** A new key from the system's secure random source. */
  public static BeatKey generate() {
    byte[] seed = new byte[Hash32.BYTES];
    RANDOM.nextBytes(seed);
    return new BeatKey(Hash32.of(seed));
  }

  /** The key of a seed that was kept, so that a restarted node goes on beating for its leases. */
  public static BeatKey of(Hash32 seed) {
    return new BeatKey(seed);
  }

  public Hash32 publicKey() {
    return publicKey;
  }

  /** The secret, for the durable record beside the lease and for nothing else. */
  public Hash32 seed() {
    return seed;
  }

  /** R and S, with v = 0. */
  public Signature sign(byte[] message) {
    return SignatureBytes.ofRs(signer.sign(message), 0);
  }

  /** Whether the key of {@code publicKey} signed the message, by the strict rule W-11. */
  public static boolean verify(Hash32 publicKey, byte[] message, Signature signature) {
    if (signature.v() != 0) {
      return false;
    }
    int place = (int) publicKey.d() & (REMEMBERED_KEYS - 1);
    KnownKey known = KNOWN.get(place);
    if (known == null || !known.publicKey.equals(publicKey)) {
      if (!PortableEd25519.isPrimeOrderPoint(publicKey)) {
        return false;
      }
      known = new KnownKey(publicKey, CURVE.verifier(publicKey));
      KNOWN.set(place, known);
    }
    return known.verifier.verify(message, SignatureBytes.rs(signature));
  }

  /** Which implementation of the curve is in use, for logs. */
  public static String implementation() {
    return CURVE.name();
  }

  @Override
  public String toString() {
    return "BeatKey[" + publicKey + "]";
  }

  private record KnownKey(Hash32 publicKey, Ed25519.Verifier verifier) {}
}
