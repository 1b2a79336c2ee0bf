package network.baton.wire;

import java.math.BigInteger;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/** Bouncy Castle's curve: works everywhere, several times slower than the native one. */
final class PortableSecp256k1 implements Secp256k1 {
  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(PARAMETERS);

  /** Order of the group. */
  static final BigInteger N = PARAMETERS.getN();

  private static final BigInteger HALF_N = N.shiftRight(1);

  @Override
  public byte[] sign(byte[] secret, byte[] digest) {
    var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
    signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), DOMAIN));
    BigInteger[] signature = signer.generateSignature(digest);
    BigInteger s = signature[1].compareTo(HALF_N) > 0 ? N.subtract(signature[1]) : signature[1];
    byte[] rs = new byte[64];
    BigIntegers.asUnsignedByteArray(signature[0], rs, 0, 32);
    BigIntegers.asUnsignedByteArray(s, rs, 32, 32);
    return rs;
  }

  @Override
  public byte @Nullable [] recover(byte[] rs, byte[] digest, int parity) {
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + parity);
    System.arraycopy(rs, 0, compressed, 1, 32);
    ECPoint point;
    try {
      point = PARAMETERS.getCurve().decodePoint(compressed);
    } catch (IllegalArgumentException notOnCurve) {
      return null;
    }
    BigInteger rInverse = BigIntegers.fromUnsignedByteArray(rs, 0, 32).modInverse(N);
    BigInteger s = BigIntegers.fromUnsignedByteArray(rs, 32, 32);
    BigInteger e = new BigInteger(1, digest);
    BigInteger onBase = e.negate().multiply(rInverse).mod(N);
    BigInteger onPoint = s.multiply(rInverse).mod(N);
    ECPoint key =
        ECAlgorithms.sumOfTwoMultiplies(PARAMETERS.getG(), onBase, point, onPoint).normalize();
    return key.isInfinity() ? null : key.getEncoded(false);
  }

  @Override
  public byte[] publicKey(byte[] secret) {
    return new FixedPointCombMultiplier()
        .multiply(PARAMETERS.getG(), new BigInteger(1, secret))
        .getEncoded(false);
  }

  @Override
  public String name() {
    return "Bouncy Castle";
  }
}
