package network.baton.prover.trace;

import java.util.HexFormat;

/** Reads the gas that a block used from its RLP header: the eleventh item of the list. */
final class HeaderGas {
  private static final int ITEM = 10;
  private static final int SHORT_STRING = 0x80;
  private static final int LONG_STRING = 0xb8;
  private static final int SHORT_LIST = 0xc0;
  private static final int LONG_LIST = 0xf8;
  private static final int GAS_BYTES_MAX = 7;

  private HeaderGas() {}

  /** -1 for what is not a header. */
  static long of(String headerRlp) {
    try {
      byte[] bytes =
          HexFormat.of().parseHex(headerRlp.startsWith("0x") ? headerRlp.substring(2) : headerRlp);
      int at = contentAt(bytes, 0);
      for (int i = 0; i < ITEM; i++) {
        at = contentAt(bytes, at) + length(bytes, at);
      }
      int length = length(bytes, at);
      if (length > GAS_BYTES_MAX) {
        return -1;
      }
      long gas = 0;
      for (int i = contentAt(bytes, at), end = i + length; i < end; i++) {
        gas = gas << 8 | (bytes[i] & 0xff);
      }
      return gas;
    } catch (IllegalArgumentException | IndexOutOfBoundsException notHeader) {
      return -1;
    }
  }

  /** Where the content of the item at a position begins. */
  private static int contentAt(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < SHORT_STRING) {
      return at;
    } else if (first < LONG_STRING) {
      return at + 1;
    } else if (first < SHORT_LIST) {
      return at + 1 + first - LONG_STRING + 1;
    }
    return first < LONG_LIST ? at + 1 : at + 1 + first - LONG_LIST + 1;
  }

  /** Bytes of the content of a string item. */
  private static int length(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    if (first < SHORT_STRING) {
      return 1;
    } else if (first < LONG_STRING) {
      return first - SHORT_STRING;
    } else if (first >= SHORT_LIST) {
      throw new IllegalArgumentException("a list where a string belongs");
    }
    int length = 0;
    for (int i = at + 1; i < contentAt(bytes, at); i++) {
      length = length << 8 | (bytes[i] & 0xff);
    }
    if (length < 0) {
      throw new IllegalArgumentException("a length beyond all bounds");
    }
    return length;
  }
}
