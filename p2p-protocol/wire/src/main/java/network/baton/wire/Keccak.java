package network.baton.wire;

import network.baton.lease.Hash32;
import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 with the original padding, as Ethereum uses it. */
public final class Keccak {
  private static final ThreadLocal<Sponge> SPONGE = ThreadLocal.withInitial(Sponge::new);

  private Keccak() {}

  /** Hashes the parts one after the other, as if they were one array. */
  public static Hash32 hash(byte[]... parts) {
    Sponge sponge = SPONGE.get();
    for (byte[] part : parts) {
      sponge.digest.update(part, 0, part.length);
    }
    return sponge.squeeze();
  }

  /** Hashes {@code length} bytes from {@code offset}. */
  static Hash32 hash(byte[] bytes, int offset, int length) {
    Sponge sponge = SPONGE.get();
    sponge.digest.update(bytes, offset, length);
    return sponge.squeeze();
  }

  private static final class Sponge {
    private final KeccakDigest digest = new KeccakDigest(256);
    private final byte[] out = new byte[Hash32.BYTES];

    Hash32 squeeze() {
      digest.doFinal(out, 0); // resets the digest
      return Hash32.of(out);
    }
  }
}
