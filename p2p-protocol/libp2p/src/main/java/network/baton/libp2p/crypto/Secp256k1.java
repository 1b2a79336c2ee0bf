package network.baton.libp2p.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * secp256k1 identities: DER ECDSA over SHA-256, by libsecp256k1 where it loads, otherwise by Bouncy
 * Castle. Signs with low s and deterministically (RFC 6979); verifies either s, since a signature
 * names nothing here. Source: libp2p/specs peer-ids, BIP 62. Thread-safe.
 */
final class Secp256k1 {
  static final int SECRET_BYTES = 32;
  static final int PUBLIC_BYTES = 33;

  /** A DER sequence of two 33-byte integers at most. */
  private static final int SIGNATURE_BYTES_MAX = 72;

  private static final int SCALAR_BYTES = 32;
  private static final ECDomainParameters CURVE = curve();
  private static final BigInteger HALF_ORDER = CURVE.getN().shiftRight(1);
  private static final fr.acinq.secp256k1.@Nullable Secp256k1 NATIVE = load();

  private Secp256k1() {}

  /** r and s, each of 32 bytes. */
  private record Pair(BigInteger r, BigInteger s) {
    byte[] compact() {
      byte[] compact = new byte[2 * SCALAR_BYTES];
      BigIntegers.asUnsignedByteArray(r, compact, 0, SCALAR_BYTES);
      BigIntegers.asUnsignedByteArray(s, compact, SCALAR_BYTES, SCALAR_BYTES);
      return compact;
    }

    Pair lowS() {
      return s.compareTo(HALF_ORDER) > 0 ? new Pair(r, CURVE.getN().subtract(s)) : this;
    }
  }

  static byte[] generate() {
    SecureRandom random = new SecureRandom();
    byte[] secret = new byte[SECRET_BYTES];
    do {
      random.nextBytes(secret);
    } while (!isSecret(secret));
    return secret;
  }

  /** Whether these 32 bytes are a scalar from 1 to the order of the curve less one. */
  static boolean isSecret(byte[] secret) {
    BigInteger scalar = new BigInteger(1, secret);
    return secret.length == SECRET_BYTES
        && scalar.signum() > 0
        && scalar.compareTo(CURVE.getN()) < 0;
  }

  /** The compressed point of a secret. */
  static byte[] publicKey(byte[] secret) {
    return CURVE.getG().multiply(new BigInteger(1, secret)).normalize().getEncoded(true);
  }

  static byte[] sign(byte[] secret, byte[] message) {
    byte[] digest = Digests.sha256(message);
    return NATIVE != null ? signNative(NATIVE, secret, digest) : signPortable(secret, digest);
  }

  static boolean verify(byte[] compressedPoint, byte[] message, byte[] signature) {
    Pair pair = parse(signature);
    byte[] digest = Digests.sha256(message);
    return pair != null
        && (NATIVE != null
            ? verifyNative(NATIVE, compressedPoint, digest, pair)
            : verifyPortable(compressedPoint, digest, pair));
  }

  static byte[] signPortable(byte[] secret, byte[] digest) {
    ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), CURVE));
    BigInteger[] made = signer.generateSignature(digest);
    return der(new Pair(made[0], made[1]).lowS());
  }

  /** The portable way alone, for tests. */
  static boolean verifyPortable(byte[] compressedPoint, byte[] digest, byte[] signature) {
    Pair pair = parse(signature);
    return pair != null && verifyPortable(compressedPoint, digest, pair);
  }

  private static boolean verifyPortable(byte[] compressedPoint, byte[] digest, Pair pair) {
    try {
      ECDSASigner signer = new ECDSASigner();
      signer.init(
          false, new ECPublicKeyParameters(CURVE.getCurve().decodePoint(compressedPoint), CURVE));
      return signer.verifySignature(digest, pair.r, pair.s);
    } catch (IllegalArgumentException e) {
      return false; // not a point of the curve
    }
  }

  private static byte[] signNative(
      fr.acinq.secp256k1.Secp256k1 library, byte[] secret, byte[] digest) {
    byte[] compact = library.sign(digest, secret, null);
    return der(
        new Pair(
            new BigInteger(1, Arrays.copyOf(compact, SCALAR_BYTES)),
            new BigInteger(1, Arrays.copyOfRange(compact, SCALAR_BYTES, compact.length))));
  }

  private static boolean verifyNative(
      fr.acinq.secp256k1.Secp256k1 library, byte[] point, byte[] digest, Pair pair) {
    try {
      return library.verify(pair.lowS().compact(), digest, point);
    } catch (Secp256k1Exception e) {
      return false; // not a point of the curve
    }
  }

  /** Null if it is not the DER of two scalars below the order. */
  private static @Nullable Pair parse(byte[] signature) {
    if (signature.length > SIGNATURE_BYTES_MAX) {
      return null;
    }
    try {
      ASN1Sequence pair = Der.read(signature, all -> all);
      if (pair.size() != 2) {
        return null;
      }
      BigInteger r = ASN1Integer.getInstance(pair.getObjectAt(0)).getPositiveValue();
      BigInteger s = ASN1Integer.getInstance(pair.getObjectAt(1)).getPositiveValue();
      boolean small = r.compareTo(CURVE.getN()) < 0 && s.compareTo(CURVE.getN()) < 0;
      return small && r.signum() > 0 && s.signum() > 0 ? new Pair(r, s) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static byte[] der(Pair pair) {
    ASN1EncodableVector both = new ASN1EncodableVector();
    both.add(new ASN1Integer(pair.r));
    both.add(new ASN1Integer(pair.s));
    try {
      return new DERSequence(both).getEncoded();
    } catch (IOException e) {
      throw new AssertionError("two integers can be written", e);
    }
  }

  private static ECDomainParameters curve() {
    X9ECParameters named = CustomNamedCurves.getByName("secp256k1");
    return new ECDomainParameters(named.getCurve(), named.getG(), named.getN(), named.getH());
  }

  private static fr.acinq.secp256k1.@Nullable Secp256k1 load() {
    try {
      fr.acinq.secp256k1.Secp256k1 library = fr.acinq.secp256k1.Secp256k1.get();
      byte[] one = new byte[SECRET_BYTES];
      one[SECRET_BYTES - 1] = 1;
      library.sign(one, one, null);
      return library;
    } catch (LinkageError | RuntimeException unavailable) {
      return null; // another machine, or a temporary folder from which nothing may be loaded
    }
  }
}
