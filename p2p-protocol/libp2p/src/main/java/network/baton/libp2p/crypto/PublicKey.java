package network.baton.libp2p.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import network.baton.libp2p.PeerId;
import network.baton.libp2p.multiformat.Varint;

/**
 * A peer's public identity key: Ed25519 (32 raw bytes), secp256k1 (33 bytes, compressed point), RSA
 * and ECDSA (SubjectPublicKeyInfo). Source: libp2p/specs peer-ids.
 */
public final class PublicKey {
  /** An RSA key of 8,192 bits takes about 1,100 bytes; larger ones cost too much to handle. */
  public static final int ENCODED_BYTES_MAX = 1_200;

  /** No SubjectPublicKeyInfo is shorter; and none of them fits into a peer id as it is. */
  private static final int DER_BYTES_MIN = 48;

  private static final int TYPE_TAG = 0x08;
  private static final int DATA_TAG = 0x12;

  private final KeyType type;
  private final byte[] data;

  private PublicKey(KeyType type, byte[] data) {
    boolean valid =
        switch (type) {
          case ED25519 -> data.length == Ed25519.PUBLIC_BYTES;
          case SECP256K1 -> data.length == Secp256k1.PUBLIC_BYTES && (data[0] == 2 || data[0] == 3);
          case RSA, ECDSA -> data.length >= DER_BYTES_MIN;
        };
    if (!valid) {
      throw new IllegalArgumentException(type + " key of " + data.length + " bytes");
    }
    this.type = type;
    this.data = data;
  }

  public static PublicKey of(KeyType type, byte[] data) {
    return new PublicKey(type, data.clone());
  }

  /**
   * Reads the protobuf encoding: type, then data, both present, nothing else, shortest varints.
   *
   * @throws IllegalArgumentException if it is not the canonical encoding of a known kind of key
   */
  public static PublicKey decode(byte[] encoded) {
    if (encoded.length > ENCODED_BYTES_MAX) {
      throw new IllegalArgumentException("key of " + encoded.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(encoded);
    KeyType type = readType(in);
    return new PublicKey(type, Arrays.copyOfRange(encoded, in.position(), encoded.length));
  }

  /** The canonical protobuf encoding. */
  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(2 + 1 + Varint.size(data.length) + data.length);
    writeHead(out, type, data.length);
    return out.put(data).array();
  }

  public KeyType type() {
    return type;
  }

  /** The key alone, in the form of its type. */
  public byte[] data() {
    return data.clone();
  }

  public PeerId peerId() {
    return PeerId.of(encode());
  }

  /** N-01: whether signatures of this key are verified here. */
  public boolean verifiable() {
    return switch (type) {
      case ED25519, SECP256K1 -> true;
      case RSA -> Rsa.isVerifiable(data);
      case ECDSA -> Ecdsa.isVerifiable(data);
    };
  }

  /** Whether {@code signature} over {@code message} is this key's. */
  public boolean verify(byte[] message, byte[] signature) {
    return switch (type) {
      case ED25519 -> Ed25519.verify(data, message, signature);
      case SECP256K1 -> Secp256k1.verify(data, message, signature);
      case RSA -> Rsa.verify(data, message, signature);
      case ECDSA -> Ecdsa.verify(data, message, signature);
    };
  }

  /** Reads type and length of the data, which must be all that is left. */
  static KeyType readType(ByteBuffer in) {
    if (Varint.read(in) != TYPE_TAG) {
      throw new IllegalArgumentException("key without type");
    }
    KeyType type = KeyType.ofCode(Varint.read(in));
    if (Varint.read(in) != DATA_TAG || Varint.read(in) != in.remaining()) {
      throw new IllegalArgumentException("key encoding is not canonical");
    }
    return type;
  }

  static void writeHead(ByteBuffer out, KeyType type, int dataBytes) {
    out.put((byte) TYPE_TAG).put((byte) type.code()).put((byte) DATA_TAG);
    Varint.write(out, dataBytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey that && type == that.type && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return type + " key of " + peerId();
  }
}
