package network.baton.libp2p.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/** Verifies the identities of remotes with secp256k1 keys: DER ECDSA over SHA-256. */
final class Secp256k1 {
  /** A DER sequence of two 33-byte integers at most. */
  private static final int SIGNATURE_BYTES_MAX = 72;

  private static final ECDomainParameters CURVE = curve();

  private Secp256k1() {}

  static boolean verify(byte[] compressedPoint, byte[] message, byte[] signature) {
    if (signature.length == 0 || signature.length > SIGNATURE_BYTES_MAX) {
      return false;
    }
    try {
      ASN1Sequence pair = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(signature));
      if (pair.size() != 2) {
        return false;
      }
      BigInteger r = ASN1Integer.getInstance(pair.getObjectAt(0)).getPositiveValue();
      BigInteger s = ASN1Integer.getInstance(pair.getObjectAt(1)).getPositiveValue();
      ECDSASigner signer = new ECDSASigner();
      signer.init(
          false, new ECPublicKeyParameters(CURVE.getCurve().decodePoint(compressedPoint), CURVE));
      return signer.verifySignature(MessageDigest.getInstance("SHA-256").digest(message), r, s);
    } catch (IOException | IllegalArgumentException e) {
      return false; // not DER, or not a point of the curve
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static ECDomainParameters curve() {
    X9ECParameters named = CustomNamedCurves.getByName("secp256k1");
    return new ECDomainParameters(named.getCurve(), named.getG(), named.getN(), named.getH());
  }
}
