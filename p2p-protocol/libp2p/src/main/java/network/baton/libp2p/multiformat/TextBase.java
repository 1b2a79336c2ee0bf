package network.baton.libp2p.multiformat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The text encodings of binary identifiers that peers use, with their multibase prefixes. */
public enum TextBase {
  BASE16('f'),
  BASE32('b'),
  BASE36('k'),
  BASE58('z'),
  BASE64URL('u');

  /** Decoding base 36 and 58 takes quadratic time, so longer texts are refused. */
  public static final int TEXT_LENGTH_MAX = 512;

  private static final String ALPHABET_32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final String ALPHABET_36 = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final String ALPHABET_58 =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private final char prefix;

  TextBase(char prefix) {
    this.prefix = prefix;
  }

  /**
   * Decodes a text with a multibase prefix.
   *
   * @throws IllegalArgumentException if the base is not known or the text is not valid in it
   */
  public static byte[] decodeMultibase(String text) {
    if (!text.isEmpty()) {
      for (TextBase base : values()) {
        if (base.prefix == text.charAt(0)) {
          return base.decode(text.substring(1));
        }
      }
    }
    throw new IllegalArgumentException("unknown multibase prefix");
  }

  /** Encodes with the multibase prefix. */
  public String encodeMultibase(byte[] data) {
    return prefix + encode(data);
  }

  /** Encodes without a prefix and without padding. */
  public String encode(byte[] data) {
    return switch (this) {
      case BASE16 -> HexFormat.of().formatHex(data);
      case BASE32 -> encode32(data);
      case BASE36 -> encodeNumber(data, ALPHABET_36);
      case BASE58 -> encodeNumber(data, ALPHABET_58);
      case BASE64URL -> Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    };
  }

  /**
   * Decodes a text without prefix.
   *
   * @throws IllegalArgumentException if it is not valid or too long
   */
  public byte[] decode(String text) {
    if (text.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException("text longer than " + TEXT_LENGTH_MAX);
    }
    return switch (this) {
      case BASE16 -> HexFormat.of().parseHex(text);
      case BASE32 -> decode32(text);
      case BASE36 -> decodeNumber(text, ALPHABET_36);
      case BASE58 -> decodeNumber(text, ALPHABET_58);
      case BASE64URL -> Base64.getUrlDecoder().decode(text);
    };
  }

  private static String encode32(byte[] data) {
    StringBuilder text = new StringBuilder(data.length * 8 / 5 + 1);
    int bits = 0;
    int held = 0;
    for (byte octet : data) {
      held = ((held << 8) | (octet & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET_32.charAt((held >>> bits) & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET_32.charAt((held << (5 - bits)) & 31));
    }
    return text.toString();
  }

  private static byte[] decode32(String text) {
    ByteArrayOutputStream data = new ByteArrayOutputStream(text.length() * 5 / 8);
    int bits = 0;
    int held = 0;
    for (int i = 0; i < text.length(); i++) {
      held = ((held << 5) | digit(ALPHABET_32, text.charAt(i))) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        data.write((held >>> bits) & 0xff);
      }
    }
    if (bits >= 5 || (held & ((1 << bits) - 1)) != 0) {
      throw new IllegalArgumentException("base32 text with stray bits");
    }
    return data.toByteArray();
  }

  /** Divides in place: peers' ids are read and written often, and numbers as objects cost much. */
  private static String encodeNumber(byte[] data, String alphabet) {
    int base = alphabet.length();
    int zeros = 0;
    while (zeros < data.length && data[zeros] == 0) {
      zeros++;
    }
    byte[] number = data.clone();
    char[] text = new char[2 * data.length];
    int at = text.length;
    for (int start = zeros; start < number.length; ) {
      int remainder = 0;
      for (int i = start; i < number.length; i++) {
        int value = (remainder << 8) | (number[i] & 0xff);
        number[i] = (byte) (value / base);
        remainder = value % base;
      }
      at--;
      text[at] = alphabet.charAt(remainder);
      while (start < number.length && number[start] == 0) {
        start++;
      }
    }
    Arrays.fill(text, at - zeros, at, alphabet.charAt(0));
    return new String(text, at - zeros, text.length - at + zeros);
  }

  private static byte[] decodeNumber(String text, String alphabet) {
    int base = alphabet.length();
    int zeros = 0;
    byte[] number = new byte[text.length()];
    int start = number.length;
    for (int i = 0; i < text.length(); i++) {
      int carry = digit(alphabet, text.charAt(i));
      if (carry == 0 && zeros == i) {
        zeros++;
      }
      int at = number.length;
      while (at > start || carry != 0) {
        at--;
        int value = (number[at] & 0xff) * base + carry;
        number[at] = (byte) value;
        carry = value >>> 8;
      }
      start = at;
    }
    byte[] data = new byte[zeros + number.length - start];
    System.arraycopy(number, start, data, zeros, number.length - start);
    return data;
  }

  private static int digit(String alphabet, char symbol) {
    int digit = alphabet.indexOf(symbol);
    if (digit < 0) {
      throw new IllegalArgumentException("character outside the alphabet");
    }
    return digit;
  }
}
