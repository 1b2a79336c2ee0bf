package network.baton.libp2p.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import network.baton.libp2p.PeerId;

/** The Ed25519 identity key of this node. Its file holds the seed as 64 hexadecimal digits. */
public final class NodeKey {
  private static final long FILE_BYTES_MAX = 256;

  private final byte[] seed;
  private final PublicKey publicKey;

  private NodeKey(byte[] seed) {
    this.seed = seed;
    this.publicKey = PublicKey.of(KeyType.ED25519, Ed25519.publicKey(seed));
  }

  /** The key of a 32-byte seed. */
  public static NodeKey ofSeed(byte[] seed) {
    if (seed.length != Ed25519.SEED_BYTES) {
      throw new IllegalArgumentException("seed of " + seed.length + " bytes, not 32");
    }
    return new NodeKey(seed.clone());
  }

  public static NodeKey generate() {
    byte[] seed = new byte[Ed25519.SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return new NodeKey(seed);
  }

  /**
   * Reads a key file: 64 hexadecimal digits, with or without {@code 0x} and a line end.
   *
   * @throws IllegalArgumentException if the file holds something else
   */
  public static NodeKey load(Path file) throws IOException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IllegalArgumentException(file + " is too large for a key");
    }
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    try {
      return ofSeed(HexFormat.of().parseHex(digits));
    } catch (IllegalArgumentException e) {
      // The text itself stays out of the message: it may be a key with a typing error.
      throw new IllegalArgumentException(file + " must hold 64 hexadecimal digits", e);
    }
  }

  /** Writes the key file, readable by its owner only. Fails if the file is there already. */
  public void save(Path file) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
    Files.writeString(
        file, HexFormat.of().formatHex(seed) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  public PeerId peerId() {
    return publicKey.peerId();
  }

  public byte[] sign(byte[] message) {
    return Ed25519.sign(seed, message);
  }
}
