package network.baton.wire;

import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.Arrays;
import network.baton.lease.Refusal;

/**
 * Parsing of protobuf that takes one encoding of each message only (W-03): the parsed message,
 * unknown fields left out, must encode to the very bytes that came. That refuses unknown fields,
 * fields out of order, repeated or set to their default, long varints and numbers beyond their
 * type.
 */
final class Canonical {
  private Canonical() {}

  static <T extends Message> Decoded<T> parse(byte[] bytes, int bytesMax, Parser<T> parser) {
    if (bytes.length > bytesMax) {
      return Decoded.reject(Refusal.TOO_LARGE);
    }
    try {
      T message = DiscardUnknownFieldsParser.wrap(parser).parseFrom(bytes);
      return Arrays.equals(message.toByteArray(), bytes)
          ? Decoded.ok(message)
          : Decoded.reject(Refusal.MALFORMED);
    } catch (InvalidProtocolBufferException malformed) {
      return Decoded.reject(Refusal.MALFORMED);
    }
  }
}
