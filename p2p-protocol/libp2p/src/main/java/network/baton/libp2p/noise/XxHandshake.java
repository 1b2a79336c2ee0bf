package network.baton.libp2p.noise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import network.baton.libp2p.ProtocolViolation;
import network.baton.libp2p.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Noise_XX_25519_ChaChaPoly_SHA256, one side: {@code -> e}, {@code <- e ee s es}, {@code -> s se}.
 * Bytes in, bytes out, no I/O; keys are arguments. Source: the Noise Protocol Framework, revision
 * 34, sections 5 and 7.
 */
final class XxHandshake {
  private static final byte[] NAME =
      "Noise_XX_25519_ChaChaPoly_SHA256".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};
  private static final int MESSAGES = 3;

  private final boolean initiator;
  private final X25519Key staticKey;
  private final X25519Key ephemeralKey;
  private byte[] remoteStatic = NOTHING;
  private byte[] remoteEphemeral = NOTHING;
  private byte[] chainingKey;
  private byte[] hash;
  private @Nullable CipherState cipher;
  private int messages;

  XxHandshake(boolean initiator, byte[] prologue, X25519Key staticKey, X25519Key ephemeralKey) {
    this.initiator = initiator;
    this.staticKey = staticKey;
    this.ephemeralKey = ephemeralKey;
    // The name is exactly one hash long and so stands for itself.
    this.hash = NAME.clone();
    this.chainingKey = NAME.clone();
    mixHash(prologue);
  }

  /** Whether the next message is this side's. */
  boolean writesNext() {
    return messages < MESSAGES && (messages % 2 == 0) == initiator;
  }

  boolean complete() {
    return messages == MESSAGES;
  }

  /** The remote's static key; known after the message that carries it. */
  byte[] remoteStatic() {
    return remoteStatic.clone();
  }

  /** Unique to this session; for channel binding and tests. */
  byte[] hash() {
    return hash.clone();
  }

  byte[] write(byte[] payload) {
    if (!writesNext()) {
      throw new IllegalStateException("not this side's turn");
    }
    return switch (messages++) {
      case 0 -> {
        mixHash(ephemeralKey.publicBytes());
        yield join(ephemeralKey.publicBytes(), encryptAndHash(payload));
      }
      case 1 -> {
        mixHash(ephemeralKey.publicBytes());
        mixKey(ephemeralKey.agree(remoteEphemeral));
        byte[] sealedStatic = encryptAndHash(staticKey.publicBytes());
        mixKey(staticKey.agree(remoteEphemeral));
        yield join(join(ephemeralKey.publicBytes(), sealedStatic), encryptAndHash(payload));
      }
      default -> {
        byte[] sealedStatic = encryptAndHash(staticKey.publicBytes());
        mixKey(staticKey.agree(remoteEphemeral));
        yield join(sealedStatic, encryptAndHash(payload));
      }
    };
  }

  /**
   * Reads the remote's message; returns its payload.
   *
   * @throws ProtocolViolation if it is cut off or not authentic
   */
  byte[] read(byte[] message) {
    if (complete() || writesNext()) {
      throw new IllegalStateException("not the remote's turn");
    }
    int at = 0;
    if (messages < 2) {
      remoteEphemeral = part(message, 0, X25519Key.BYTES);
      at = X25519Key.BYTES;
      mixHash(remoteEphemeral);
    }
    if (messages > 0) {
      if (messages == 1) {
        mixKey(ephemeralKey.agree(remoteEphemeral));
      }
      int sealedBytes = X25519Key.BYTES + CipherState.TAG_BYTES;
      remoteStatic = decryptAndHash(part(message, at, sealedBytes));
      at += sealedBytes;
      mixKey(ephemeralKey.agree(remoteStatic));
    }
    byte[] payload = decryptAndHash(part(message, at, message.length - at));
    messages++;
    return payload;
  }

  /** The two transport ciphers: what this side sends with, then what it receives with. */
  CipherState[] split() {
    if (!complete()) {
      throw new IllegalStateException("handshake is not complete");
    }
    byte[][] keys = expand(NOTHING);
    CipherState ofInitiator = new CipherState(keys[0]);
    CipherState ofResponder = new CipherState(keys[1]);
    return initiator
        ? new CipherState[] {ofInitiator, ofResponder}
        : new CipherState[] {ofResponder, ofInitiator};
  }

  private void mixKey(byte[] secret) {
    byte[][] keys = expand(secret);
    chainingKey = keys[0];
    cipher = new CipherState(keys[1]);
  }

  private void mixHash(byte[] data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(hash);
      hash = digest.digest(data);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private byte[] encryptAndHash(byte[] plain) {
    byte[] sealed = plain;
    if (cipher != null) {
      sealed = new byte[plain.length + CipherState.TAG_BYTES];
      cipher.encrypt(hash, plain, 0, plain.length, sealed, 0);
    }
    mixHash(sealed);
    return sealed;
  }

  private byte[] decryptAndHash(byte[] sealed) {
    byte[] plain = sealed;
    if (cipher != null) {
      plain = new byte[Math.max(0, sealed.length - CipherState.TAG_BYTES)];
      cipher.decrypt(hash, sealed, 0, sealed.length, plain, 0);
    }
    mixHash(sealed);
    return plain;
  }

  /** HKDF with two outputs. */
  private byte[][] expand(byte[] input) {
    byte[] temporary = hmac(chainingKey, input);
    byte[] first = hmac(temporary, new byte[] {1});
    byte[] second = hmac(temporary, join(first, new byte[] {2}));
    return new byte[][] {first, second};
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HmacSHA256", e);
    }
  }

  private static byte[] part(byte[] message, int offset, int length) {
    if (length < 0 || offset + length > message.length) {
      throw new ProtocolViolation(Refusal.NOISE_MESSAGE, "handshake message is cut off");
    }
    return Arrays.copyOfRange(message, offset, offset + length);
  }

  private static byte[] join(byte[] a, byte[] b) {
    byte[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }
}
