package network.baton.libp2p.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash under every signature that is not Ed25519. */
final class Digests {
  private Digests() {}

  static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
