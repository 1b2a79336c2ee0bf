package network.baton.libp2p.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 by the fastest implementation that works here: the Amazon Corretto provider (native code
 * for some platforms), otherwise Bouncy Castle. Never the JDK's, which takes ten times as long;
 * only its key objects are used, since the native provider makes none unless a system property says
 * so. Thread-safe.
 */
public final class Ed25519 {
  public static final int SEED_BYTES = 32;
  public static final int PUBLIC_BYTES = 32;
  public static final int SIGNATURE_BYTES = 64;

  private static final byte[] PKCS8_HEAD =
      HexFormat.of().parseHex("302e020100300506032b657004220420");
  private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  /** Keys of authors whose messages come often, ready for use. */
  private static final Map<ByteBuffer, java.security.PublicKey> READY =
      Collections.synchronizedMap(new Newest<>());

  private static final int READY_MAX = 512;

  private static final @Nullable Provider NATIVE = nativeProvider();

  private static final class Newest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private Newest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > READY_MAX;
    }
  }

  /** Signs with one key; cheaper than to name the seed each time. Thread-safe. */
  static final class Signer {
    private final byte[] seed;
    private final @Nullable PrivateKey key;

    Signer(byte[] seed) {
      this.seed = seed.clone();
      this.key = NATIVE == null ? null : privateKey(seed);
    }

    byte[] sign(byte[] message) {
      return NATIVE == null || key == null
          ? signPortable(seed, message)
          : signNative(NATIVE, key, message);
    }
  }

  private Ed25519() {}

  /** The public key of a 32-byte seed. */
  public static byte[] publicKey(byte[] seed) {
    byte[] publicKey = new byte[PUBLIC_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    return publicKey;
  }

  /** Signs with a 32-byte seed. */
  public static byte[] sign(byte[] seed, byte[] message) {
    return new Signer(seed).sign(message);
  }

  /** Whether the signature is valid; false for a key or signature that cannot be one. */
  public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
    if (publicKey.length != PUBLIC_BYTES || signature.length != SIGNATURE_BYTES) {
      return false;
    }
    return NATIVE != null
        ? verifyNative(NATIVE, publicKey, message, signature)
        : verifyPortable(publicKey, message, signature);
  }

  /** Name of the implementation in use, for the log. */
  public static String implementation() {
    return NATIVE != null ? NATIVE.getName() : "BouncyCastle";
  }

  static byte[] signPortable(byte[] seed, byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        seed, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  static boolean verifyPortable(byte[] publicKey, byte[] message, byte[] signature) {
    return org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
        signature, 0, publicKey, 0, message, 0, message.length);
  }

  private static byte[] signNative(Provider provider, PrivateKey key, byte[] message) {
    try {
      Signature signer = Signature.getInstance("Ed25519", provider);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PrivateKey privateKey(byte[] seed) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(join(PKCS8_HEAD, seed)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static java.security.PublicKey publicKeyOf(byte[] bytes) throws GeneralSecurityException {
    java.security.PublicKey ready = READY.get(ByteBuffer.wrap(bytes));
    if (ready == null) {
      ready =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(join(X509_HEAD, bytes)));
      READY.put(ByteBuffer.wrap(bytes.clone()), ready);
    }
    return ready;
  }

  private static boolean verifyNative(
      Provider provider, byte[] publicKey, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519", provider);
      verifier.initVerify(publicKeyOf(publicKey));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException | InvalidKeyException | InvalidKeySpecException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable Provider nativeProvider() {
    Provider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() != null) {
      return null;
    }
    try {
      byte[] seed = new byte[SEED_BYTES];
      byte[] signature = signNative(provider, privateKey(seed), seed);
      return verifyNative(provider, publicKey(seed), seed, signature) ? provider : null;
    } catch (IllegalStateException e) {
      return null; // loads, but has no Ed25519
    }
  }

  private static byte[] join(byte[] head, byte[] key) {
    byte[] joined = Arrays.copyOf(head, head.length + key.length);
    System.arraycopy(key, 0, joined, head.length, key.length);
    return joined;
  }
}
