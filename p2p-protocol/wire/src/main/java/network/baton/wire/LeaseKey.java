package network.baton.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import network.baton.lease.Address;
import network.baton.lease.Hash32;
import network.baton.lease.Signature;

/**
 * The hot secp256k1 key that signs leases, releases and completions. Never shows its secret: not in
 * text form, not in an error.
 */
public final class LeaseKey {
  private final byte[] secret;
  private final Address address;

  private LeaseKey(Hash32 secret) {
    this.secret = secret.toBytes();
    this.address = Signatures.addressOf(Signatures.CURVE.publicKey(this.secret));
  }

  /** A new key from the system's secure random source. */
  public static LeaseKey generate() {
    var random = new SecureRandom();
    byte[] bytes = new byte[Hash32.BYTES];
    Hash32 secret;
    do {
      random.nextBytes(bytes);
      secret = Hash32.of(bytes);
    } while (!Signatures.isSecret(secret));
    return new LeaseKey(secret);
  }

  /**
   * The key with this secret. Throws {@link IllegalArgumentException}, without the secret in it,
   * when the number is zero or not below the order of the group.
   */
  public static LeaseKey of(Hash32 secret) {
    if (!Signatures.isSecret(secret)) {
      throw new IllegalArgumentException(NOT_A_SECRET);
    }
    return new LeaseKey(secret);
  }

  /**
   * Reads a file that holds the secret as 64 hex digits. Throws {@link KeyFileException}, whose
   * message names the file and the fault and never shows what the file holds.
   */
  public static LeaseKey load(Path file) throws KeyFileException {
    Hash32 secret = KeyFile.read(file);
    if (!Signatures.isSecret(secret)) {
      throw new KeyFileException(file, NOT_A_SECRET);
    }
    return new LeaseKey(secret);
  }

  /**
   * Writes the secret to a new file that only its owner may read. Never replaces a file: a lost
   * lease key cannot be had back.
   */
  public void write(Path file) throws IOException {
    KeyFile.write(file, Hash32.of(secret));
  }

  public Address address() {
    return address;
  }

  /** Signs a digest: deterministic, low s, v 27 or 28. */
  public Signature sign(Hash32 digest) {
    byte[] digestBytes = digest.toBytes();
    byte[] rs = Signatures.CURVE.sign(secret, digestBytes);
    for (int parity = 0; parity <= 1; parity++) {
      byte[] key = Signatures.CURVE.recover(rs, digestBytes, parity);
      if (key != null && Signatures.addressOf(key).equals(address)) {
        return SignatureBytes.ofRs(rs, 27 + parity);
      }
    }
    throw new IllegalStateException("a signature of " + address + " does not verify");
  }

  @Override
  public String toString() {
    return "LeaseKey[" + address + "]";
  }

  private static final String NOT_A_SECRET =
      "the number is not a secp256k1 private key: it is zero or not below the order of the group";
}
