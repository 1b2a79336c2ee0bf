package network.baton.libp2p.crypto;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.multiformat.Varint;
import org.jspecify.annotations.Nullable;

/**
 * The identity key of this node. Its file holds hexadecimal digits: the 64 of an Ed25519 seed, or
 * the encoding of a secp256k1 private key as other libp2p programs keep it.
 */
public final class NodeKey {
  private static final long FILE_BYTES_MAX = 256;

  /** An RSA key of 8,192 bits takes about 4,700 bytes. */
  private static final int ENCODED_BYTES_MAX = 5_000;

  private static final int LEGACY_ED25519_BYTES = 96;

  private final KeyType type;

  /** Seed, scalar, PKCS #1 or SEC 1, by type. */
  private final byte[] secret;

  private final PublicKey publicKey;

  /** Of an Ed25519 key; null for others. */
  private final Ed25519.@Nullable Signer signer;

  private NodeKey(KeyType type, byte[] secret) {
    this.type = type;
    this.secret = secret;
    this.signer = type == KeyType.ED25519 ? new Ed25519.Signer(secret) : null;
    this.publicKey =
        PublicKey.of(
            type,
            switch (type) {
              case ED25519 -> Ed25519.publicKey(secret);
              case SECP256K1 -> Secp256k1.publicKey(secret);
              case RSA -> Rsa.publicKey(secret);
              case ECDSA -> Ecdsa.publicKey(secret);
            });
  }

  /** The Ed25519 key of a 32-byte seed. */
  public static NodeKey ofSeed(byte[] seed) {
    if (seed.length != Ed25519.SEED_BYTES) {
      throw new IllegalArgumentException("seed of " + seed.length + " bytes, not 32");
    }
    return new NodeKey(KeyType.ED25519, seed.clone());
  }

  /** A new Ed25519 key. */
  public static NodeKey generate() {
    return generate(KeyType.ED25519);
  }

  /** A new key; RSA of 2,048 bits, ECDSA on P-256. */
  public static NodeKey generate(KeyType type) {
    return new NodeKey(
        type,
        switch (type) {
          case ED25519 -> {
            byte[] seed = new byte[Ed25519.SEED_BYTES];
            new SecureRandom().nextBytes(seed);
            yield seed;
          }
          case SECP256K1 -> Secp256k1.generate();
          case RSA -> Rsa.generate();
          case ECDSA -> Ecdsa.generate();
        });
  }

  /**
   * Reads the protobuf encoding of a private key: type, then data.
   *
   * @throws IllegalArgumentException if it is not one; the message does not quote it
   */
  public static NodeKey decode(byte[] encoded) {
    if (encoded.length > ENCODED_BYTES_MAX) {
      throw new IllegalArgumentException("private key of " + encoded.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(encoded);
    KeyType type = PublicKey.readType(in);
    byte[] data = Arrays.copyOfRange(encoded, in.position(), encoded.length);
    return switch (type) {
      case ED25519 -> ofSeed(seed(data));
      case SECP256K1 -> {
        if (!Secp256k1.isSecret(data)) {
          throw new IllegalArgumentException("not a secp256k1 secret");
        }
        yield new NodeKey(type, data);
      }
      case RSA, ECDSA -> new NodeKey(type, data);
    };
  }

  /** The protobuf encoding of the private key. */
  public byte[] encode() {
    byte[] data = secret;
    if (type == KeyType.ED25519) {
      data = Arrays.copyOf(secret, Ed25519.SEED_BYTES + Ed25519.PUBLIC_BYTES);
      System.arraycopy(publicKey.data(), 0, data, Ed25519.SEED_BYTES, Ed25519.PUBLIC_BYTES);
    }
    ByteBuffer out = ByteBuffer.allocate(3 + Varint.size(data.length) + data.length);
    PublicKey.writeHead(out, type, data.length);
    return out.put(data).array();
  }

  /**
   * Reads a key file: hexadecimal digits, with or without {@code 0x} and a line end.
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
      byte[] bytes = HexFormat.of().parseHex(digits);
      NodeKey key = bytes.length == Ed25519.SEED_BYTES ? ofSeed(bytes) : decode(bytes);
      if (key.type == KeyType.ED25519 || key.type == KeyType.SECP256K1) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // Said below. The text itself stays out of the message: it may be a key with a typing error.
    }
    throw new IllegalArgumentException(
        file + " must hold 64 hexadecimal digits, or an encoded Ed25519 or secp256k1 key in such");
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
    byte[] written = type == KeyType.ED25519 ? secret : encode();
    Files.writeString(
        file, HexFormat.of().formatHex(written) + "\n", StandardOpenOption.TRUNCATE_EXISTING);
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  public PeerId peerId() {
    return publicKey.peerId();
  }

  public byte[] sign(byte[] message) {
    if (signer != null) {
      return signer.sign(message);
    }
    return switch (type) {
      case ED25519 -> Ed25519.sign(secret, message);
      case SECP256K1 -> Secp256k1.sign(secret, message);
      case RSA -> Rsa.sign(secret, message);
      case ECDSA -> Ecdsa.sign(secret, message);
    };
  }

  /** Seed and public key, in older files the latter twice; both must belong to the seed. */
  private static byte[] seed(byte[] data) {
    int end = Ed25519.SEED_BYTES + Ed25519.PUBLIC_BYTES;
    boolean legacy = data.length == LEGACY_ED25519_BYTES;
    if (data.length != end && !legacy) {
      throw new IllegalArgumentException("Ed25519 private key of " + data.length + " bytes");
    }
    byte[] seed = Arrays.copyOf(data, Ed25519.SEED_BYTES);
    byte[] named = Arrays.copyOfRange(data, Ed25519.SEED_BYTES, end);
    boolean twice =
        !legacy || Arrays.equals(named, Arrays.copyOfRange(data, end, LEGACY_ED25519_BYTES));
    if (!twice || !Arrays.equals(named, Ed25519.publicKey(seed))) {
      throw new IllegalArgumentException("Ed25519 private key with another public key");
    }
    return seed;
  }
}
