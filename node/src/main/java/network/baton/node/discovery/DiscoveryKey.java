package network.baton.node.discovery;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import network.baton.libp2p.crypto.NodeKey;
import org.apache.tuweni.bytes.Bytes32;
import org.apache.tuweni.crypto.SECP256K1;

/**
 * N-68: the secp256k1 key of the node record, made from the node key: one file to keep and to move,
 * and a record in other nodes' files that stays valid as long as it. No signature of the one key
 * serves as one of the other.
 */
final class DiscoveryKey {
  private static final String PURPOSE = "baton discv5 identity 1";
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private DiscoveryKey() {}

  static SECP256K1.SecretKey of(NodeKey key) {
    byte[] material = PURPOSE.getBytes(StandardCharsets.US_ASCII);
    while (true) { // a second turn has the chance of 2^-128
      material = hmac(key.encode(), material);
      BigInteger scalar = new BigInteger(1, material);
      if (scalar.signum() > 0 && scalar.compareTo(ORDER) < 0) {
        return SECP256K1.SecretKey.fromBytes(Bytes32.wrap(material));
      }
    }
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }
}
