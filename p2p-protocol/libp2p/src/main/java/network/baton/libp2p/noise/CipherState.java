package network.baton.libp2p.noise;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;

/**
 * One direction of ChaCha20-Poly1305 with the counter nonces of Noise. Not thread-safe; one message
 * after the other.
 */
final class CipherState {
  static final int TAG_BYTES = 16;

  private static final int NONCE_BYTES = 12;

  /** The last counter value is reserved by the Noise specification. */
  private static final long NONCE_END = -1;

  private final Cipher cipher;
  private final SecretKeySpec key;
  private long counter;

  CipherState(byte[] key) {
    try {
      this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has ChaCha20-Poly1305", e);
    }
    this.key = new SecretKeySpec(key, "ChaCha20");
  }

  /** Encrypts; returns how many bytes were put, {@code length} + {@link #TAG_BYTES}. */
  int encrypt(byte[] ad, byte[] in, int offset, int length, byte[] out, int outOffset) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, nextNonce());
      cipher.updateAAD(ad);
      return cipher.doFinal(in, offset, length, out, outOffset);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Decrypts; returns how many bytes were put, {@code length} - {@link #TAG_BYTES}.
   *
   * @throws ProtocolViolation if the message is not authentic
   */
  int decrypt(byte[] ad, byte[] in, int offset, int length, byte[] out, int outOffset) {
    if (length < TAG_BYTES) {
      throw new ProtocolViolation(Refusal.NOISE_MESSAGE, "shorter than its tag");
    }
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, nextNonce());
      cipher.updateAAD(ad);
      return cipher.doFinal(in, offset, length, out, outOffset);
    } catch (AEADBadTagException e) {
      throw new ProtocolViolation(Refusal.NOISE_MESSAGE, "not authentic");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private AlgorithmParameterSpec nextNonce() {
    if (counter == NONCE_END) {
      throw new ProtocolViolation(Refusal.NOISE_MESSAGE, "nonces used up");
    }
    byte[] nonce = new byte[NONCE_BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[NONCE_BYTES - Long.BYTES + i] = (byte) (counter >>> (8 * i));
    }
    counter++;
    return new IvParameterSpec(nonce);
  }
}
