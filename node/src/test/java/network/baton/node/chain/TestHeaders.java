package network.baton.node.chain;

import java.util.HashMap;
import java.util.Map;
import network.baton.lease.Hash32;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.HeaderRlp;

/** Headers that hash to what they say, with a free choice of the fields that matter. */
final class TestHeaders {
  private static final String ZERO = Hash32.ZERO.toHex();

  private TestHeaders() {}

  static BlockHeader header(long number, Hash32 parent, long timestamp, int salt) {
    Map<String, String> fields = new HashMap<>();
    fields.put("parentHash", parent.toHex());
    fields.put("sha3Uncles", ZERO);
    fields.put("miner", "0x" + "00".repeat(20));
    fields.put("stateRoot", ZERO);
    fields.put("transactionsRoot", ZERO);
    fields.put("receiptsRoot", ZERO);
    fields.put("logsBloom", "0x" + "00".repeat(256));
    fields.put("difficulty", "0x0");
    fields.put("number", "0x" + Long.toHexString(number));
    fields.put("gasLimit", "0x1c9c380");
    fields.put("gasUsed", "0x0");
    fields.put("timestamp", "0x" + Long.toHexString(timestamp));
    fields.put("extraData", "0x");
    fields.put("mixHash", new Hash32(number, salt, 0, 1).toHex());
    fields.put("nonce", "0x0000000000000000");
    fields.put("baseFeePerGas", "0x7");
    if (HeaderRlp.decode(HeaderRlp.encode(fields))
        instanceof Decoded.Ok<BlockHeader>(BlockHeader header)) {
      return header;
    }
    throw new IllegalStateException("a test header does not decode");
  }
}
