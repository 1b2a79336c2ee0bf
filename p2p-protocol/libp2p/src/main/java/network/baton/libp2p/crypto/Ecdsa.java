package network.baton.libp2p.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA identities on the NIST curves: DER signatures over SHA-256, public keys as
 * SubjectPublicKeyInfo, private ones as SEC 1. Source: libp2p/specs peer-ids. Thread-safe.
 */
final class Ecdsa {
  private static final Map<ASN1ObjectIdentifier, String> CURVES =
      Map.of(
          SECObjectIdentifiers.secp256r1, "secp256r1",
          SECObjectIdentifiers.secp384r1, "secp384r1",
          SECObjectIdentifiers.secp521r1, "secp521r1");
  private static final ASN1ObjectIdentifier GENERATED = SECObjectIdentifiers.secp256r1;

  /** DER of two scalars of 521 bits. */
  private static final int SIGNATURE_BYTES_MAX = 141;

  private Ecdsa() {}

  /** A new key on P-256, as SEC 1 with its curve and its public point. */
  static byte[] generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVES.get(GENERATED)));
      KeyPair pair = generator.generateKeyPair();
      BigInteger secret = ((java.security.interfaces.ECPrivateKey) pair.getPrivate()).getS();
      SubjectPublicKeyInfo spki = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
      DERBitString point = DERBitString.convert(spki.getPublicKeyData());
      return new ECPrivateKey(256, secret, point, GENERATED).getEncoded();
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError("every JDK has P-256", e);
    }
  }

  /**
   * The public key of a private one.
   *
   * @throws IllegalArgumentException if it is no SEC 1 key on a known curve
   */
  static byte[] publicKey(byte[] sec1) {
    ECPrivateKey key = Der.read(sec1, ECPrivateKey::getInstance);
    X9ECParameters curve = CustomNamedCurves.getByOID(curveOf(key));
    BigInteger secret = key.getKey();
    if (secret.signum() <= 0 || secret.compareTo(curve.getN()) >= 0) {
      throw new IllegalArgumentException("not a scalar of the curve");
    }
    byte[] point = curve.getG().multiply(secret).normalize().getEncoded(false);
    try {
      return new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curveOf(key)), point)
          .getEncoded();
    } catch (IOException e) {
      throw new AssertionError("a key can be written", e);
    }
  }

  static byte[] sign(byte[] sec1, byte[] message) {
    ECPrivateKey key = Der.read(sec1, ECPrivateKey::getInstance);
    try {
      ECPublicKey named = read(publicKey(sec1));
      if (named == null) {
        throw new IllegalStateException("own key cannot be read");
      }
      Signature signer = Signature.getInstance("SHA256withECDSA");
      signer.initSign(
          KeyFactory.getInstance("EC")
              .generatePrivate(new ECPrivateKeySpec(key.getKey(), named.getParams())));
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a checked ECDSA key signs", e);
    }
  }

  /** Whether this is a key whose signatures are verified here. */
  static boolean isVerifiable(byte[] spki) {
    return read(spki) != null;
  }

  static boolean verify(byte[] spki, byte[] message, byte[] signature) {
    ECPublicKey key = read(spki);
    if (key == null || signature.length > SIGNATURE_BYTES_MAX) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException | InvalidKeyException e) {
      return false; // not DER, or not a point of the curve
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable ECPublicKey read(byte[] spki) {
    try {
      SubjectPublicKeyInfo info = Der.read(spki, SubjectPublicKeyInfo::getInstance);
      if (!isKnown(info.getAlgorithm().getParameters())) {
        return null;
      }
      return (ECPublicKey)
          KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
    } catch (InvalidKeySpecException | IllegalArgumentException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has elliptic curves", e);
    }
  }

  /** The parameters may be absent, or of any kind. */
  private static boolean isKnown(@Nullable ASN1Encodable parameters) {
    return parameters instanceof ASN1ObjectIdentifier curve && CURVES.containsKey(curve);
  }

  private static ASN1ObjectIdentifier curveOf(ECPrivateKey key) {
    ASN1Encodable parameters = key.getParametersObject();
    if (!isKnown(parameters)) {
      throw new IllegalArgumentException("not a key on a known curve");
    }
    return (ASN1ObjectIdentifier) parameters;
  }
}
