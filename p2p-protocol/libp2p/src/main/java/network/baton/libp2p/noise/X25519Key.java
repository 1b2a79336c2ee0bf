package network.baton.libp2p.noise;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;

/** A Diffie-Hellman key pair on Curve25519 (RFC 7748), by the JDK. */
final class X25519Key {
  static final int BYTES = 32;

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final byte[] BASE_POINT = basePoint();

  private final PrivateKey privateKey;
  private final byte[] publicBytes;

  private X25519Key(byte[] scalar) {
    try {
      privateKey =
          KeyFactory.getInstance("X25519")
              .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has X25519", e);
    }
    publicBytes = agree(BASE_POINT);
  }

  static X25519Key ofScalar(byte[] scalar) {
    return new X25519Key(scalar.clone());
  }

  static X25519Key generate() {
    byte[] scalar = new byte[BYTES];
    RANDOM.nextBytes(scalar);
    return new X25519Key(scalar);
  }

  byte[] publicBytes() {
    return publicBytes.clone();
  }

  /**
   * The shared secret with a remote's public key.
   *
   * @throws ProtocolViolation if the remote's point has a low order, so that the secret would be
   *     known to everybody
   */
  byte[] agree(byte[] remotePublic) {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(privateKey);
      agreement.doPhase(publicKey(remotePublic), true);
      return agreement.generateSecret();
    } catch (InvalidKeyException e) {
      throw new ProtocolViolation(Refusal.NOISE_MESSAGE, "X25519 point of low order");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has X25519", e);
    }
  }

  private static PublicKey publicKey(byte[] littleEndian) throws GeneralSecurityException {
    byte[] bigEndian = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      bigEndian[i] = littleEndian[BYTES - 1 - i];
    }
    bigEndian[0] &= 0x7f; // RFC 7748, section 5: the highest bit is ignored
    return KeyFactory.getInstance("X25519")
        .generatePublic(
            new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
  }

  private static byte[] basePoint() {
    byte[] point = new byte[BYTES];
    point[0] = 9;
    return point;
  }
}
