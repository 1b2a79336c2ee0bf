package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Appends protobuf fields to a growing array. */
final class ProtoWriter {
  private byte[] out;
  private int size;

  ProtoWriter(int bytesExpected) {
    out = new byte[bytesExpected];
  }

  /** Bytes of a length-delimited field with its tag, for field numbers up to 15. */
  static int fieldBytes(int contentBytes) {
    return 1 + varintBytes(contentBytes) + contentBytes;
  }

  /** Bytes of a length that is not negative, as a varint. */
  static int varintBytes(int value) {
    return (Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(value)) + 6) / 7;
  }

  private static int longVarintBytes(long value) {
    return (Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(value)) + 6) / 7;
  }

  int size() {
    return size;
  }

  ProtoWriter number(int field, long value) {
    varint((long) field << 3);
    return varint(value);
  }

  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter bytes(int field, byte[] value) {
    return head(field, value.length).raw(value);
  }

  ProtoWriter bytes(int field, ByteString value) {
    head(field, value.size());
    room(value.size());
    value.copyTo(out, size);
    size += value.size();
    return this;
  }

  /** Tag and length of a field whose content follows. */
  ProtoWriter head(int field, int contentBytes) {
    varint(((long) field << 3) | 2);
    return varint(contentBytes);
  }

  ProtoWriter raw(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, out, size, value.length);
    size += value.length;
    return this;
  }

  ProtoWriter varint(long value) {
    room(longVarintBytes(value));
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    out[size++] = (byte) rest;
    return this;
  }

  /** What was written; the array itself if it is full. Nothing may be written afterwards. */
  byte[] toByteArray() {
    return size == out.length ? out : Arrays.copyOf(out, size);
  }

  private void room(int bytes) {
    if (out.length - size < bytes) {
      out = Arrays.copyOf(out, Math.max(size + bytes, 2 * out.length));
    }
  }
}
