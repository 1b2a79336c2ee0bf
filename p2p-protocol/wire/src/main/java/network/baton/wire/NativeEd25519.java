package network.baton.wire;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import network.baton.lease.Hash32;
import org.jspecify.annotations.Nullable;

/** Amazon Corretto's Ed25519, which runs on AWS-LC. */
final class NativeEd25519 implements Ed25519 {
  /** What precedes the seed in PKCS #8 and the key in X.509 (RFC 8410). */
  private static final byte[] PRIVATE_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  /** Encodings of the points of small order, sign bit cleared; the last two are not canonical. */
  private static final Set<Hash32> SMALL_ORDER =
      Set.of(
          Hash32.fromHex("0000000000000000000000000000000000000000000000000000000000000000"),
          Hash32.fromHex("0100000000000000000000000000000000000000000000000000000000000000"),
          Hash32.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
          Hash32.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
          Hash32.fromHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          Hash32.fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          Hash32.fromHex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));

  private final ThreadLocal<Signature> engine = ThreadLocal.withInitial(NativeEd25519::newEngine);
  private final KeyFactory keys;

  private NativeEd25519(KeyFactory keys) {
    this.keys = keys;
  }

  /** Null where the native library does not load. */
  static @Nullable NativeEd25519 load() {
    try {
      if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() != null) {
        return null;
      }
      var curve = new NativeEd25519(KeyFactory.getInstance("Ed25519"));
      byte[] message = new byte[0];
      byte[] signature = curve.signer(Hash32.ZERO).sign(message);
      Hash32 key = PortableEd25519.publicKey(Hash32.ZERO);
      return curve.verifier(key).verify(message, signature) ? curve : null;
    } catch (GeneralSecurityException | LinkageError | RuntimeException unavailable) {
      return null;
    }
  }

  @Override
  public Signer signer(Hash32 seed) {
    PrivateKey key;
    try {
      key = keys.generatePrivate(new PKCS8EncodedKeySpec(join(PRIVATE_PREFIX, seed)));
    } catch (InvalidKeySpecException impossible) {
      throw new IllegalStateException("any 32 bytes are a seed", impossible);
    }
    return message -> {
      try {
        Signature signature = engine.get();
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
      } catch (InvalidKeyException | SignatureException impossible) {
        throw new IllegalStateException("a valid key signs any message", impossible);
      }
    };
  }

  @Override
  public Verifier verifier(Hash32 publicKey) {
    PublicKey key;
    try {
      key = keys.generatePublic(new X509EncodedKeySpec(join(PUBLIC_PREFIX, publicKey)));
    } catch (InvalidKeySpecException impossible) {
      throw new IllegalStateException("a point of the group is a key", impossible);
    }
    return (message, bytes) -> {
      if (isSmallOrder(bytes)) {
        return false;
      }
      try {
        Signature signature = engine.get();
        signature.initVerify(key);
        signature.update(message);
        return signature.verify(bytes);
      } catch (InvalidKeyException | SignatureException refused) {
        return false;
      }
    };
  }

  @Override
  public String name() {
    return "AWS-LC";
  }

  private static boolean isSmallOrder(byte[] signature) {
    byte[] r = Arrays.copyOf(signature, Hash32.BYTES);
    r[Hash32.BYTES - 1] &= 0x7f;
    return SMALL_ORDER.contains(Hash32.of(r));
  }

  private static Signature newEngine() {
    try {
      return Signature.getInstance("Ed25519", AmazonCorrettoCryptoProvider.INSTANCE);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("load() has tried this", missing);
    }
  }

  private static byte[] join(byte[] prefix, Hash32 key) {
    byte[] joined = Arrays.copyOf(prefix, prefix.length + Hash32.BYTES);
    System.arraycopy(key.toBytes(), 0, joined, prefix.length, Hash32.BYTES);
    return joined;
  }
}
