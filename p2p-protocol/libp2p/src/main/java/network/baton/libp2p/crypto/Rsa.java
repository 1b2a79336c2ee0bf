package network.baton.libp2p.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * RSA identities: PKCS #1 v1.5 over SHA-256, public keys as SubjectPublicKeyInfo, private ones as
 * PKCS #1. Keys out of bounds are refused before they cost anything (CVE-2023-39533). Source:
 * libp2p/specs peer-ids. Thread-safe.
 */
final class Rsa {
  private static final int MODULUS_BITS_MIN = 2_048;
  private static final int MODULUS_BITS_MAX = 8_192;

  /** The usual exponent has 17 bits; one as long as the modulus makes verifying slow. */
  private static final int EXPONENT_BITS_MAX = 31;

  private static final int GENERATED_BITS = 2_048;

  private Rsa() {}

  /** A new key of 2,048 bits, as PKCS #1. */
  static byte[] generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(GENERATED_BITS);
      byte[] pkcs8 = generator.generateKeyPair().getPrivate().getEncoded();
      return PrivateKeyInfo.getInstance(pkcs8).parsePrivateKey().toASN1Primitive().getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError("every JDK has RSA", e);
    }
  }

  /**
   * The public key of a private one.
   *
   * @throws IllegalArgumentException if it is no PKCS #1 key within the bounds
   */
  static byte[] publicKey(byte[] pkcs1) {
    RSAPrivateKey key = Der.read(pkcs1, RSAPrivateKey::getInstance);
    try {
      byte[] spki =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
              .getEncoded();
      if (!isVerifiable(spki)) {
        throw new IllegalArgumentException("RSA key of " + key.getModulus().bitLength() + " bits");
      }
      return spki;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an RSA key", e);
    }
  }

  static byte[] sign(byte[] pkcs1, byte[] message) {
    RSAPrivateKey key = Der.read(pkcs1, RSAPrivateKey::getInstance);
    try {
      PrivateKey secret =
          KeyFactory.getInstance("RSA")
              .generatePrivate(
                  new RSAPrivateCrtKeySpec(
                      key.getModulus(),
                      key.getPublicExponent(),
                      key.getPrivateExponent(),
                      key.getPrime1(),
                      key.getPrime2(),
                      key.getExponent1(),
                      key.getExponent2(),
                      key.getCoefficient()));
      Signature signer = Signature.getInstance("SHA256withRSA");
      signer.initSign(secret);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a checked RSA key signs", e);
    }
  }

  /** Whether this is a key whose signatures are verified here. */
  static boolean isVerifiable(byte[] spki) {
    return read(spki) != null;
  }

  static boolean verify(byte[] spki, byte[] message, byte[] signature) {
    RSAPublicKey key = read(spki);
    if (key == null) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false; // of another length than the modulus
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable RSAPublicKey read(byte[] spki) {
    try {
      RSAPublicKey key =
          (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
      int bits = key.getModulus().bitLength();
      BigInteger exponent = key.getPublicExponent();
      boolean within = bits >= MODULUS_BITS_MIN && bits <= MODULUS_BITS_MAX;
      boolean plain = exponent.testBit(0) && exponent.bitLength() <= EXPONENT_BITS_MAX;
      return within && plain && exponent.bitLength() > 1 ? key : null;
    } catch (InvalidKeySpecException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has RSA", e);
    }
  }
}
