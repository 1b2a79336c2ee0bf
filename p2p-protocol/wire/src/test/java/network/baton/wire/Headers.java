package network.baton.wire;

import java.util.HashMap;
import java.util.Map;

/** Block headers for tests. */
final class Headers {
  static final long GENESIS_TIME_SEC = 1_795_000_000;

  private Headers() {}

  /** A header with Prague's fields; its timestamp follows the number at four seconds a block. */
  static BlockHeader prague(long number) {
    var block = new HashMap<String, String>();
    for (String name :
        new String[] {
          "parentHash",
          "sha3Uncles",
          "stateRoot",
          "transactionsRoot",
          "receiptsRoot",
          "mixHash",
          "withdrawalsRoot",
          "parentBeaconBlockRoot",
          "requestsHash"
        }) {
      block.put(name, ProofTypes.id(name + number).toHex());
    }
    block.putAll(
        Map.of(
            "miner", "0x" + "11".repeat(20),
            "logsBloom", "0x" + "00".repeat(256),
            "nonce", "0x" + "00".repeat(8),
            "extraData", "0x",
            "number", "0x" + Long.toHexString(number),
            "timestamp", "0x" + Long.toHexString(GENESIS_TIME_SEC + 4 * number)));
    for (String name :
        new String[] {
          "difficulty", "gasLimit", "gasUsed", "baseFeePerGas", "blobGasUsed", "excessBlobGas"
        }) {
      block.put(name, "0x0");
    }
    return ((Decoded.Ok<BlockHeader>) HeaderRlp.decode(HeaderRlp.encode(block))).value();
  }
}
