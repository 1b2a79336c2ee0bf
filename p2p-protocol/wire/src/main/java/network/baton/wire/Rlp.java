package network.baton.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recursive-length prefix, as far as a block header needs it: one flat list of byte strings. */
final class Rlp {
  private static final int SHORT_MAX = 55;

  private Rlp() {}

  /** Where one item's content lies. */
  record Item(int offset, int length) {
    int end() {
      return offset + length;
    }
  }

  /**
   * The items of a list of byte strings that fills {@code bytes} to the last one; null when it is
   * anything else, not in the shortest form, or has more than {@code itemsMax} items.
   */
  static @Nullable List<Item> flatList(byte[] bytes, int itemsMax) {
    Item list = item(bytes, 0, bytes.length, 0xc0);
    if (list == null || list.end() != bytes.length) {
      return null;
    }
    var items = new ArrayList<Item>();
    int at = list.offset();
    while (at < bytes.length) {
      Item next = item(bytes, at, bytes.length, 0x80);
      if (next == null || items.size() == itemsMax) {
        return null;
      }
      items.add(next);
      at = next.end();
    }
    return items;
  }

  /** The item at {@code at}, of the kind whose short prefixes start at {@code base}. */
  private static @Nullable Item item(byte[] bytes, int at, int end, int base) {
    if (at >= end) {
      return null;
    }
    int prefix = bytes[at] & 0xff;
    if (base == 0x80 && prefix < 0x80) {
      return new Item(at, 1);
    }
    if (prefix < base || prefix >= base + 0x40) {
      return null;
    }
    int small = prefix - base;
    if (small <= SHORT_MAX) {
      boolean couldBeShorter =
          base == 0x80 && small == 1 && at + 1 < end && (bytes[at + 1] & 0xff) < 0x80;
      return couldBeShorter ? null : within(at + 1, small, end);
    }
    int lengthBytes = small - SHORT_MAX;
    // Two length bytes reach 64 KiB, far beyond what a header may have.
    if (lengthBytes > 2 || at + 1 + lengthBytes > end || bytes[at + 1] == 0) {
      return null;
    }
    int length = 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = (length << 8) | (bytes[at + 1 + i] & 0xff);
    }
    return length <= SHORT_MAX ? null : within(at + 1 + lengthBytes, length, end);
  }

  private static @Nullable Item within(int offset, int length, int end) {
    return length <= end - offset ? new Item(offset, length) : null;
  }

  /** Encodes one flat list of byte strings. */
  static byte[] encodeList(List<byte[]> items) {
    int contentLength = 0;
    for (byte[] item : items) {
      contentLength += (isItsOwnPrefix(item) ? 0 : prefixLength(item.length)) + item.length;
    }
    byte[] out = new byte[prefixLength(contentLength) + contentLength];
    int at = putPrefix(out, 0, 0xc0, contentLength);
    for (byte[] item : items) {
      if (!isItsOwnPrefix(item)) {
        at = putPrefix(out, at, 0x80, item.length);
      }
      System.arraycopy(item, 0, out, at, item.length);
      at += item.length;
    }
    return out;
  }

  private static boolean isItsOwnPrefix(byte[] item) {
    return item.length == 1 && (item[0] & 0xff) < 0x80;
  }

  private static int prefixLength(int length) {
    return length <= SHORT_MAX ? 1 : 1 + lengthBytes(length);
  }

  private static int lengthBytes(int length) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
  }

  private static int putPrefix(byte[] out, int at, int base, int length) {
    if (length <= SHORT_MAX) {
      out[at] = (byte) (base + length);
      return at + 1;
    }
    int count = lengthBytes(length);
    out[at] = (byte) (base + SHORT_MAX + count);
    for (int i = 0; i < count; i++) {
      out[at + 1 + i] = (byte) (length >>> (8 * (count - 1 - i)));
    }
    return at + 1 + count;
  }
}
