package network.baton.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import network.baton.node.chain.ChainClient;
import network.baton.node.config.ConfigException;
import network.baton.wire.BlockHeader;
import network.baton.wire.Decoded;
import network.baton.wire.HeaderRlp;

/** Blocks to prove for a trial: the headers of a file, or the last ones of a chain. */
final class RecordedBlocks {
  static final int BLOCKS_MAX = 10_000;

  private RecordedBlocks() {}

  /**
   * Reads a file with one header a line, as the hex digits of its RLP, which is what {@code
   * debug_getRawHeader} answers; lines that begin with # are comments.
   */
  static List<BlockHeader> read(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read");
    }
    List<BlockHeader> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        blocks.add(header(line, file + ":" + (i + 1)));
      }
      if (blocks.size() > BLOCKS_MAX) {
        throw new ConfigException(file + ": has more than " + BLOCKS_MAX + " headers");
      }
    }
    if (blocks.isEmpty()) {
      throw new ConfigException(file + ": has no headers");
    }
    return blocks;
  }

  private static BlockHeader header(String hex, String where) {
    try {
      byte[] rlp = HexFormat.of().parseHex(hex.startsWith("0x") ? hex.substring(2) : hex);
      if (HeaderRlp.decode(rlp) instanceof Decoded.Ok<BlockHeader>(BlockHeader header)) {
        return header;
      }
    } catch (IllegalArgumentException notHex) {
      // said below
    }
    throw new ConfigException(where + ": is not a block header as hex digits of its RLP");
  }

  /** The last blocks of a chain, oldest first; fewer where the chain has fewer. */
  static List<BlockHeader> last(ChainClient chain, int count) {
    List<BlockHeader> blocks = new ArrayList<>();
    BlockHeader next = chain.latestHeader();
    while (next != null) {
      blocks.addFirst(next);
      next = blocks.size() < count ? chain.headerByHash(next.parentHash()) : null;
    }
    return blocks;
  }
}
