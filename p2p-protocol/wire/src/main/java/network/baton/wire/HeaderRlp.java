package network.baton.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import network.baton.lease.Hash32;
import network.baton.lease.Refusal;

/**
 * Ethereum block headers as RLP, from Frontier's 15 fields on; every fork since London has added
 * fields at the end. Fields that are not known yet are taken as byte strings of at most 32 bytes,
 * so that a fork does not stop the network.
 */
public final class HeaderRlp {
  private enum Form {
    QUANTITY,
    BYTES,
  }

  /** One field: its name in JSON-RPC and its form; {@code bytes} is a length, or the most. */
  private record Field(String name, Form form, int bytes) {}

  private static final int EXTRA_DATA_BYTES_MAX = 1_024;
  private static final int REQUIRED_FIELDS = 15;
  private static final int PARENT_HASH = 0;
  private static final int NUMBER = 8;
  private static final int GAS_USED = 10;
  private static final int TIMESTAMP = 11;
  private static final int EXTRA_DATA = 12;
  private static final int MIX_HASH = 13;

  private static final List<Field> FIELDS =
      List.of(
          hash("parentHash"),
          hash("sha3Uncles"),
          new Field("miner", Form.BYTES, 20),
          hash("stateRoot"),
          hash("transactionsRoot"),
          hash("receiptsRoot"),
          new Field("logsBloom", Form.BYTES, 256),
          new Field("difficulty", Form.QUANTITY, 32),
          quantity("number"),
          quantity("gasLimit"),
          quantity("gasUsed"),
          quantity("timestamp"),
          new Field("extraData", Form.BYTES, EXTRA_DATA_BYTES_MAX),
          hash("mixHash"),
          new Field("nonce", Form.BYTES, 8),
          new Field("baseFeePerGas", Form.QUANTITY, 32), // London
          hash("withdrawalsRoot"), // Shanghai
          quantity("blobGasUsed"), // Cancun
          quantity("excessBlobGas"),
          hash("parentBeaconBlockRoot"),
          hash("requestsHash"), // Prague
          hash("blockAccessListHash"), // EIP-7928
          quantity("slotNumber")); // EIP-7843

  private HeaderRlp() {}

  /**
   * Reads a header strictly: the shortest form of every length and number, exact lengths, nothing
   * left over (W-20 to W-22).
   */
  public static Decoded<BlockHeader> decode(byte[] rlp) {
    if (rlp.length > WireLimits.HEADER_BYTES_MAX) {
      return Decoded.reject(Refusal.TOO_LARGE);
    }
    List<Rlp.Item> items = Rlp.flatList(rlp, WireLimits.HEADER_FIELDS_MAX);
    if (items == null || items.size() < REQUIRED_FIELDS) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    for (int i = 0; i < items.size(); i++) {
      if (!fits(rlp, items.get(i), i)) {
        return Decoded.reject(Refusal.MALFORMED);
      }
    }
    long number = number(rlp, items.get(NUMBER));
    long gasUsed = number(rlp, items.get(GAS_USED));
    long timestamp = number(rlp, items.get(TIMESTAMP));
    if (number > WireLimits.NUMBER_MAX
        || gasUsed > WireLimits.NUMBER_MAX
        || timestamp > WireLimits.NUMBER_MAX / 1_000
        || (number | gasUsed | timestamp) < 0) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    return Decoded.ok(
        new BlockHeader(
            rlp.clone(),
            hash(rlp, items.get(PARENT_HASH)),
            number,
            gasUsed,
            timestamp,
            hash(rlp, items.get(MIX_HASH))));
  }

  /**
   * Encodes the header of a JSON-RPC block object, given as its members' names and hex values;
   * members that are not header fields are left aside. Fields after {@code nonce} are optional, but
   * one may be there only if all before it are. The caller compares the hash of the bytes with the
   * block's: {@link #ofRpc} does both.
   *
   * @throws IllegalArgumentException if a field is missing or not what it should be
   */
  public static byte[] encode(Map<String, String> block) {
    var items = new ArrayList<byte[]>();
    String missing = null;
    for (int i = 0; i < FIELDS.size(); i++) {
      Field field = FIELDS.get(i);
      String value = block.get(field.name);
      if (value == null) {
        if (i < REQUIRED_FIELDS) {
          throw new IllegalArgumentException("block has no " + field.name);
        }
        missing = missing == null ? field.name : missing;
      } else if (missing != null) {
        throw new IllegalArgumentException("block has " + field.name + " but no " + missing);
      } else {
        items.add(bytes(field, i, value));
      }
    }
    return Rlp.encodeList(items);
  }

  /**
   * The header of a JSON-RPC block object, if its bytes hash to the {@code hash} member; else
   * MALFORMED. Use it for answers of a chain client that may be wrong or too new for this version.
   */
  public static Decoded<BlockHeader> ofRpc(Map<String, String> block) {
    byte[] rlp;
    try {
      rlp = encode(block);
    } catch (IllegalArgumentException refused) {
      return Decoded.reject(Refusal.MALFORMED);
    }
    return decode(rlp)
        .then(
            header ->
                header.hash().toHex().equalsIgnoreCase(block.get("hash"))
                    ? Decoded.ok(header)
                    : Decoded.reject(Refusal.MALFORMED));
  }

  private static boolean fits(byte[] rlp, Rlp.Item item, int index) {
    if (index >= FIELDS.size()) {
      return item.length() <= Hash32.BYTES;
    }
    Field field = FIELDS.get(index);
    return switch (field.form) {
      case QUANTITY ->
          item.length() <= field.bytes && (item.length() == 0 || rlp[item.offset()] != 0);
      case BYTES -> hasLengthOf(field, index, item.length());
    };
  }

  private static boolean hasLengthOf(Field field, int index, int length) {
    return index == EXTRA_DATA ? length <= field.bytes : length == field.bytes;
  }

  private static byte[] bytes(Field field, int index, String value) {
    if (!value.startsWith("0x")) {
      throw new IllegalArgumentException(field.name + " does not start with 0x");
    }
    String digits = value.substring(2);
    if (field.form == Form.QUANTITY && digits.length() % 2 == 1) {
      digits = "0" + digits;
    }
    byte[] bytes = HexFormat.of().parseHex(digits);
    if (field.form == Form.QUANTITY) {
      int zeros = 0;
      while (zeros < bytes.length && bytes[zeros] == 0) {
        zeros++;
      }
      bytes = Arrays.copyOfRange(bytes, zeros, bytes.length);
    }
    boolean fits =
        field.form == Form.QUANTITY
            ? bytes.length <= field.bytes
            : hasLengthOf(field, index, bytes.length);
    if (!fits) {
      throw new IllegalArgumentException(field.name + " has " + bytes.length + " bytes");
    }
    return bytes;
  }

  private static long number(byte[] rlp, Rlp.Item item) {
    long number = 0;
    for (int i = item.offset(); i < item.end(); i++) {
      number = (number << 8) | (rlp[i] & 0xff);
    }
    return number;
  }

  private static Hash32 hash(byte[] rlp, Rlp.Item item) {
    return Hash32.of(Arrays.copyOfRange(rlp, item.offset(), item.end()));
  }

  private static Field hash(String name) {
    return new Field(name, Form.BYTES, Hash32.BYTES);
  }

  private static Field quantity(String name) {
    return new Field(name, Form.QUANTITY, Long.BYTES);
  }
}
