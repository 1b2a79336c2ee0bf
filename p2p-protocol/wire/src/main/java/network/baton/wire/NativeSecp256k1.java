package network.baton.wire;

import fr.acinq.secp256k1.Secp256k1Exception;
import org.jspecify.annotations.Nullable;

/** libsecp256k1 through its JNI binding. */
final class NativeSecp256k1 implements Secp256k1 {
  private final fr.acinq.secp256k1.Secp256k1 library;

  private NativeSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /** Null where the native library does not load: another machine, a locked temporary folder. */
  static @Nullable NativeSecp256k1 load() {
    try {
      var curve = new NativeSecp256k1(fr.acinq.secp256k1.Secp256k1.get());
      byte[] one = new byte[32];
      one[31] = 1;
      curve.sign(one, one);
      return curve;
    } catch (LinkageError | RuntimeException unavailable) {
      return null;
    }
  }

  @Override
  public byte[] sign(byte[] secret, byte[] digest) {
    return library.sign(digest, secret, null);
  }

  @Override
  public byte @Nullable [] recover(byte[] rs, byte[] digest, int parity) {
    try {
      return library.ecdsaRecover(rs, digest, parity);
    } catch (Secp256k1Exception noSuchKey) {
      return null;
    }
  }

  @Override
  public byte[] publicKey(byte[] secret) {
    return library.pubkeyCreate(secret);
  }

  @Override
  public String name() {
    return "libsecp256k1";
  }
}
