package network.baton.libp2p;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import network.baton.libp2p.multiformat.TextBase;
import network.baton.libp2p.multiformat.Varint;

/**
 * Who a peer is: the multihash of its public key. Short keys (Ed25519, secp256k1) stand inside the
 * id themselves, longer ones by their SHA-256. A value: equal bytes are equal ids. Source:
 * libp2p/specs peer-ids.
 */
public final class PeerId implements Comparable<PeerId> {
  /** A key of at most this many encoded bytes is carried inside the id. */
  private static final int IDENTITY_BYTES_MAX = 42;

  private static final int IDENTITY = 0x00;
  private static final int SHA2_256 = 0x12;
  private static final int CID_VERSION = 1;
  private static final int LIBP2P_KEY_CODEC = 0x72;
  private static final int TEXT_LENGTH_MAX = 128;

  /** Encoded heads of the only two key types that fit: type, then length, of the protobuf. */
  private static final byte[] ED25519_HEAD = {8, 1, 18, 32};

  private static final byte[] SECP256K1_HEAD = {8, 2, 18, 33};

  private final byte[] multihash;

  private PeerId(byte[] multihash) {
    this.multihash = multihash;
  }

  /** The id of the key whose canonical protobuf encoding is {@code publicKeyProtobuf}. */
  public static PeerId of(byte[] publicKeyProtobuf) {
    if (publicKeyProtobuf.length <= IDENTITY_BYTES_MAX) {
      return fromBytes(join(IDENTITY, publicKeyProtobuf));
    }
    return new PeerId(join(SHA2_256, sha256(publicKeyProtobuf)));
  }

  /**
   * Reads the binary form.
   *
   * @throws IllegalArgumentException if it is no multihash that a peer id can have: identity of a
   *     canonically encoded key, or SHA-256
   */
  public static PeerId fromBytes(byte[] multihash) {
    if (multihash.length < 2 || multihash[1] != multihash.length - 2) {
      throw new IllegalArgumentException("peer id with a wrong length");
    }
    boolean valid =
        switch (multihash[0]) {
          case IDENTITY -> holdsCanonicalKey(multihash);
          case SHA2_256 -> multihash.length == 34;
          default -> false;
        };
    if (!valid) {
      throw new IllegalArgumentException("not the multihash of a public key");
    }
    return new PeerId(multihash.clone());
  }

  /**
   * Reads base58 ({@code 12D3Koo…}, {@code 16Uiu2…}, {@code Qm…}) or a CIDv1 of codec libp2p-key in
   * any known multibase.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static PeerId fromText(String text) {
    if (text.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException("peer id text longer than " + TEXT_LENGTH_MAX);
    }
    if (text.startsWith("1") || text.startsWith("Qm")) {
      return fromBytes(TextBase.BASE58.decode(text));
    }
    ByteBuffer cid = ByteBuffer.wrap(TextBase.decodeMultibase(text));
    if (Varint.read(cid) != CID_VERSION || Varint.read(cid) != LIBP2P_KEY_CODEC) {
      throw new IllegalArgumentException("not a CIDv1 of a libp2p key");
    }
    byte[] multihash = new byte[cid.remaining()];
    cid.get(multihash);
    return fromBytes(multihash);
  }

  /** The base58 form. */
  public String toText() {
    return TextBase.BASE58.encode(multihash);
  }

  /** The multihash. */
  public byte[] toBytes() {
    return multihash.clone();
  }

  /** Whether {@code publicKeyProtobuf} is the key that this id names. */
  public boolean names(byte[] publicKeyProtobuf) {
    return publicKeyProtobuf.length <= IDENTITY_BYTES_MAX
        ? Arrays.equals(multihash, join(IDENTITY, publicKeyProtobuf))
        : Arrays.equals(multihash, join(SHA2_256, sha256(publicKeyProtobuf)));
  }

  @Override
  public int compareTo(PeerId other) {
    return Arrays.compareUnsigned(multihash, other.multihash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId that && Arrays.equals(multihash, that.multihash);
  }

  @Override
  public int hashCode() {
    // The last bytes are key or digest, evenly spread.
    int end = multihash.length;
    return ByteBuffer.wrap(multihash, end - Integer.BYTES, Integer.BYTES).getInt();
  }

  @Override
  public String toString() {
    return toText();
  }

  private static boolean holdsCanonicalKey(byte[] multihash) {
    int key = 2;
    return startsAt(multihash, key, ED25519_HEAD, 32)
        || (startsAt(multihash, key, SECP256K1_HEAD, 33)
            && (multihash[key + 4] == 2 || multihash[key + 4] == 3));
  }

  private static boolean startsAt(byte[] bytes, int offset, byte[] head, int bodyLength) {
    int bodyStart = offset + head.length;
    return bytes.length == bodyStart + bodyLength
        && Arrays.equals(bytes, offset, bodyStart, head, 0, head.length);
  }

  private static byte[] join(int code, byte[] digest) {
    byte[] joined = new byte[digest.length + 2];
    joined[0] = (byte) code;
    joined[1] = (byte) digest.length;
    System.arraycopy(digest, 0, joined, 2, digest.length);
    return joined;
  }

  private static byte[] sha256(byte[] data) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
