package network.baton.libp2p.crypto;

import java.io.IOException;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/** Reads what others wrote in DER (ITU-T X.690). */
final class Der {
  private Der() {}

  /**
   * Reads a structure.
   *
   * @param make of the library, from the sequence that every key is
   * @throws IllegalArgumentException for everything that is no such structure; the library itself
   *     answers some bytes, and none, with other exceptions
   */
  static <T> T read(byte[] encoded, Function<ASN1Sequence, T> make) {
    try {
      if (encoded.length > 0 && ASN1Primitive.fromByteArray(encoded) instanceof ASN1Sequence all) {
        return make.apply(all);
      }
    } catch (IOException | RuntimeException e) { // it throws what it meets
      throw new IllegalArgumentException("not in DER", e);
    }
    throw new IllegalArgumentException("not in DER");
  }
}
