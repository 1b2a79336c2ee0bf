package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;

/**
 * Walks protobuf fields of a part of an array, which it neither changes nor copies. Groups and
 * field number 0 are refused.
 */
final class ProtoReader {
  private static final int VARINT_BYTES_MAX = 10;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int tag;

  ProtoReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Steps to the next field; false at the end. */
  boolean next() throws RefusedException {
    if (at == end) {
      return false;
    }
    long value = varint();
    if (value <= 7 || value > 0xffff_ffffL) {
      throw RefusedException.malformed();
    }
    tag = (int) value;
    return true;
  }

  int field() {
    return tag >>> 3;
  }

  /** The value of a varint field. */
  long number() throws RefusedException {
    require(0);
    return varint();
  }

  /** The content of a length-delimited field, as a reader of its own; steps over it. */
  ProtoReader inner() throws RefusedException {
    int length = length();
    at += length;
    return new ProtoReader(bytes, at - length, at);
  }

  /** Steps over the present field. */
  void skip() throws RefusedException {
    switch (tag & 7) {
      case 0 -> varint();
      case 1 -> advance(8);
      case 2 -> advance(length());
      case 5 -> advance(4);
      default -> throw RefusedException.malformed();
    }
  }

  /** Bytes of this reader that are not walked yet: of a fresh inner reader, the field's length. */
  int remaining() {
    return end - at;
  }

  /** Copies what is not walked yet. */
  ByteString copy() {
    return ByteString.copyFrom(bytes, at, end - at);
  }

  String text() {
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }

  private int length() throws RefusedException {
    require(2);
    long length = varint();
    if (length < 0 || length > end - at) {
      throw RefusedException.malformed();
    }
    return (int) length;
  }

  private void require(int wireType) throws RefusedException {
    if ((tag & 7) != wireType) {
      throw RefusedException.malformed();
    }
  }

  private void advance(int count) throws RefusedException {
    if (count > end - at) {
      throw RefusedException.malformed();
    }
    at += count;
  }

  private long varint() throws RefusedException {
    long value = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      if (at == end) {
        throw RefusedException.malformed();
      }
      byte b = bytes[at++];
      if (i == VARINT_BYTES_MAX - 1 && b > 1) {
        throw RefusedException.malformed();
      }
      value |= (long) (b & 0x7f) << (7 * i);
      if (b >= 0) {
        return value;
      }
    }
    throw RefusedException.malformed();
  }
}
