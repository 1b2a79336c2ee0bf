package network.baton.libp2p.gossip;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Appends protobuf fields to a growing array. */
final class ProtoWriter {
  private final ByteArrayOutputStream out;

  ProtoWriter(int bytesExpected) {
    out = new ByteArrayOutputStream(bytesExpected);
  }

  int size() {
    return out.size();
  }

  ProtoWriter number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtoWriter bytes(int field, byte[] value) {
    varint(((long) field << 3) | 2);
    varint(value.length);
    return raw(value);
  }

  ProtoWriter bytes(int field, ByteString value) {
    return bytes(field, value.toByteArray());
  }

  ProtoWriter raw(byte[] value) {
    out.write(value, 0, value.length);
    return this;
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }

  ProtoWriter varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write(((int) rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }
}
