package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;

/**
 * The message id of Ethereum's consensus network since Altair (consensus-specs
 * altair/p2p-interface.md): the first 20 bytes of SHA-256(domain, length of the topic as u64 little
 * endian, topic, payload), where a valid snappy block is hashed decompressed under domain 01000000
 * and anything else raw under domain 00000000.
 *
 * @param decompressedBytesMax a block that declares more is not decompressed and counts as invalid
 */
public record EthereumMessageId(int decompressedBytesMax) implements MessageIdFunction {
  public static final int ID_BYTES = 20;

  /** A snappy copy element of 3 bytes makes at most 64: a block cannot expand more. */
  private static final int SNAPPY_EXPANSION_MAX = 22;

  private static final int SNAPPY_HEADER_BYTES_MAX = 5;
  private static final byte[] VALID = {1, 0, 0, 0};
  private static final byte[] INVALID = {0, 0, 0, 0};

  public EthereumMessageId {
    if (decompressedBytesMax < 1) {
      throw new IllegalArgumentException("decompressedBytesMax " + decompressedBytesMax);
    }
  }

  @Override
  public MessageId of(GossipMessage message) {
    byte[] raw = message.data().toByteArray();
    byte @Nullable [] plain = decompress(raw);
    byte[] topic = message.topic().getBytes(StandardCharsets.UTF_8);
    MessageDigest sha = sha256();
    sha.update(plain == null ? INVALID : VALID);
    sha.update(littleEndian(topic.length));
    sha.update(topic);
    byte[] digest = sha.digest(plain == null ? raw : plain);
    return new MessageId(ByteString.copyFrom(digest, 0, ID_BYTES));
  }

  @Override
  public int bytes() {
    return ID_BYTES;
  }

  /** The block's content, or null when it is no valid snappy block within the bound. */
  public byte @Nullable [] decompress(byte[] block) {
    long declared = declaredBytes(block);
    if (declared < 0
        || declared > decompressedBytesMax
        || declared > (long) block.length * SNAPPY_EXPANSION_MAX) {
      return null;
    }
    try {
      byte[] plain = new byte[(int) declared];
      int bytes =
          Snappy.isValidCompressedBuffer(block)
              ? Snappy.uncompress(block, 0, block.length, plain, 0)
              : -1;
      return bytes == declared ? plain : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Compresses to one snappy block. */
  public static byte[] compress(byte[] plain) {
    try {
      return Snappy.compress(plain);
    } catch (IOException e) {
      throw new IllegalStateException("snappy failed on " + plain.length + " bytes", e);
    }
  }

  /** The varint at the start of the block; -1 when it is cut or longer than a u32. */
  private static long declaredBytes(byte[] block) {
    long value = 0;
    for (int i = 0; i < Math.min(SNAPPY_HEADER_BYTES_MAX, block.length); i++) {
      value |= (long) (block[i] & 0x7f) << (7 * i);
      if (block[i] >= 0) {
        return value;
      }
    }
    return -1;
  }

  private static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
